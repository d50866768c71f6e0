package dev.towpath.ha.zookeeper.internal.tree;

import java.nio.file.Path;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.jspecify.annotations.Nullable;

/**
 * The encryption and authentication of a connection. Immutable.
 *
 * @param isEncrypted whether to use TLS
 * @param trusted the trusted certificates; null for the JVM's
 * @param own our own certificate; null for none
 * @param verifiesHosts whether the server's certificate must contain the name we connected to
 * @param loginContext the section of the JAAS configuration for the login; null for no SASL
 */
public record Security(
    boolean isEncrypted,
    @Nullable Store trusted,
    @Nullable Store own,
    boolean verifiesHosts,
    @Nullable String loginContext) {

  /** Returns settings without TLS and SASL. */
  static Security none() {
    return new Security(false, null, null, true, null);
  }

  /**
   * A file of keys or certificates.
   *
   * @param file the file; its name ends in {@code .jks}, {@code .p12}, {@code .pfx} or {@code .pem}
   * @param password its password
   */
  public record Store(Path file, String password) {

    /** Returns why {@code file} cannot be used, or null if it can. */
    public static @Nullable String objectionTo(Path file) {
      String name = file.toString();
      boolean isKnown =
          name.endsWith(".jks")
              || name.endsWith(".p12")
              || name.endsWith(".pfx")
              || name.endsWith(".pem");
      if (!isKnown) {
        return "its name must end in .jks, .p12, .pfx or .pem";
      }
      return file.toFile().canRead() ? null : "it cannot be read";
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  ZKClientConfig configuration() {
    var configuration = new ZKClientConfig();
    // The application's JAAS section is not for us unless configured.
    configuration.setProperty(
        ZKClientConfig.ENABLE_CLIENT_SASL_KEY, Boolean.toString(loginContext != null));
    if (loginContext != null) {
      configuration.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, loginContext);
    }
    configuration.setProperty(ZKClientConfig.SECURE_CLIENT, Boolean.toString(isEncrypted));
    if (isEncrypted) {
      encrypt(configuration);
    }
    return configuration;
  }

  private void encrypt(ZKClientConfig configuration) {
    configuration.setProperty(
        ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
    try (var names = new ClientX509Util()) {
      Store trust = trusted;
      if (trust != null) {
        configuration.setProperty(
            names.getSslTruststoreLocationProperty(), trust.file().toAbsolutePath().toString());
        configuration.setProperty(names.getSslTruststorePasswdProperty(), trust.password());
      }
      Store ours = own;
      if (ours != null) {
        configuration.setProperty(
            names.getSslKeystoreLocationProperty(), ours.file().toAbsolutePath().toString());
        configuration.setProperty(names.getSslKeystorePasswdProperty(), ours.password());
      }
      configuration.setProperty(
          names.getSslHostnameVerificationEnabledProperty(), Boolean.toString(verifiesHosts));
    }
  }
}
