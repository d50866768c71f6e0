package dev.towpath.scripted;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.SchemaChange;
import java.util.ArrayList;
import java.util.List;

/** A naming of changes: the same change always has the same name. */
final class Changes {
  private Changes() {}

  /** Returns the names of row changes and DDL: the id that survives a replay, and the values. */
  static List<String> named(List<? extends ChangeEvent> events) {
    List<String> names = new ArrayList<>();
    for (ChangeEvent event : events) {
      String id = event.origin().transactionId() + ":" + event.origin().eventOrdinal();
      if (event instanceof RowUpdate update) {
        names.add(id + ":" + update.rowOrdinal() + " " + update.before() + " > " + update.row());
      } else if (event instanceof RowChange change) {
        names.add(id + ":" + change.rowOrdinal() + " " + change.kind() + " " + change.row());
      } else if (event instanceof SchemaChange change) {
        names.add(id + " " + change.sql());
      }
    }
    return names;
  }
}
