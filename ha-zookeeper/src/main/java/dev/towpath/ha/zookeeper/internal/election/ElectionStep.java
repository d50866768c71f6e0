package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import java.util.function.Consumer;

/**
 * The step of an election that is in flight, from request to reply. Replies to abandoned steps are
 * dropped. Confined to the loop.
 */
final class ElectionStep {
  private final Ticker ticker;
  private final Runnable look;
  private Kind kind = Kind.NONE;
  private long generation;
  private ClockReading since;
  private boolean looksAgain;

  /** Prepares for steps; {@code look} begins the one requested by {@link #lookAgain}. */
  ElectionStep(Ticker ticker, Runnable look) {
    this.ticker = ticker;
    this.look = look;
    this.since = ticker.now();
  }

  /** The kinds of steps. */
  enum Kind {
    /** No step is in flight. */
    NONE,
    /** A claim, after which this instance may lead. */
    CLAIM,
    /** Any other request. */
    REQUEST
  }

  boolean isInFlight() {
    return kind != Kind.NONE;
  }

  boolean isClaim() {
    return kind == Kind.CLAIM;
  }

  /** Returns whether a step has been in flight for longer than {@code nanos}. */
  boolean isOlderThan(long nanos) {
    return isInFlight() && ticker.now().nanosSince(since) > nanos;
  }

  /** Requests a look after the end of the step in flight, or of the next one. */
  void lookAgain() {
    looksAgain = true;
  }

  /** Drops the reply of the step in flight. */
  void abandon() {
    generation++;
    kind = Kind.NONE;
  }

  /** Begins a step, replaces any other, and returns the consumer of its reply. */
  <T> Consumer<T> begin(Kind begun, Consumer<T> then) {
    kind = begun;
    since = ticker.now();
    long started = ++generation;
    return reply -> {
      if (started == generation) {
        kind = Kind.NONE;
        then.accept(reply);
        if (looksAgain && !isInFlight()) {
          looksAgain = false;
          look.run();
        }
      }
    };
  }
}
