package dev.towpath.internal.engine;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowRead;
import dev.towpath.event.RowUpdate;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sink of rows whose value only grows and whose keys are never used again, so that it notices a
 * row that is older than one it has.
 */
@SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
final class SnapshotRaceSink implements Sink {
  private final Map<Long, Long> rows = new HashMap<>();
  private final Set<Long> gone = new HashSet<>();
  private final Set<Integer> chunks = new HashSet<>();
  private @Nullable String firstWrong;
  private int wrong;
  private int reads;

  @Override
  public Set<EventKind> interests() {
    return EnumSet.of(EventKind.INSERT, EventKind.UPDATE, EventKind.DELETE, EventKind.READ);
  }

  @Override
  public synchronized void write(EventBatch batch) {
    for (ChangeEvent event : batch.events()) {
      take((RowChange) event);
    }
  }

  private void take(RowChange change) {
    if (change instanceof RowRead read) {
      read(read);
    } else if (change instanceof RowDelete delete) {
      remove(delete.before());
    } else {
      if (change instanceof RowUpdate update
          && update.before().getLong(0) != update.after().getLong(0)) {
        remove(update.before());
      }
      rows.put(change.row().getLong(0), change.row().getLong(1));
    }
  }

  private void remove(Row row) {
    rows.remove(row.getLong(0));
    gone.add(row.getLong(0));
  }

  private void read(RowRead read) {
    reads++;
    chunks.add(read.origin().eventOrdinal());
    long id = read.row().getLong(0);
    Long known = rows.get(id);
    if (gone.contains(id)) {
      wrong("row %d was read after it was deleted".formatted(id));
    } else if (known != null && known > read.row().getLong(1)) {
      wrong("row %d was read as %s over %d".formatted(id, read.row(), known));
    } else {
      rows.put(id, read.row().getLong(1));
    }
  }

  private void wrong(String what) {
    wrong++;
    firstWrong = firstWrong == null ? what : firstWrong;
  }

  synchronized int wrong() {
    return wrong;
  }

  synchronized Optional<String> firstWrong() {
    return Optional.ofNullable(firstWrong);
  }

  synchronized int reads() {
    return reads;
  }

  synchronized int chunks() {
    return chunks.size();
  }

  synchronized boolean has(long id) {
    return rows.containsKey(id);
  }

  synchronized Map<Long, Long> rows() {
    return Map.copyOf(rows);
  }
}
