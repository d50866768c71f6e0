package dev.sluice.scripted;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.RowChange;
import dev.sluice.event.RowUpdate;
import dev.sluice.event.SchemaChange;
import java.util.ArrayList;
import java.util.List;

/** Names changes so that the same change has the same name whenever it is read. */
final class Changes {
  private Changes() {}

  /** Row changes and DDL, each by the id that survives a replay, and by its values. */
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
