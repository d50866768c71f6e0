package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.state.ClaimDelay;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** The timing of our claim to a vacant destination. Confined to the loop. */
final class ClaimTiming {
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

  /** The number of leases that the last delay was computed for. */
  private int counted;

  /** Whether an operator's hand-over request is pending: the running node still exists. */
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

  /**
   * Lets waiting candidates go first after we gave up the destination, longer if an operator asked.
   */
  void stepBack() {
    notBefore = later(notBefore, ticker.now().plus(isAsked ? HAND_OVER_PAUSE : STEP_BACK));
    if (isAsked) {
      isAsked = false;
      handingOverUntil = notBefore;
    }
  }

  /**
   * Notes an operator's request to hand over. If no other instance takes the destination, we claim
   * it again after a pause, which begins when it is vacant.
   */
  void handOver() {
    isAsked = true;
  }

  /** Returns whether a hand-over is pending or the pause after it still lasts. */
  boolean isHandingOver() {
    return isAsked || handingOverUntil.nanosSince(ticker.now()) > 0;
  }

  /**
   * Returns the wait before the next claim, after which {@link #untilClaim} is to be called. An
   * instance with fewer leases claims sooner; that alone spreads the destinations.
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
   * Returns the additional wait if more leases are held or claimed than when the wait began. Thus
   * many destinations that become vacant at once are claimed one after another.
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
      return wanted.isNegative() ? Duration.ZERO : WaitTimes.capped(wanted);
    } catch (RuntimeException | Error e) {
      Log.LOGGER.log(
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
