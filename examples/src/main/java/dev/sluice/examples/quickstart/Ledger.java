package dev.sluice.examples.quickstart;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The books of one database server: what was written to it against what a consumer received.
 * Thread-safe.
 */
final class Ledger {
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+");

  private final Map<Change.Id, Entry> entries = new HashMap<>();
  private final Map<Change.Key, Place> places = new HashMap<>();
  private long written;
  private long received;
  private long outstanding;
  private long duplicated;
  private long misordered;
  private long altered;
  private @Nullable String firstFault;

  /** What is known of a change; either side may be the first to report it. */
  private static final class Entry {
    private @Nullable Change written;
    private @Nullable Change received;
  }

  /** Where in the stream a row is: its queue for good, and its latest change. */
  private record Place(int queue, long rank) {}

  /**
   * What the books say.
   *
   * @param written changes that were committed
   * @param received changes that arrived, each counted once
   * @param lost changes that were committed and did not arrive
   * @param duplicated arrivals of changes that had arrived before
   * @param misordered changes that arrived after a later one of the same row, or in another queue
   *     than the row's first
   * @param altered changes that arrived with another content than was written, or that nobody wrote
   */
  record Balance(
      long written, long received, long lost, long duplicated, long misordered, long altered) {
    Balance plus(Balance other) {
      return new Balance(
          written + other.written,
          received + other.received,
          lost + other.lost,
          duplicated + other.duplicated,
          misordered + other.misordered,
          altered + other.altered);
    }

    /** Whether everything arrived as it was written, in order; duplicates are allowed. */
    boolean isGood() {
      return lost == 0 && misordered == 0 && altered == 0;
    }
  }

  /** Books a change that was committed. */
  synchronized void written(Change change) {
    Entry entry = entries.computeIfAbsent(change.id(), id -> new Entry());
    if (entry.written != null) {
      throw new IllegalStateException(change.id() + " was written before");
    }
    entry.written = change;
    written++;
    if (entry.received == null) {
      outstanding++;
    } else {
      compare(change, entry.received);
    }
  }

  /** Books a change that arrived in {@code queue}. */
  synchronized void received(Change change, int queue) {
    Entry entry = entries.computeIfAbsent(change.id(), id -> new Entry());
    if (entry.received != null) {
      duplicated++;
      return;
    }
    entry.received = change;
    received++;
    if (entry.written != null) {
      outstanding--;
      compare(entry.written, change);
    }
    checkPlace(change.id(), queue);
  }

  private void checkPlace(Change.Id id, int queue) {
    Place place = places.get(id.key());
    if (place == null) {
      places.put(id.key(), new Place(queue, id.rank()));
      return;
    }
    if (queue != place.queue) {
      misordered++;
      fault("%s came in queue %d, its row began in %d".formatted(id, queue, place.queue));
    } else if (id.rank() < place.rank) {
      misordered++;
      fault(id + " came after a later change of its row");
    }
    places.put(id.key(), new Place(place.queue, Math.max(place.rank, id.rank())));
  }

  private void compare(Change written, Change received) {
    if (!isSame(written.row(), received.row())) {
      altered++;
      fault(
          "%s was written as %s and arrived as %s"
              .formatted(written.id(), written.row(), received.row()));
    }
  }

  private static boolean isSame(
      Map<String, @Nullable String> written, Map<String, @Nullable String> received) {
    return written.keySet().equals(received.keySet())
        && written.keySet().stream()
            .allMatch(column -> isSame(written.get(column), received.get(column)));
  }

  /** canal's messages may leave out zeros at the end of a decimal number. */
  private static boolean isSame(@Nullable String written, @Nullable String received) {
    return Objects.equals(written, received)
        || (written != null
            && received != null
            && DECIMAL.matcher(written).matches()
            && DECIMAL.matcher(received).matches()
            && new BigDecimal(written).compareTo(new BigDecimal(received)) == 0);
  }

  private void fault(String what) {
    if (firstFault == null) {
      firstFault = what;
    }
  }

  /** How many changes were committed so far. */
  synchronized long writtenCount() {
    return written;
  }

  /** How many different changes arrived so far. */
  synchronized long receivedCount() {
    return received;
  }

  /** Whether every change that was committed has arrived. */
  synchronized boolean isComplete() {
    return outstanding == 0;
  }

  /** What the books say now; a change that is still on its way counts as lost. */
  synchronized Balance balance() {
    long unknown = received - (written - outstanding);
    return new Balance(written, received, outstanding, duplicated, misordered, altered + unknown);
  }

  /** The first thing that is wrong, or null when nothing is. */
  synchronized @Nullable String firstFault() {
    if (firstFault != null) {
      return firstFault;
    }
    for (Map.Entry<Change.Id, Entry> entry : entries.entrySet()) {
      if (entry.getValue().received == null) {
        return entry.getKey() + " did not arrive";
      }
      if (entry.getValue().written == null) {
        return entry.getKey() + " arrived, and nobody wrote it";
      }
    }
    return null;
  }
}
