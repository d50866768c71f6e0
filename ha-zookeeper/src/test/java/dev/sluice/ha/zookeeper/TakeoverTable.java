package dev.sluice.ha.zookeeper;

import dev.sluice.ha.zookeeper.ChaosChecker.Verdict;
import dev.sluice.ha.zookeeper.ChaosContender.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures how long a destination is without a leader after each fault, and what the fault costs. A
 * program: its arguments are the session timeout in milliseconds and the rounds per fault.
 */
final class TakeoverTable {
  private static final String DESTINATION = "d1";

  private TakeoverTable() {}

  private enum Fault {
    HAND_OVER("hand-over (saveAndRelease)") {
      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) throws IOException {
        target.handOver();
      }
    },
    KILL("SIGKILL") {
      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) throws InterruptedException {
        target.kill();
      }

      @Override
      void heal(ChaosCluster cluster, ChaosJvm target) throws IOException {
        target.startAgain();
      }
    },
    PAUSE("SIGSTOP beyond the session") {
      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) throws IOException {
        target.pauseAside(Duration.ofSeconds(6));
      }

      @Override
      void heal(ChaosCluster cluster, ChaosJvm target) throws Exception {
        target.awaitContinued();
      }
    },
    BLACK_HOLE("black hole") {
      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) {
        cut(target, FaultyNetwork.Mode.BLACKHOLE);
      }
    },
    REFUSE("connections reset") {
      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) {
        cut(target, FaultyNetwork.Mode.REFUSE);
      }
    },
    DROP_REPLIES("replies dropped") {
      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) {
        cut(target, FaultyNetwork.Mode.DROP_REPLIES);
      }
    },
    ISOLATED_FOLLOWER("leader on an isolated follower") {
      private int follower;

      @Override
      void prepare(ChaosCluster cluster, ChaosJvm target) throws Exception {
        follower = cluster.ensemble().follower();
        ChaosFault.restrict(target, follower);
        cluster.awaitPublishing();
      }

      @Override
      void strike(ChaosCluster cluster, ChaosJvm target) {
        cluster.ensemble().isolate(follower);
      }

      @Override
      void heal(ChaosCluster cluster, ChaosJvm target) throws Exception {
        cluster.ensemble().rejoin(follower);
        cluster.ensemble().awaitAll();
        super.heal(cluster, target);
      }
    };

    private final String text;

    Fault(String text) {
      this.text = text;
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
  }

  /** Prints one row per fault. */
  public static void main(String[] arguments) throws Exception {
    Duration session = Duration.ofMillis(Long.parseLong(arguments[0]));
    int rounds = Integer.parseInt(arguments[1]);
    System.out.println(
        "fault, median ms, worst ms, lost, duplicates, regressions, late, in flight, leases, writes");
    for (Fault fault : Fault.values()) {
      try (ChaosCluster cluster =
          ChaosCluster.start(1, session, Duration.ofMillis(10), Kind.FENCED)) {
        List<Long> times = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          times.add(takeover(cluster, fault).toMillis());
        }
        print(fault, times, cluster.judge());
      }
    }
    // The servers' threads are not all daemons.
    System.exit(0);
  }

  private static Duration takeover(ChaosCluster cluster, Fault fault) throws Exception {
    cluster.awaitAllJoined();
    ChaosJvm target = cluster.leader(DESTINATION);
    fault.prepare(cluster, target);
    long start = System.nanoTime();
    fault.strike(cluster, target);
    // Who hands over may win again if everybody else is slow.
    String except = fault == Fault.HAND_OVER ? "" : "jvm" + target.number();
    long end = cluster.awaitTerm(DESTINATION, except, start).allowed();
    fault.heal(cluster, target);
    cluster.awaitPublishing();
    return Duration.ofNanos(end - start);
  }

  private static void print(Fault fault, List<Long> times, Verdict verdict) {
    Collections.sort(times);
    System.out.printf(
        "%s, %d, %d, %d, %d, %d, %d, %d, %d, %d%n",
        fault.text,
        times.get(times.size() / 2),
        times.get(times.size() - 1),
        verdict.gaps() + verdict.staleResumes(),
        verdict.duplicates(),
        verdict.regressions(),
        verdict.late(),
        verdict.inFlight(),
        verdict.leases(),
        verdict.writes());
  }
}
