package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.chaos.ChaosChecker.Offence;
import dev.towpath.ha.zookeeper.chaos.ChaosChecker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A sequence of random faults, the same for the same seed. A failure is reported in one line with
 * the seed, the fault and the operations. Used by one thread.
 */
final class ChaosStorm {
  private final ChaosCluster cluster;
  private final long seed;
  private final Duration session;
  private final long start = System.nanoTime();
  private final List<Strike> strikes = new ArrayList<>();

  ChaosStorm(ChaosCluster cluster, long seed, Duration session) {
    this.cluster = cluster;
    this.seed = seed;
    this.session = session;
  }

  /** A fault with its length and its start on the monotonic clock. */
  private record Strike(int number, ChaosFault fault, Duration time, long begun) {

    @Override
    public String toString() {
      return "#%d %s %d ms".formatted(number, fault, time.toMillis());
    }
  }

  /** Injects faults until {@code time} is over, then ends the contenders and checks them. */
  Verdict rageFor(Duration time) throws Exception {
    var random = new Random(seed);
    List<ChaosFault> faults = List.of(ChaosFault.values());
    while (System.nanoTime() - start < time.toNanos()) {
      ChaosFault fault = faults.get(random.nextInt(faults.size()));
      Duration length = session.multipliedBy(20 + random.nextInt(200)).dividedBy(100);
      var strike = new Strike(strikes.size() + 1, fault, length, System.nanoTime());
      strikes.add(strike);
      strike(strike);
    }
    awaitAllJoined();
    return cluster.judge();
  }

  private void strike(Strike strike) throws Exception {
    ChaosJvm target = cluster.leader("d1");
    try {
      strike.fault().strike(cluster, target, strike.time());
      cluster.awaitPublishing();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed %d, %s on jvm%d: %s%n%s"
              .formatted(seed, strike, target.number(), e.getMessage(), history()),
          e);
    }
  }

  /** Checks that no contender dropped out unnoticed. */
  private void awaitAllJoined() throws Exception {
    try {
      cluster.awaitAllJoined();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed %d, after the last fault: %s%n%s".formatted(seed, e.getMessage(), history()), e);
    }
  }

  /** Describes the verdict, the seed, and each violation with its fault. */
  String describe(Verdict verdict) {
    String offences =
        verdict.offences().stream()
            .map(offence -> offence.text() + during(offence))
            .collect(Collectors.joining(" | "));
    return "%s, seed %d, faults %d: %s%n%s"
        .formatted(verdict, seed, strikes.size(), offences, history());
  }

  private String during(Offence offence) {
    return strikes.stream()
        .filter(strike -> strike.begun() - offence.time() <= 0 && offence.time() != 0)
        .reduce((earlier, later) -> later)
        .map(strike -> " (%s, %d ms after it began)".formatted(strike, millis(offence, strike)))
        .orElse("");
  }

  private static long millis(Offence offence, Strike strike) {
    return (offence.time() - strike.begun()) / 1_000_000;
  }

  private String history() {
    return strikes.stream()
        .map(strike -> "%s at %d".formatted(strike, (strike.begun() - start) / 1_000_000))
        .collect(Collectors.joining(", ", "all faults: ", ""));
  }
}
