package dev.sluice.filter;

import dev.sluice.event.RowChange;

/** Includes what both filters include. */
record CombinedRows(RowFilter left, RowFilter right) implements RowFilter {

  @Override
  public boolean includes(RowChange change) {
    return left.includes(change) && right.includes(change);
  }

  @Override
  public String toString() {
    return left + " and " + right;
  }
}
