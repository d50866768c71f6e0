package dev.sluice.ha.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.client.ConnectStringParser;

/** A diagnosis of why no server of an ensemble answers. Blocks for at most two seconds. */
final class Reachability {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int LIMIT_MILLIS = 2_000;

  private Reachability() {}

  /** Returns one remark per server of the connect string; asks them all at once. */
  static String explain(String connectString) {
    List<InetSocketAddress> servers = new ConnectStringParser(connectString).getServerAddresses();
    var remarks = new ArrayList<CompletableFuture<String>>();
    for (InetSocketAddress server : servers) {
      var remark = new CompletableFuture<String>();
      // Looking up a name may block for far longer than a connection attempt.
      remark.completeOnTimeout("is not resolved in time", LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      var thread = new Thread(() -> remark.complete(explain(server)), "sluice-zookeeper-reach");
      thread.setDaemon(true);
      thread.start();
      remarks.add(
          remark.thenApply(why -> server.getHostString() + ":" + server.getPort() + " " + why));
    }
    return String.join("; ", remarks.stream().map(CompletableFuture::join).toList());
  }

  private static String explain(InetSocketAddress server) {
    var resolved = new InetSocketAddress(server.getHostString(), server.getPort());
    if (resolved.isUnresolved()) {
      return "does not resolve";
    }
    try (var socket = new Socket()) {
      socket.connect(resolved, CONNECT_MILLIS);
      return "accepts connections but no session (no quorum, or no ZooKeeper)";
    } catch (IOException e) {
      return "cannot be reached (" + e.getMessage() + ")";
    }
  }
}
