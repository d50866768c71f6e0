package dev.towpath.sink.rocketmq;

import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A new key and a certificate signed by it, created with the JDK's own tool.
 *
 * @param certificate the certificate, in PEM
 * @param key the key, in PEM
 */
record PemFiles(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /** Creates a certificate for {@code 127.0.0.1} and its key in {@code directory}. */
  static PemFiles create(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    keytool(store, name);
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var entry =
        (KeyStore.PrivateKeyEntry)
            keys.getEntry(name, new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
    return new PemFiles(
        pem(directory.resolve(name + ".pem"), "CERTIFICATE", entry.getCertificate().getEncoded()),
        pem(directory.resolve(name + ".key"), "PRIVATE KEY", entry.getPrivateKey().getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] encoded)
      throws IOException, GeneralSecurityException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body));
  }

  private static void keytool(Path store, String name) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-ext",
            "SAN=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(tool.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (!tool.waitFor(Wait.LIMIT_SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }
}
