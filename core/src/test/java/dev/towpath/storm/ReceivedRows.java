package dev.towpath.storm;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Column;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sink that keeps row changes as texts, each once although a restart delivers some again.
 * Thread-safe.
 */
@SuppressWarnings("try") // close() may be interrupted, as in any sink
final class ReceivedRows implements Sink {
  private final List<String> rows = new ArrayList<>();
  private final Set<String> places = new HashSet<>();

  @Override
  public synchronized void write(EventBatch batch) {
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change) {
        String place = change.origin().file() + '/' + change.id() + '/' + change.origin().offset();
        if (places.add(place)) {
          String text = text(change);
          if (text != null) {
            rows.add(text);
          }
        }
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** Tells whether a row has arrived. */
  synchronized boolean has(String row) {
    return rows.contains(row);
  }

  /** Returns all rows, and forgets them. */
  synchronized List<String> take() {
    List<String> all = List.copyOf(rows);
    rows.clear();
    return all;
  }

  private static @Nullable String text(RowChange change) {
    if (change instanceof RowInsert insert) {
      return "+" + text(insert.after());
    } else if (change instanceof RowDelete delete) {
      return "-" + text(delete.before());
    } else if (change instanceof RowUpdate update) {
      String before = text(update.before());
      String after = text(update.after());
      // What changed may have no text.
      return RowText.isSame(before, after) ? null : before + " > " + after;
    }
    return change.toString();
  }

  private static String text(Row row) {
    Table table = row.table();
    var text = new StringBuilder(table.database()).append('.').append(table.name()).append('{');
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.column(i);
      String type = column.typeText();
      text.append(
          RowText.column(column.name(), type, RowText.isShown(type) ? row.getString(i) : null));
    }
    List<String> key =
        table.primaryKey().stream().map(index -> table.column(index).name()).toList();
    return text.append("} key ").append(key).toString();
  }
}
