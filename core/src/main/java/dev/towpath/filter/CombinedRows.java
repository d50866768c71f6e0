package dev.towpath.filter;

import dev.towpath.event.RowChange;

/** A row filter that includes the changes that both of its filters include. */
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
