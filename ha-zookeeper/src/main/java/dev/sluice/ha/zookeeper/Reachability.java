package dev.sluice.ha.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.zookeeper.client.ConnectStringParser;

/** Finds out why no server of an ensemble answers. Blocks for about a second per server. */
final class Reachability {
  private static final int LIMIT_MILLIS = 1_000;

  private Reachability() {}

  /** One remark per server of the connect string. */
  static String explain(String connectString) {
    List<InetSocketAddress> servers = new ConnectStringParser(connectString).getServerAddresses();
    return servers.stream()
        .map(server -> server.getHostString() + ":" + server.getPort() + " " + explain(server))
        .collect(Collectors.joining("; "));
  }

  private static String explain(InetSocketAddress server) {
    var resolved = new InetSocketAddress(server.getHostString(), server.getPort());
    if (resolved.isUnresolved()) {
      return "does not resolve";
    }
    try (var socket = new Socket()) {
      socket.connect(resolved, LIMIT_MILLIS);
      return "accepts connections but no session (no quorum, or no ZooKeeper)";
    } catch (IOException e) {
      return "cannot be reached (" + e.getMessage() + ")";
    }
  }
}
