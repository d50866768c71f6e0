package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.session.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The timers of one election: the next look, and the next claim. Confined to the loop. */
final class ElectionTimers {
  private static final Duration RECONCILE = Duration.ofSeconds(30);

  private final Context context;
  private final Runnable look;
  private final Runnable claim;
  private final Backoff soon = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
  private final Backoff later = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private ClockReading lookedAt;
  private Loop.@Nullable Timer looking;
  private Loop.@Nullable Timer claiming;

  ElectionTimers(Context context, Runnable look, Runnable claim) {
    this.context = context;
    this.look = look;
    this.claim = claim;
    this.lookedAt = context.ticker().now();
  }

  /** Looks soon, because the failure may be transient. */
  void lookSoon() {
    lookIn(soon.next());
  }

  /** Looks later, because an operator has to act first. */
  void lookLater() {
    lookIn(later.next());
  }

  /** Returns to short pauses for requests whose answers were lost. */
  void connected() {
    soon.reset();
  }

  /** Returns to short pauses. */
  void succeeded() {
    soon.reset();
    later.reset();
  }

  /** Notes a look. */
  void looked() {
    lookedAt = context.ticker().now();
  }

  /** Returns whether the last look was long ago: a watch may have been lost. */
  boolean isLookDue() {
    return context.ticker().now().nanosSince(lookedAt) > RECONCILE.toNanos();
  }

  /** Returns whether a claim is planned. */
  boolean isClaimPlanned() {
    return claiming != null;
  }

  /** Plans a claim. */
  void claimIn(Duration delay) {
    claiming =
        context
            .loop()
            .after(
                delay,
                () -> {
                  claiming = null;
                  claim.run();
                });
  }

  /** Cancels the planned claim, if there is one. */
  void cancelClaim() {
    Loop.Timer planned = claiming;
    if (planned != null) {
      planned.cancel();
      claiming = null;
    }
  }

  private void lookIn(Duration delay) {
    Loop.Timer before = looking;
    if (before != null) {
      before.cancel();
    }
    looking = context.loop().after(delay, look);
  }
}
