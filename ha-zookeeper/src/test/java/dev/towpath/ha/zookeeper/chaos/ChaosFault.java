package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalEnsemble;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** The temporary faults. */
enum ChaosFault {
  KILL {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      target.kill();
      last(time);
      target.startAgain();
    }
  },
  PAUSE {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      target.pause(time);
    }
  },
  BLACK_HOLE {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) {
      cut(target, FaultyNetwork.Mode.BLACKHOLE, time);
    }
  },
  REFUSE {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) {
      cut(target, FaultyNetwork.Mode.REFUSE, time);
    }
  },
  DROP_REPLIES {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) {
      cut(target, FaultyNetwork.Mode.DROP_REPLIES, time);
    }
  },
  ISOLATED_FOLLOWER {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      int follower = cluster.ensemble().follower();
      // Makes the target connect to the server that is about to lose the others.
      target.restrict(follower);
      cluster.awaitPublishing();
      cluster.ensemble().isolate(follower);
      last(time);
      cluster.ensemble().rejoin(follower);
      target.networks().forEach(FaultyNetwork::heal);
    }
  },
  ROLLING_RESTART {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      for (int server = 0; server < LocalEnsemble.SERVERS; server++) {
        cluster.ensemble().stop(server);
        cluster.ensemble().startAgain(server);
        cluster.ensemble().awaitAll();
      }
    }
  },
  QUORUM_LOSS {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      stop(cluster, 2, time);
    }
  },
  OUTAGE {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      stop(cluster, LocalEnsemble.SERVERS, time);
    }
  },
  HAND_OVER {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      target.handOver();
    }
  },
  DELETED_NODE {
    @Override
    void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception {
      ZooKeeper operator = LocalZooKeeper.client(cluster.ensemble().address(0));
      try {
        Wait.until("the deletion", () -> isDeleted(operator));
      } finally {
        operator.close();
      }
    }

    private boolean isDeleted(ZooKeeper operator) throws Exception {
      try {
        operator.delete("/otter/canal/destinations/d1/running", -1);
        return true;
      } catch (KeeperException.NoNodeException e) {
        // The destination was vacant.
        return true;
      } catch (KeeperException.ConnectionLossException e) {
        // The server joins the others again after an earlier fault.
        return false;
      }
    }
  };

  /** Injects the fault for {@code time}, where it has a length, and returns after its end. */
  abstract void strike(ChaosCluster cluster, ChaosJvm target, Duration time) throws Exception;

  private static void cut(ChaosJvm target, FaultyNetwork.Mode mode, Duration time) {
    target.networks().forEach(network -> network.set(mode));
    last(time);
    target.networks().forEach(FaultyNetwork::heal);
  }

  private static void stop(ChaosCluster cluster, int servers, Duration time) throws Exception {
    for (int server = 0; server < servers; server++) {
      cluster.ensemble().stop(server);
    }
    last(time);
    for (int server = 0; server < servers; server++) {
      cluster.ensemble().startAgain(server);
    }
    cluster.ensemble().awaitAll();
  }

  /** Sleeps for the length of a fault; no condition is awaited. */
  private static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
