package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.Internals;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.RecordedCandidacy;
import dev.towpath.ha.zookeeper.internal.loop.ManualTicker;
import java.time.Duration;
import java.util.Random;

/** Leases of an instance that never connects, in a session of ten minutes by a manual clock. */
final class UnconnectedLeases implements AutoCloseable {
  private static final long TIMEOUT_MILLIS = 600_000;

  private final ManualTicker ticker = new ManualTicker();
  private final ZooKeeperCoordinator coordinator =
      new ZooKeeperCoordinator(
          Internals.settings(Instances.builder("127.0.0.1:1")),
          ticker,
          (lease, context) -> new Idle());
  private final Election election =
      new Election(
          "d",
          coordinator.context(),
          new ClaimTiming("d", ticker, SpreadDelay.DEFAULT, () -> 0, new Random(1)),
          (lease, context) -> new Idle());
  private long epoch;

  /** A term in which nothing is done. */
  private static final class Idle implements TermWork {
    @Override
    public void resume() {
      // There is nothing to continue.
    }

    @Override
    public void termEnded() {
      // There is nothing to fail.
    }
  }

  ManualTicker ticker() {
    return ticker;
  }

  /** Returns a valid lease with a greater epoch than earlier ones. */
  ZooKeeperLease next() {
    var gate = new Gate("the lease of d", ticker, ticker.now(), TIMEOUT_MILLIS);
    var win = new ElectionWin(++epoch, 1, 1, ticker.now());
    var holder = new Candidate(new RecordedCandidacy("d"), "d");
    return new ZooKeeperLease(election, holder, win, gate, coordinator.context());
  }

  @Override
  public void close() {
    coordinator.close(Duration.ofSeconds(1));
  }
}
