package dev.towpath.verification.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One writer's part of the ledger. It generates transactions of inserts, updates and deletes in
 * which each change carries its place. Used by one thread.
 */
final class LedgerTable {
  static final String CREATE =
      """
      CREATE TABLE chaos.ledger (
        k INT PRIMARY KEY,
        seq BIGINT NOT NULL,
        txn BIGINT NOT NULL,
        n INT NOT NULL,
        pad MEDIUMTEXT NOT NULL)""";

  /** The statement that creates the table of committed transactions. */
  static final String CREATE_DONE = "CREATE TABLE chaos.done (txn BIGINT PRIMARY KEY)";

  private static final int KEYS = 150;
  private static final int DOZENS = 80;

  /** The first key of rows that only large transactions change, after the keys of all writers. */
  private static final int FIRST_OF_LARGE = 1_000_000;

  private static final int KEYS_OF_LARGE = 40_000;

  private static final int MANY_ROWS = 10_100;
  private static final int ROWS_OF_MANY_BYTES = 420;
  private static final int BYTES_OF_ROW = 20_000;
  private static final int ROWS_PER_STATEMENT = 500;
  private static final int LARGE_ROWS_PER_STATEMENT = 20;

  private final int firstKey;
  private final int firstOfLarge;
  private final Set<Integer> held = new HashSet<>();
  private final Random random;
  private final Map<Integer, State> states = new HashMap<>();

  LedgerTable(int writer, long seed) {
    this.firstKey = writer * KEYS;
    this.firstOfLarge = FIRST_OF_LARGE + writer * KEYS_OF_LARGE;
    this.random = new Random(seed * 31 + writer);
  }

  /** The last version of a row, which may be deleted. */
  private record State(long sequence, boolean isThere) {}

  /**
   * A transaction before its commit.
   *
   * @param number its number
   * @param shape its shape
   * @param statements its statements
   * @param changes the expected changes
   * @param states the states of its rows afterwards
   */
  record Transaction(
      long number,
      Shape shape,
      List<String> statements,
      List<RowVersion> changes,
      Map<Integer, State> states) {
    /** Returns its name as an XA transaction. */
    String xid() {
      return "chaos-" + number;
    }

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

    /** Adds a change to each of some rows, and inserts missing ones. */
    private void put(Map<Integer, String> contents, Map<Integer, State> before) {
      List<String> rows = new ArrayList<>();
      contents.forEach(
          (key, content) -> {
            long sequence = before.getOrDefault(key, new State(0, false)).sequence + 1;
            int ordinal = 2 * changes.size();
            rows.add("(%d, %d, %d, %d, '%s')".formatted(key, sequence, number, ordinal, content));
            changes.add(new RowVersion(key, 2 * sequence, number, ordinal, content));
            states.put(key, new State(sequence, true));
          });
      statements.add(
          "INSERT INTO chaos.ledger VALUES "
              + String.join(", ", rows)
              + " ON DUPLICATE KEY UPDATE"
              + " seq = VALUES(seq), txn = VALUES(txn), n = VALUES(n), pad = VALUES(pad)");
    }

    /** Deletes a row that this transaction has already changed. */
    private void delete(int key, String content) {
      RowVersion last = changes.get(changes.size() - 1);
      statements.add("DELETE FROM chaos.ledger WHERE k = " + key);
      changes.add(new RowVersion(key, last.rank() + 1, number, last.ordinal() + 1, content));
      states.put(key, new State(last.rank() / 2, false));
    }
  }

  /** Returns whether only large transactions change the row. */
  static boolean isOfLarge(int key) {
    return key >= FIRST_OF_LARGE;
  }

  /** Draws the shape of the next transaction. */
  Shape draw() {
    return Shape.draw(random);
  }

  /** Draws the number of transactions after which a prepared one ends. */
  int dueAfter(int soonest, int latest) {
    return soonest + random.nextInt(latest - soonest);
  }

  /**
   * Draws the next transaction, without effect until {@link #committed}. It avoids the rows of held
   * transactions, and is small while a large one is held.
   */
  Transaction next(long number, Shape wanted) {
    boolean canBeLarge = held.stream().noneMatch(LedgerTable::isOfLarge);
    Shape shape =
        canBeLarge ? wanted : new Shape(wanted.way(), Shape.Size.SMALL, wanted.isCompressed());
    var transaction =
        new Transaction(number, shape, new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    transaction.statements.add("INSERT INTO chaos.done VALUES (%d)".formatted(number));
    switch (shape.size()) {
      case SMALL -> changeFew(transaction);
      case MANY_ROWS -> {
        int more = KEYS_OF_LARGE - MANY_ROWS;
        int rows = MANY_ROWS + Math.min(random.nextInt(more), random.nextInt(more));
        changeMany(transaction, rows, ROWS_PER_STATEMENT, 0);
      }
      case MANY_BYTES -> {
        int rows = ROWS_OF_MANY_BYTES + random.nextInt(ROWS_OF_MANY_BYTES / 4);
        changeMany(transaction, rows, LARGE_ROWS_PER_STATEMENT, BYTES_OF_ROW);
      }
    }
    return transaction;
  }

  private void changeFew(Transaction transaction) {
    int changes = random.nextInt(60) == 0 ? DOZENS : 1 + random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      int key = firstKey + random.nextInt(KEYS);
      if (held.contains(key)) {
        continue;
      }
      State before =
          transaction.states.getOrDefault(key, states.getOrDefault(key, new State(0, false)));
      String content = content(key, before.sequence + 1);
      transaction.change(key, before, content);
      if (random.nextInt(12) == 0) {
        transaction.delete(key, content);
      }
    }
  }

  private void changeMany(Transaction transaction, int rows, int perStatement, int bytes) {
    for (int first = 0; first < rows; first += perStatement) {
      Map<Integer, String> contents = new LinkedHashMap<>();
      for (int row = first; row < Math.min(rows, first + perStatement); row++) {
        String text = Long.toHexString(random.nextLong());
        contents.put(firstOfLarge + row, text.repeat(1 + bytes / text.length()));
      }
      transaction.put(contents, states);
    }
  }

  private String content(int key, long sequence) {
    return "π" + Long.toHexString(key * 0x9E3779B97F4A7C15L + sequence).repeat(random.nextInt(10));
  }

  /** Holds a prepared transaction, whose rows stay locked until it is released. */
  void hold(Transaction transaction) {
    held.addAll(transaction.states.keySet());
  }

  /** Releases a held transaction after its end. */
  void release(Transaction transaction) {
    held.removeAll(transaction.states.keySet());
  }

  /** Notes that the transaction was committed. */
  void committed(Transaction transaction) {
    states.putAll(transaction.states);
  }
}
