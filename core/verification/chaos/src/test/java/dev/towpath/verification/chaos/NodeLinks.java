package dev.towpath.verification.chaos;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeper;
import dev.towpath.embedded.EmbeddedZooKeeperEnsemble;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The network links from one application to all servers. Thread-safe. */
final class NodeLinks implements AutoCloseable {
  private final Map<Neighbour, List<Link>> links = new EnumMap<>(Neighbour.class);

  /** The neighbours of an application. */
  enum Neighbour {
    MYSQL,
    ZOOKEEPER,
    /** The name server and the broker. */
    ROCKETMQ
  }

  private NodeLinks() {}

  /**
   * Opens the links of application {@code number}. Clients learn the broker's address from the name
   * server, so each application gets its own: the broker's port on another loopback address.
   */
  static NodeLinks open(
      int number,
      List<EmbeddedMySql> mySql,
      EmbeddedZooKeeperEnsemble zooKeeper,
      EmbeddedRocketMq rocketMq)
      throws IOException {
    var all = new NodeLinks();
    try {
      for (EmbeddedMySql server : mySql) {
        all.add(Neighbour.MYSQL, Link.to(server.port()));
      }
      for (int server = 0; server < EmbeddedZooKeeperEnsemble.SERVERS; server++) {
        EmbeddedZooKeeper member = zooKeeper.server(server);
        all.add(Neighbour.ZOOKEEPER, Link.to(member.port()));
      }
      String broker = rocketMq.broker();
      int port = port(broker);
      String own = "127.0.0." + (number + 2);
      all.add(
          Neighbour.ROCKETMQ,
          Link.rewriting(port(rocketMq.nameServer()), broker, own + ':' + port));
      all.add(Neighbour.ROCKETMQ, Link.to(port, new InetSocketAddress(own, port)));
      return all;
    } catch (IOException e) {
      all.close();
      throw e;
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  private void add(Neighbour neighbour, Link link) {
    links.computeIfAbsent(neighbour, any -> new ArrayList<>()).add(link);
  }

  /** Returns the links to {@code neighbour}. */
  List<Link> to(Neighbour neighbour) {
    return links.getOrDefault(neighbour, List.of());
  }

  /** Returns ZooKeeper's connect string. */
  String zooKeeper() {
    return to(Neighbour.ZOOKEEPER).stream().map(Link::address).collect(Collectors.joining(","));
  }

  /** Returns the name server's address. */
  String nameServer() {
    return to(Neighbour.ROCKETMQ).get(0).address();
  }

  /** Returns the port of a MySQL server. */
  int mySql(int server) {
    return to(Neighbour.MYSQL).get(server).port();
  }

  @Override
  public void close() throws IOException {
    for (List<Link> some : links.values()) {
      for (Link link : some) {
        link.close();
      }
    }
  }
}
