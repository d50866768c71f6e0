package dev.towpath.ha.zookeeper.internal.election;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The candidates of this instance that wait for one destination. Confined to the loop. */
final class Candidates {
  private final Deque<Candidate> waiting = new ArrayDeque<>();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(Candidate candidate) {
    waiting.add(candidate);
  }

  /** Forgets the candidates that were cancelled. */
  void removeCancelled() {
    waiting.removeIf(candidate -> candidate.elected().isCancelled());
  }

  /**
   * Elects the first candidate that has not withdrawn; returns its lease, or null if none is left.
   */
  @Nullable ZooKeeperLease elect(Function<Candidate, ZooKeeperLease> leases) {
    while (!waiting.isEmpty()) {
      Candidate first = waiting.remove();
      ZooKeeperLease won = leases.apply(first);
      if (first.elected().complete(won)) {
        return won;
      }
    }
    return null;
  }

  /** Fails all waiting candidates. */
  void fail(RuntimeException why) {
    waiting.forEach(candidate -> candidate.elected().completeExceptionally(why));
    waiting.clear();
  }

  /** Tells all waiting candidates about an obstacle; empty for none. */
  void tell(String obstacle) {
    waiting.forEach(candidate -> candidate.tell(obstacle));
  }
}
