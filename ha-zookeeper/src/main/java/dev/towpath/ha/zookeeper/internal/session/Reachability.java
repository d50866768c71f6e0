package dev.towpath.ha.zookeeper.internal.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
      var thread = new Thread(() -> remark.complete(explain(server)), "towpath-zookeeper-reach");
      thread.setDaemon(true);
      thread.start();
      remarks.add(remark);
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < remarks.size(); i++) {
      InetSocketAddress server = servers.get(i);
      String why = await(remarks.get(i), deadline);
      all.add(server.getHostString() + ":" + server.getPort() + " " + why);
    }
    return String.join("; ", all);
  }

  /**
   * Waits here, because looking up a name may block for far longer than a connection attempt. A
   * timeout of the future itself would start a thread of the JDK. That thread keeps the class
   * loader of the application for the life of the JVM.
   */
  private static String await(CompletableFuture<String> remark, long deadline) {
    try {
      return remark.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return "is not resolved in time";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "was not waited for";
    } catch (ExecutionException e) {
      return "cannot be asked (" + e.getCause() + ")";
    }
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
