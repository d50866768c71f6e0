package dev.towpath.ha.zookeeper.internal.election;

import java.time.Duration;

/**
 * Pauses between retries that double from the first to the longest. Used by one thread at a time.
 */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** Returns the pause before the next attempt. */
  Duration next() {
    Duration pause = next;
    Duration doubled = pause.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return pause;
  }

  /** Returns to the first pause after a successful attempt. */
  void reset() {
    next = first;
  }
}
