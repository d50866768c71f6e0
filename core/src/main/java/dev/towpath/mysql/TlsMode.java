package dev.towpath.mysql;

/**
 * The encryption of a connection and the checks of the server's certificate, as {@code --ssl-mode}
 * of MySQL's own clients.
 */
public enum TlsMode {
  /** Never encrypted. */
  DISABLED,
  /** Encrypted when the server offers a protocol version this JVM accepts; nothing is verified. */
  PREFERRED,
  /** Always encrypted; nothing is verified. */
  REQUIRED,
  /** Always encrypted; the server's certificate must be signed by a trusted authority. */
  VERIFY_CA,
  /** As {@link #VERIFY_CA}, and the certificate must be issued for the configured host. */
  VERIFY_IDENTITY
}
