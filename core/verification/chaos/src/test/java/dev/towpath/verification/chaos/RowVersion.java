package dev.towpath.verification.chaos;

/**
 * One change of one row of the ledger, as it was written or as it arrived. Immutable.
 *
 * @param key the row
 * @param rank a number that grows with each change of a row
 * @param transaction the number of the transaction that made it
 * @param ordinal the number of the change in its transaction, from 0
 * @param content the other content of the row
 */
record RowVersion(int key, long rank, long transaction, int ordinal, String content) {
  @Override
  public String toString() {
    return "row %d rank %d (transaction %d, change %d)".formatted(key, rank, transaction, ordinal);
  }
}
