package dev.sluice.chaos;

import dev.sluice.event.GtidSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the binlogs have to keep for XA transactions that are, or were, prepared for long: a
 * pipeline that resumes between their preparation and their commit reads them again. Thread-safe.
 */
final class PreparedPlaces {
  private final Map<Long, Place> places = new HashMap<>();

  /**
   * A transaction.
   *
   * @param before what was executed before it was prepared
   * @param after what was executed after its end; null while it is prepared
   */
  private record Place(GtidSet before, @Nullable GtidSet after) {}

  /** A transaction is about to be prepared after {@code executed}. */
  synchronized void begins(long transaction, GtidSet executed) {
    places.put(transaction, new Place(executed, null));
  }

  /** A transaction has ended, and {@code executed} covers its end. */
  synchronized void ended(long transaction, GtidSet executed) {
    places.computeIfPresent(transaction, (any, place) -> new Place(place.before(), executed));
  }

  /** A transaction was not prepared at all. */
  synchronized void forget(long transaction) {
    places.remove(transaction);
  }

  /**
   * Whether binlogs that end with {@code executed} can be purged when pipelines resume behind
   * {@code saved}.
   */
  synchronized boolean canPurge(GtidSet executed, GtidSet saved) {
    places.values().removeIf(place -> place.after() != null && saved.contains(place.after()));
    return places.values().stream().allMatch(place -> place.before().contains(executed));
  }
}
