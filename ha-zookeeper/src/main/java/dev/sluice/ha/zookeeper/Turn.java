package dev.sluice.ha.zookeeper;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** When it is our turn to claim a vacant destination. Confined to the loop. */
final class Turn {
  private static final Duration HAND_OVER_PAUSE = Duration.ofSeconds(5);
  private static final Duration STEP_BACK = Duration.ofMillis(50);
  private static final int JITTER_MILLIS = 20;
  private static final int MILLIS_PER_LEASE = 25;
  private static final int MOST_MILLIS_FOR_LEASES = 500;

  private final Ticker ticker;
  private final IntSupplier leasesHeld;
  private final RandomGenerator random;
  private Moment notBefore;
  private Moment handingOverUntil;

  Turn(Ticker ticker, IntSupplier leasesHeld, RandomGenerator random) {
    this.ticker = ticker;
    this.leasesHeld = leasesHeld;
    this.random = random;
    this.notBefore = ticker.now();
    this.handingOverUntil = notBefore;
  }

  /** We gave it up: whoever waits goes first. */
  void stepBack() {
    notBefore = later(notBefore, ticker.now().plus(STEP_BACK));
  }

  /** An operator wants somebody else to take it; if nobody does, we come back after a pause. */
  void handOver() {
    handingOverUntil = ticker.now().plus(HAND_OVER_PAUSE);
    notBefore = later(notBefore, handingOverUntil);
  }

  /** Whether the pause after a hand-over lasts. */
  boolean isHandingOver() {
    return handingOverUntil.nanosSince(ticker.now()) > 0;
  }

  /**
   * How long to wait before the next claim. Who leads less claims sooner: that alone spreads the
   * destinations over the instances.
   */
  Duration beforeClaim() {
    int forLeases = Math.min(MOST_MILLIS_FOR_LEASES, MILLIS_PER_LEASE * leasesHeld.getAsInt());
    long pause = Math.max(0, notBefore.nanosSince(ticker.now()));
    return Duration.ofNanos(pause).plusMillis(forLeases + random.nextInt(JITTER_MILLIS));
  }

  private static Moment later(Moment first, Moment second) {
    return first.nanosSince(second) > 0 ? first : second;
  }
}
