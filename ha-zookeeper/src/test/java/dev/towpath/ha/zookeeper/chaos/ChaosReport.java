package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.chaos.ChaosHistory.Entry;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalEnsemble;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** A report on a cluster: its present state in one line, then the logs. */
final class ChaosReport {
  private static final String RUNNING = "/otter/canal/destinations/d1/running";
  private static final int LAST_WORDS = 15;

  private ChaosReport() {}

  static String of(ChaosCluster cluster) throws IOException, InterruptedException {
    var states = new ArrayList<String>();
    var words = new StringBuilder();
    states.add("servers " + cluster.ensemble().states());
    for (ChaosJvm jvm : cluster.jvms()) {
      states.add("jvm%d %s".formatted(jvm.number(), state(jvm)));
      for (String line : jvm.lastWords(LAST_WORDS)) {
        words.append("%njvm%d: %s".formatted(jvm.number(), line));
      }
    }
    for (int server = 0; server < LocalEnsemble.SERVERS; server++) {
      states.add("server%d: %s".formatted(server, running(cluster.ensemble().address(server))));
    }
    return String.join("; ", states) + words;
  }

  private static String state(ChaosJvm jvm) throws IOException {
    List<FaultyNetwork.Mode> modes = jvm.networks().stream().map(FaultyNetwork::mode).toList();
    String last =
        jvm.history().entries().stream()
            .max(Comparator.comparingLong(Entry::time))
            .map(entry -> "%s, %d ms ago".formatted(entry, millisSince(entry)))
            .orElse("nothing");
    return "%s, networks %s, last %s".formatted(jvm.isAlive() ? "alive" : "dead", modes, last);
  }

  private static long millisSince(Entry entry) {
    return (System.nanoTime() - entry.time()) / 1_000_000;
  }

  /** Returns the owner of the running node, according to this server. */
  private static String running(String address) throws IOException, InterruptedException {
    ZooKeeper client;
    try {
      client = LocalZooKeeper.client(address);
    } catch (IllegalStateException e) {
      return "no session";
    }
    try {
      Stat stat = client.exists(RUNNING, false);
      return stat == null
          ? "no running node"
          : "running node of session 0x" + Long.toHexString(stat.getEphemeralOwner());
    } catch (KeeperException e) {
      return e.toString();
    } finally {
      client.close(1_000);
    }
  }
}
