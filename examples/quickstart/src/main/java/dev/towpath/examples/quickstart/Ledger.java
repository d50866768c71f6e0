package dev.towpath.examples.quickstart;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ledger of one database server, which compares written with received changes. Thread-safe. */
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

  /** An entry for a change, which either side may report first. */
  private static final class Entry {
    private @Nullable Change written;
    private @Nullable Change received;
  }

  /** A row's place in the stream: its fixed queue and its latest change. */
  private record Place(int queue, long rank) {}

  /**
   * The balance of the ledger.
   *
   * @param written changes that were committed
   * @param received changes that arrived, each counted once
   * @param lost changes that were committed and did not arrive
   * @param duplicated arrivals of changes that had arrived before
   * @param misordered changes that arrived after a later one of the same row, or in another queue
   *     than the row's first
   * @param altered changes that arrived with different content, or that were never written
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

    /** Returns whether all changes arrived unaltered and in order; duplicates are allowed. */
    boolean isGood() {
      return lost == 0 && misordered == 0 && altered == 0;
    }
  }

  /** Records a committed change. */
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

  /** Records a change that arrived in {@code queue}. */
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

  /** Compares two values; canal's messages may omit trailing zeros of a decimal number. */
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

  /** Returns the number of changes committed so far. */
  synchronized long writtenCount() {
    return written;
  }

  /** Returns the number of different changes that arrived so far. */
  synchronized long receivedCount() {
    return received;
  }

  /** Returns whether every committed change has arrived. */
  synchronized boolean isComplete() {
    return outstanding == 0;
  }

  /** Returns the present balance; a change in flight counts as lost. */
  synchronized Balance balance() {
    long unknown = received - (written - outstanding);
    return new Balance(written, received, outstanding, duplicated, misordered, altered + unknown);
  }

  /** Returns the first fault, or null if there is none. */
  synchronized @Nullable String firstFault() {
    if (firstFault != null) {
      return firstFault;
    }
    for (Map.Entry<Change.Id, Entry> entry : entries.entrySet()) {
      if (entry.getValue().received == null) {
        return entry.getKey() + " did not arrive";
      }
      if (entry.getValue().written == null) {
        return entry.getKey() + " arrived, but was never written";
      }
    }
    return null;
  }
}
