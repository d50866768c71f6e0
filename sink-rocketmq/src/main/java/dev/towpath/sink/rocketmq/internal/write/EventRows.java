package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import java.util.List;

/** A search for consecutive row changes of one binlog event. */
public final class EventRows {

  private EventRows() {}

  /**
   * Returns the longest run of rows of one binlog event that starts at {@code from}, which is a
   * row.
   */
  public static List<RowChange> startingAt(List<ChangeEvent> events, int from) {
    RowChange first = (RowChange) events.get(from);
    int to = from + 1;
    while (to < events.size() && belongs(first, events.get(to))) {
      to++;
    }
    RowChange[] rows = new RowChange[to - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (RowChange) events.get(from + i);
    }
    return List.of(rows);
  }

  private static boolean belongs(RowChange first, ChangeEvent next) {
    // All rows of a binlog event share one Origin instance, so identity is the right comparison.
    @SuppressWarnings("ReferenceEquality")
    boolean sameEvent = next.origin() == first.origin();
    return sameEvent
        && next.kind() == first.kind()
        && next instanceof RowChange row
        && row.table().equals(first.table());
  }
}
