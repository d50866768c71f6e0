package dev.towpath.ha.zookeeper.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.server.NettyServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.apache.zookeeper.server.auth.X509AuthenticationProvider;

/** A server in this JVM that accepts only TLS and requests client certificates. */
public final class SecureZooKeeper implements AutoCloseable {
  private static final int TICK_MILLIS = 100;
  private static final String PROVIDER = "zookeeper.authProvider.x509";

  private final Path directory;
  private final ServerCnxnFactory connections;
  private final Map<String, String> properties;

  private SecureZooKeeper(
      Path directory, ServerCnxnFactory connections, Map<String, String> properties) {
    this.directory = directory;
    this.connections = connections;
    this.properties = properties;
  }

  public static SecureZooKeeper start(Path keyStore, Path trustStore)
      throws IOException, InterruptedException {
    // A server offers no other way and reads them at each connection. Our clients' own settings
    // have precedence; without any they find a key that this server does not trust.
    var properties = new HashMap<String, String>();
    try (var names = new ClientX509Util()) {
      properties.put(names.getSslKeystoreLocationProperty(), keyStore.toString());
      properties.put(names.getSslKeystorePasswdProperty(), Certificates.PASSWORD);
      properties.put(names.getSslTruststoreLocationProperty(), trustStore.toString());
      properties.put(names.getSslTruststorePasswdProperty(), Certificates.PASSWORD);
    }
    properties.put(
        ServerCnxnFactory.ZOOKEEPER_SERVER_CNXN_FACTORY, NettyServerCnxnFactory.class.getName());
    properties.put(PROVIDER, X509AuthenticationProvider.class.getName());
    properties.forEach(System::setProperty);
    ProviderRegistry.addOrUpdateProvider(PROVIDER);
    Path directory = Files.createTempDirectory("zookeeper");
    var server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
    server.setMaxSessionTimeout(60_000);
    ServerCnxnFactory connections = ServerCnxnFactory.createFactory();
    connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0, -1, true);
    connections.startup(server);
    return new SecureZooKeeper(directory, connections, properties);
  }

  public String address() {
    return "127.0.0.1:" + connections.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    properties.keySet().forEach(System::clearProperty);
    ProviderRegistry.removeProvider(PROVIDER);
    connections.shutdown();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
