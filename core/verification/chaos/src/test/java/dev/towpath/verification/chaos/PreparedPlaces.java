package dev.towpath.verification.chaos;

import dev.towpath.event.GtidSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places in the binlogs that must be kept for XA transactions prepared for long. A pipeline
 * that resumes between their preparation and their commit reads them again. Thread-safe.
 */
final class PreparedPlaces {
  private final Map<Long, Place> places = new HashMap<>();

  /**
   * A transaction.
   *
   * @param before the GTIDs executed before its preparation
   * @param after the GTIDs executed after its end; null while it is prepared
   */
  private record Place(GtidSet before, @Nullable GtidSet after) {}

  /** Notes that a transaction is about to be prepared after {@code executed}. */
  synchronized void begins(long transaction, GtidSet executed) {
    places.put(transaction, new Place(executed, null));
  }

  /** Notes that a transaction has ended; {@code executed} covers its end. */
  synchronized void ended(long transaction, GtidSet executed) {
    places.computeIfPresent(transaction, (any, place) -> new Place(place.before(), executed));
  }

  /** Forgets a transaction that was not prepared. */
  synchronized void forget(long transaction) {
    places.remove(transaction);
  }

  /**
   * Returns whether binlogs that end with {@code executed} can be purged if pipelines resume after
   * {@code saved}.
   */
  synchronized boolean canPurge(GtidSet executed, GtidSet saved) {
    places.values().removeIf(place -> place.after() != null && saved.contains(place.after()));
    return places.values().stream().allMatch(place -> place.before().contains(executed));
  }
}
