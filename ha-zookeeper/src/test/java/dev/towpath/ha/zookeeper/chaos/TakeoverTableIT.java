package dev.towpath.ha.zookeeper.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.chaos.ChaosChecker.Verdict;
import dev.towpath.ha.zookeeper.chaos.ChaosContender.Kind;
import dev.towpath.ha.zookeeper.chaos.ChaosHistory.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A measurement of the interruption by each fault. {@code -Dtowpath.takeover.rounds=20} sets the
 * rounds per fault, {@code -Dtowpath.takeover.session=3000} the session timeout in milliseconds.
 * Each row takes a minute or more.
 */
@EnabledIfSystemProperty(named = "towpath.takeover.rounds", matches = "[1-9][0-9]*")
final class TakeoverTableIT {
  private static final String DESTINATION = "d1";

  @ParameterizedTest
  @EnumSource
  void noFaultCostsARowOrMakesTwoLeaders(TakeoverFault fault, TestReporter reporter)
      throws Exception {
    int rounds = Integer.getInteger("towpath.takeover.rounds");
    Duration session = Duration.ofMillis(Integer.getInteger("towpath.takeover.session", 3_000));
    List<Long> millis = new ArrayList<>();
    try (ChaosCluster cluster =
        ChaosCluster.start(1, session, Duration.ofMillis(10), Kind.FENCED)) {
      for (int round = 0; round < rounds; round++) {
        millis.add(cost(cluster, fault).toMillis());
      }

      Verdict verdict = cluster.judge();

      reporter.publishEntry(row(fault, millis, verdict));
      assertTrue(verdict.isInnocent(), () -> fault + ": " + verdict + " " + verdict.offences());
      assertEquals(rounds, millis.size());
    }
  }

  /** Returns the time without a leader; without a takeover, the time without a publication. */
  private static Duration cost(ChaosCluster cluster, TakeoverFault fault) throws Exception {
    cluster.awaitAllJoined();
    ChaosJvm target = cluster.leader(DESTINATION);
    fault.prepare(cluster, target);
    long start = System.nanoTime();
    fault.strike(cluster, target);
    Duration cost = Duration.ZERO;
    if (fault.isTakeover()) {
      // The former leader may win again if all others are slow.
      String except = fault == TakeoverFault.HAND_OVER ? "" : "jvm" + target.number();
      long end = cluster.awaitTerm(DESTINATION, except, start).allowed();
      cost = Duration.ofNanos(end - start);
    }
    fault.heal(cluster, target);
    cluster.awaitPublishing();
    return fault.isTakeover() ? cost : longestPause(cluster, start);
  }

  private static Duration longestPause(ChaosCluster cluster, long start) throws IOException {
    List<Long> times =
        cluster.history().stream()
            .filter(entry -> entry.event() == 'P' && entry.time() > start)
            .map(Entry::time)
            .sorted()
            .toList();
    long longest = times.get(0) - start;
    for (int i = 1; i < times.size(); i++) {
      longest = Math.max(longest, times.get(i) - times.get(i - 1));
    }
    return Duration.ofNanos(longest);
  }

  /** Formats a row as in the README. */
  private static String row(TakeoverFault fault, List<Long> millis, Verdict verdict) {
    Collections.sort(millis);
    return "| %s | %.1f s | %.1f s | %d | %d | %d | %d | (%s)"
        .formatted(
            fault.text(),
            millis.get(millis.size() / 2) / 1000.0,
            millis.get(millis.size() - 1) / 1000.0,
            verdict.gaps() + verdict.staleResumes(),
            verdict.duplicates(),
            verdict.regressions(),
            verdict.late(),
            verdict);
  }
}
