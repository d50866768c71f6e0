package dev.towpath.ha.zookeeper.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.chaos.ChaosChecker.Verdict;
import dev.towpath.ha.zookeeper.chaos.ChaosContender.Kind;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Tests of instances in JVMs of their own under faults, checked against the ensemble's transaction
 * log. {@code -Dtowpath.chaos.seconds=600} sets the length of the random run; {@code
 * -Dtowpath.chaos.seed=7} repeats its choices.
 */
final class ChaosIT {
  private static final Duration SESSION = Duration.ofSeconds(2);

  /**
   * Long enough for the next leader to begin before a former leader without gate is told: the
   * servers wait for one timeout, the former leader for five thirds of it.
   */
  private static final Duration LONG_SESSION = Duration.ofSeconds(6);

  private static final Duration PAUSE = Duration.ofMillis(10);

  @Test
  void nothingIsLostUnderRandomFaultsAndNoFormerLeaderPublishes(TestReporter reporter)
      throws Exception {
    Duration time = Duration.ofSeconds(Long.getLong("towpath.chaos.seconds", 15));
    long seed = Long.getLong("towpath.chaos.seed", System.nanoTime() & 0xffff);
    try (ChaosCluster cluster = ChaosCluster.start(1, SESSION, PAUSE, Kind.FENCED)) {
      var storm = new ChaosStorm(cluster, seed, SESSION);

      Verdict verdict = storm.rageFor(time);

      reporter.publishEntry(storm.describe(verdict));
      assertTrue(verdict.isInnocent(), () -> storm.describe(verdict));
      assertTrue(verdict.writes() > 0 && verdict.leases() > 0, () -> storm.describe(verdict));
    }
  }

  @Test
  void withoutTheGateTheCheckerFindsPublicationsAfterTheNextLeader() throws Exception {
    Verdict verdict = afterBlackHole(Kind.NO_GATE, LONG_SESSION);

    assertTrue(verdict.late() > 0, verdict.toString());
    assertEquals(0, verdict.regressions(), verdict.toString());
    assertFalse(verdict.isInnocent());
  }

  @Test
  void withoutTheFenceTheCheckerFindsCursorsThatWentBack() throws Exception {
    Verdict verdict = afterBlackHole(Kind.NO_FENCE, SESSION);

    assertTrue(verdict.regressions() > 0, verdict.toString());
    assertFalse(verdict.isInnocent());
  }

  @Test
  void checkerConvictsTheMutantsAndAcquitsTheAlgorithm() throws Exception {
    Verdict verdict = afterBlackHole(Kind.FENCED, SESSION);

    assertTrue(verdict.isInnocent(), verdict.toString());
    assertTrue(verdict.leases() >= 2, verdict.toString());
  }

  @Test
  void fiftyDestinationsSurviveTheDeathOfAJvm() throws Exception {
    try (ChaosCluster cluster =
        ChaosCluster.start(50, Duration.ofSeconds(4), Duration.ofMillis(200), Kind.FENCED)) {
      ChaosJvm victim = cluster.leader("d1");

      victim.kill();
      cluster.awaitPublishing();

      List<String> leaders = new ArrayList<>();
      for (int number = 1; number <= 50; number++) {
        leaders.add("jvm" + cluster.leader("d" + number).number());
      }
      assertFalse(leaders.contains("jvm" + victim.number()), leaders.toString());
      Verdict verdict = cluster.judge();
      assertTrue(verdict.isInnocent(), verdict.toString());
    }
  }

  /** Cuts the leader off until another instance has led for a while, then reconnects it. */
  private static Verdict afterBlackHole(Kind kind, Duration session) throws Exception {
    try (ChaosCluster cluster = ChaosCluster.start(1, session, PAUSE, kind)) {
      ChaosJvm target = cluster.leader("d1");
      long time = System.nanoTime();
      target.networks().forEach(network -> network.set(FaultyNetwork.Mode.BLACKHOLE));
      ChaosHistory.Entry next = cluster.awaitTakeover("d1", target, time);
      Wait.until("the next leader has gone on", () -> isAhead(cluster, next, target));
      target.networks().forEach(FaultyNetwork::heal);
      cluster.awaitPublishing();
      Wait.until("what is left of the former leader", () -> isDone(cluster, kind));
      return cluster.judge();
    }
  }

  /** Returns whether the next leader has saved more than the former one had published. */
  private static boolean isAhead(ChaosCluster cluster, ChaosHistory.Entry next, ChaosJvm former)
      throws Exception {
    long published =
        former.history().entries().stream().mapToLong(ChaosHistory.Entry::number).max().orElse(0);
    return cluster.history().stream()
        .filter(entry -> entry.epoch() == next.epoch() && entry.event() == 'P')
        .anyMatch(entry -> entry.number() > published);
  }

  /** Returns whether the fault has had its effect: a flusher writes soon after its reconnection. */
  private static boolean isDone(ChaosCluster cluster, Kind kind) throws Exception {
    if (kind != Kind.NO_FENCE) {
      return true;
    }
    List<ChaosLog.CursorWrite> log = ChaosLog.read(cluster.ensemble().logs());
    long last = 0;
    for (ChaosLog.CursorWrite write : log) {
      if (write.epoch() < last) {
        return true;
      }
      last = write.epoch();
    }
    return false;
  }
}
