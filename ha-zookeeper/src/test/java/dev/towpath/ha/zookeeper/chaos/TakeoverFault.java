package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalEnsemble;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The faults of the takeover table, one per row. */
enum TakeoverFault {
  HAND_OVER("hand-over", true) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) throws IOException {
      target.handOver();
    }
  },
  KILL("`kill -9`", true) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) throws InterruptedException {
      target.kill();
    }

    @Override
    void heal(ChaosCluster cluster, ChaosJvm target) throws IOException {
      target.startAgain();
    }
  },
  PAUSE("`kill -STOP` for 6 s", true) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) throws IOException {
      target.pauseAside(Duration.ofSeconds(6));
    }

    @Override
    void heal(ChaosCluster cluster, ChaosJvm target) throws Exception {
      target.awaitContinued();
    }
  },
  BLACK_HOLE("network: black hole", true) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) {
      cut(target, FaultyNetwork.Mode.BLACKHOLE);
    }
  },
  REFUSE("network: connections reset", true) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) {
      cut(target, FaultyNetwork.Mode.REFUSE);
    }
  },
  DROP_REPLIES("network: requests arrive, answers do not", true) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) {
      cut(target, FaultyNetwork.Mode.DROP_REPLIES);
    }
  },
  ISOLATED_FOLLOWER("leader's server loses the quorum", true) {
    @Override
    void prepare(ChaosCluster cluster, ChaosJvm target) throws Exception {
      target.restrict(cluster.ensemble().follower());
      cluster.awaitPublishing();
    }

    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) {
      cluster.ensemble().isolate(target.onlyServer());
    }

    @Override
    void heal(ChaosCluster cluster, ChaosJvm target) throws Exception {
      cluster.ensemble().rejoin(target.onlyServer());
      cluster.ensemble().awaitAll();
      super.heal(cluster, target);
    }
  },
  ROLLING_RESTART("servers restart one after the other", false) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) throws Exception {
      for (int server = 0; server < LocalEnsemble.SERVERS; server++) {
        cluster.ensemble().stop(server);
        cluster.ensemble().startAgain(server);
        cluster.ensemble().awaitAll();
      }
    }
  },
  QUORUM_LOSS("two servers down for 4 s", false) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) throws Exception {
      stop(cluster, 2, Duration.ofSeconds(4));
    }
  },
  OUTAGE("all servers down for 6 s", false) {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target) throws Exception {
      stop(cluster, LocalEnsemble.SERVERS, Duration.ofSeconds(6));
    }
  };

  private final String text;
  private final boolean isTakeover;

  TakeoverFault(String text, boolean isTakeover) {
    this.text = text;
    this.isTakeover = isTakeover;
  }

  /** Returns the description of the fault. */
  String text() {
    return text;
  }

  /**
   * Returns whether another instance is expected to take over, rather than the leader to continue.
   */
  boolean isTakeover() {
    return isTakeover;
  }

  void prepare(ChaosCluster cluster, ChaosJvm target) throws Exception {
    // Most need no preparation.
  }

  abstract void strike(ChaosCluster cluster, ChaosJvm target) throws Exception;

  void heal(ChaosCluster cluster, ChaosJvm target) throws Exception {
    target.networks().forEach(FaultyNetwork::heal);
  }

  private static void cut(ChaosJvm target, FaultyNetwork.Mode mode) {
    target.networks().forEach(network -> network.set(mode));
  }

  private static void stop(ChaosCluster cluster, int servers, Duration time) throws Exception {
    for (int server = 0; server < servers; server++) {
      cluster.ensemble().stop(server);
    }
    // Sleeps for the length of the fault; no condition is awaited.
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    for (int server = 0; server < servers; server++) {
      cluster.ensemble().startAgain(server);
    }
    cluster.ensemble().awaitAll();
  }
}
