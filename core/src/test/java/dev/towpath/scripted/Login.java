package dev.towpath.scripted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A login that accepts clients with the password.
 *
 * @param plugin {@code mysql_native_password} or {@code caching_sha2_password}
 * @param password the password of every account
 */
public record Login(String plugin, String password) {
  static final String NATIVE = "mysql_native_password";
  static final String CACHING = "caching_sha2_password";
  private static final byte[] SCRAMBLE = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** Returns the account of recorded servers. */
  public static Login standard() {
    return new Login(NATIVE, "secret");
  }

  /** Greets and checks the answer; returns false when the login was refused. */
  boolean admit(Connection connection, String version) throws IOException {
    connection.greet(version, plugin);
    byte[] response = connection.receive();
    int user = 32;
    while (response[user] != 0) {
      user++;
    }
    int length = response[user + 1] & 0xFF;
    byte[] proof = Arrays.copyOfRange(response, user + 2, user + 2 + length);
    if (!Arrays.equals(proof, expected())) {
      connection.error(1045, "Access denied for user (using password: YES)");
      return false;
    }
    if (plugin.equals(CACHING)) {
      connection.send(new byte[] {1, 3}); // Found in the cache.
    }
    connection.ok();
    return true;
  }

  private byte[] expected() {
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    if (plugin.equals(CACHING)) {
      byte[] once = digest("SHA-256", secret);
      return xor(once, digest("SHA-256", digest("SHA-256", once), SCRAMBLE));
    }
    byte[] once = digest("SHA-1", secret);
    return xor(once, digest("SHA-1", SCRAMBLE, digest("SHA-1", once)));
  }

  private static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] result = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = (byte) (a[i] ^ b[i]);
    }
    return result;
  }
}
