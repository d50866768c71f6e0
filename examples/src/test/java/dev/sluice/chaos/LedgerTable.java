package dev.sluice.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The part of the ledger that one writer writes to, and what it writes: transactions of inserts,
 * updates and deletes in which each change says where it belongs. Used by one thread.
 */
final class LedgerTable {
  static final String CREATE =
      """
      CREATE TABLE chaos.ledger (
        k INT PRIMARY KEY,
        seq BIGINT NOT NULL,
        txn BIGINT NOT NULL,
        n INT NOT NULL,
        pad VARCHAR(200) NOT NULL)""";

  /** What tells afterwards whether a transaction was committed. */
  static final String CREATE_DONE = "CREATE TABLE chaos.done (txn BIGINT PRIMARY KEY)";

  private static final int KEYS = 150;
  private static final int LARGE = 80;

  private final int firstKey;
  private final Random random;
  private final Map<Integer, State> states = new HashMap<>();

  LedgerTable(int writer, long seed) {
    this.firstKey = writer * KEYS;
    this.random = new Random(seed * 31 + writer);
  }

  /** The last version of a row, which may be deleted. */
  private record State(long sequence, boolean isThere) {}

  /**
   * A transaction that is not committed yet.
   *
   * @param number its number
   * @param statements what to execute
   * @param changes what arrives
   * @param states what its rows are like afterwards
   */
  record Transaction(
      long number, List<String> statements, List<RowVersion> changes, Map<Integer, State> states) {
    /** Adds a change to the row {@code key}. */
    private void change(int key, State before, String content) {
      long sequence = before.sequence + 1;
      int ordinal = 2 * changes.size();
      statements.add(
          before.isThere
              ? "UPDATE chaos.ledger SET seq = %d, txn = %d, n = %d, pad = '%s' WHERE k = %d"
                  .formatted(sequence, number, ordinal, content, key)
              : "INSERT INTO chaos.ledger VALUES (%d, %d, %d, %d, '%s')"
                  .formatted(key, sequence, number, ordinal, content));
      changes.add(new RowVersion(key, 2 * sequence, number, ordinal, content));
      states.put(key, new State(sequence, true));
    }

    /** Deletes the row, which this transaction has changed before. */
    private void delete(int key, String content) {
      RowVersion last = changes.get(changes.size() - 1);
      statements.add("DELETE FROM chaos.ledger WHERE k = " + key);
      changes.add(new RowVersion(key, last.rank() + 1, number, last.ordinal() + 1, content));
      states.put(key, new State(last.rank() / 2, false));
    }
  }

  /** Draws the next transaction; nothing has happened until {@link #committed}. */
  Transaction next(long number) {
    var transaction =
        new Transaction(number, new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    transaction.statements.add("INSERT INTO chaos.done VALUES (%d)".formatted(number));
    int changes = random.nextInt(60) == 0 ? LARGE : 1 + random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      int key = firstKey + random.nextInt(KEYS);
      State before =
          transaction.states.getOrDefault(key, states.getOrDefault(key, new State(0, false)));
      String content = content(key, before.sequence + 1);
      transaction.change(key, before, content);
      if (random.nextInt(12) == 0) {
        transaction.delete(key, content);
      }
    }
    return transaction;
  }

  private String content(int key, long sequence) {
    return "π" + Long.toHexString(key * 0x9E3779B97F4A7C15L + sequence).repeat(random.nextInt(10));
  }

  /** The transaction was committed. */
  void committed(Transaction transaction) {
    states.putAll(transaction.states);
  }
}
