package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import java.util.BitSet;
import java.util.List;

/** The rows of one binlog event and the columns that they change. Used by one thread. */
final class RowsOfEvent {
  private final List<RowChange> rows;
  private final BitSet[] changed;
  private int scanned;

  RowsOfEvent(List<RowChange> rows) {
    this.rows = rows;
    this.changed = new BitSet[rows.size()];
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
