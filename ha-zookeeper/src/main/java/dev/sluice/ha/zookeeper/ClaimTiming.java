package dev.sluice.ha.zookeeper;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** When it is our turn to claim a vacant destination. Confined to the loop. */
final class ClaimTiming {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
  private static final Duration HAND_OVER_PAUSE = Duration.ofSeconds(5);
  private static final Duration STEP_BACK = Duration.ofMillis(50);
  private static final int JITTER_MILLIS = 20;

  private final String destination;
  private final Ticker ticker;
  private final ClaimDelay delay;
  private final IntSupplier leasesHeld;
  private final RandomGenerator random;
  private ClockReading notBefore;
  private ClockReading handingOverUntil;

  /** How many leases the last delay was for. */
  private int counted;

  /** An operator's wish that has not been granted yet: the node is still there. */
  private boolean isAsked;

  ClaimTiming(
      String destination,
      Ticker ticker,
      ClaimDelay delay,
      IntSupplier leasesHeld,
      RandomGenerator random) {
    this.destination = destination;
    this.ticker = ticker;
    this.delay = delay;
    this.leasesHeld = leasesHeld;
    this.random = random;
    this.notBefore = ticker.now();
    this.handingOverUntil = notBefore;
  }

  /** We gave it up: whoever waits goes first, for longer if an operator wanted that. */
  void stepBack() {
    notBefore = later(notBefore, ticker.now().plus(isAsked ? HAND_OVER_PAUSE : STEP_BACK));
    if (isAsked) {
      isAsked = false;
      handingOverUntil = notBefore;
    }
  }

  /**
   * An operator wants somebody else to take it; if nobody does, we come back after a pause, which
   * begins when it is vacant.
   */
  void handOver() {
    isAsked = true;
  }

  /** Whether it is still to be given up, or the pause after that lasts. */
  boolean isHandingOver() {
    return isAsked || handingOverUntil.nanosSince(ticker.now()) > 0;
  }

  /**
   * How long to wait before the next claim, or rather before {@link #untilClaim} is asked. Who
   * leads less claims sooner: that alone spreads the destinations over the instances.
   */
  Duration beforeClaim() {
    if (isAsked) {
      stepBack();
    }
    long pause = Math.max(0, notBefore.nanosSince(ticker.now()));
    counted = leasesHeld.getAsInt();
    return delayWith(counted).plusNanos(pause).plusMillis(random.nextInt(JITTER_MILLIS));
  }

  /**
   * How much longer to wait, since more leases are held or claimed than when the wait began: of
   * many destinations that are vacant at once each waits for those before it.
   */
  Duration untilClaim() {
    int before = counted;
    counted = Math.max(counted, leasesHeld.getAsInt());
    Duration more = delayWith(counted).minus(delayWith(before));
    return more.isNegative() ? Duration.ZERO : more;
  }

  private Duration delayWith(int leases) {
    try {
      Duration wanted = delay.before(destination, leases);
      return wanted.isNegative() ? Duration.ZERO : Durations.capped(wanted);
    } catch (RuntimeException | Error e) {
      logger.log(
          Level.WARNING,
          () ->
              "%s: the claimDelay %s failed, claiming without a delay; correct that class"
                  .formatted(destination, delay.getClass().getName()),
          e);
      return Duration.ZERO;
    }
  }

  private static ClockReading later(ClockReading first, ClockReading second) {
    return first.nanosSince(second) > 0 ? first : second;
  }
}
