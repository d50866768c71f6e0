package dev.towpath.sink.rocketmq;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import java.util.BitSet;
import java.util.List;

/** A run of consecutive row changes of one binlog event. Used by one thread. */
final class RowsEvent {
  private final List<RowChange> rows;
  private final BitSet[] changed;
  private int scanned;

  private RowsEvent(List<RowChange> rows) {
    this.rows = rows;
    this.changed = new BitSet[rows.size()];
  }

  /**
   * Returns the longest run of rows of one binlog event that starts at {@code from}, which is a
   * row.
   */
  static RowsEvent startingAt(List<ChangeEvent> events, int from) {
    RowChange first = (RowChange) events.get(from);
    int to = from + 1;
    while (to < events.size() && belongs(first, events.get(to))) {
      to++;
    }
    RowChange[] rows = new RowChange[to - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (RowChange) events.get(from + i);
    }
    return new RowsEvent(List.of(rows));
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

  List<RowChange> rows() {
    return rows;
  }

  /**
   * Returns whether any row from the first to the one at {@code index} gave the column a new value.
   */
  boolean changedUpTo(int index, int column) {
    for (; scanned <= index; scanned++) {
      changed[scanned] = withChangesOf(scanned);
    }
    return changed[index].get(column);
  }

  private BitSet withChangesOf(int index) {
    BitSet all = index == 0 ? new BitSet() : changed[index - 1];
    if (!(rows.get(index) instanceof RowUpdate update)) {
      return all;
    }
    BitSet grown = null;
    for (int column = 0; column < update.table().columns().size(); column++) {
      if (!all.get(column) && update.changed(column)) {
        grown = grown == null ? (BitSet) all.clone() : grown;
        grown.set(column);
      }
    }
    return grown == null ? all : grown;
  }
}
