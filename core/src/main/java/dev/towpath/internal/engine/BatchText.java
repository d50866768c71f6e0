package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A formatter of batches for failure messages: the number of events, their tables, and their range
 * in the binlog.
 */
final class BatchText {
  private static final int MOST_TABLES = 3;
  private static final int MOST_KEY_CHARACTERS = 100;

  private BatchText() {}

  /** Describes consecutive batches, at least one; a single row is described by itself. */
  static String of(List<BatchInFlight> batches) {
    int events = batches.stream().mapToInt(BatchInFlight::size).sum();
    ChangeEvent first = batches.get(0).batch().events().get(0);
    BatchInFlight last = batches.get(batches.size() - 1);
    if (events == 1) {
      return "%s at %s, after %s"
          .formatted(one(first), place(first), place(batches.get(0).start()));
    }
    return "%d events%s, from %s to %s; the last complete transaction before them ends at %s"
        .formatted(
            events,
            tables(batches),
            place(first),
            place(last.batch().events().get(last.size() - 1)),
            place(batches.get(0).start()));
  }

  private static String one(ChangeEvent event) {
    if (event instanceof RowChange row) {
      String key;
      try {
        key = String.valueOf(row.key());
      } catch (RuntimeException e) {
        // The described failure may itself be a row that cannot be read.
        key = "[unreadable: " + e.getMessage() + "]";
      }
      return "%s of %s with key %s"
          .formatted(
              event.kind(),
              row.table().qualifiedName(),
              key.length() > MOST_KEY_CHARACTERS
                  ? key.substring(0, MOST_KEY_CHARACTERS) + "…"
                  : key);
    }
    return String.valueOf(event.kind());
  }

  private static String tables(List<BatchInFlight> batches) {
    Set<String> names = new LinkedHashSet<>();
    for (BatchInFlight batch : batches) {
      for (ChangeEvent event : batch.batch().events()) {
        if (event instanceof RowChange row) {
          names.add(row.table().qualifiedName());
        } else if (event instanceof StatementEvent change && change.table() != null) {
          names.add(change.database() + '.' + change.table());
        }
      }
    }
    if (names.isEmpty()) {
      return "";
    }
    String listed = String.join(", ", names.stream().limit(MOST_TABLES).toList());
    int more = names.size() - MOST_TABLES;
    return " of " + listed + (more > 0 ? " and " + more + " more tables" : "");
  }

  private static String place(ChangeEvent event) {
    Origin origin = event.origin();
    return origin.file() + '/' + origin.offset();
  }

  private static String place(BinlogPosition position) {
    return position.file() + '/' + position.offset();
  }
}
