package dev.towpath.ha.zookeeper.servers;

import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A factory of key and trust stores, by the JDK's own tool. */
public final class Certificates {
  public static final String PASSWORD = "changeit";

  private Certificates() {}

  /** Creates a key with a self-signed certificate for {@code 127.0.0.1}. */
  public static Path keyStore(Path directory, String name)
      throws IOException, InterruptedException {
    Path store = directory.resolve(name + "-key.p12");
    keytool(
        store,
        List.of(
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-ext",
            "SAN=ip:127.0.0.1,dns:localhost"));
    return store;
  }

  /** Creates a store that trusts the certificate in {@code keyStore}. */
  public static Path trustStore(Path directory, String name, Path keyStore)
      throws IOException, InterruptedException {
    Path certificate = directory.resolve(name + ".cer");
    Path store = directory.resolve(name + "-trust.p12");
    keytool(keyStore, List.of("-exportcert", "-alias", name, "-file", certificate.toString()));
    keytool(
        store,
        List.of("-importcert", "-noprompt", "-alias", name, "-file", certificate.toString()));
    return store;
  }

  private static void keytool(Path store, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(tool.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (!tool.waitFor(Wait.LIMIT_SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }
}
