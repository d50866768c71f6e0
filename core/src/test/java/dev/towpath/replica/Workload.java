package dev.towpath.replica;

import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/**
 * Random changes of many kinds to the tables of one database, one transaction after the other. Each
 * kind of transaction is one {@link Step}; further kinds need only be added to the list. Used by
 * one thread.
 */
final class Workload implements AutoCloseable {
  static final String DATABASE = "mixed";
  private static final int OVERSIZED = 12_000;

  private final Connection connection;
  private final Statement statement;
  private final Random random;
  private final XaTransactions xa;
  private int nextId = 1;
  private int alterations;

  /** A transaction, or a statement that is one by itself. */
  private interface Step {
    void run() throws SQLException;
  }

  // A step that is listed twice happens twice as often.
  private final List<Step> steps =
      List.of(
          this::mixedTransaction,
          this::mixedTransaction,
          this::mixedTransaction,
          this::familyTransaction,
          this::familyTransaction,
          this::xaTransaction,
          this::rolledBack,
          this::largeRow,
          this::alterTable);

  Workload(EmbeddedMySql server, long seed) throws SQLException {
    this.connection = server.connection();
    this.statement = connection.createStatement();
    this.random = new Random(seed);
    createTables();
    this.xa = new XaTransactions(server, random);
  }

  private void createTables() throws SQLException {
    execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
    execute("CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4");
    execute("USE " + DATABASE);
    execute(
        "CREATE TABLE types (id BIGINT UNSIGNED PRIMARY KEY, ti TINYINT, tu TINYINT UNSIGNED, mu"
            + " MEDIUMINT UNSIGNED, iu INT UNSIGNED, bu BIGINT UNSIGNED, n DECIMAL(30,10), f FLOAT,"
            + " db DOUBLE, b BIT(17), y YEAR, d DATE, t TIME(3), dt DATETIME(6), ts TIMESTAMP(6)"
            + " NULL, c CHAR(10), vc VARCHAR(300), l1 VARCHAR(50) CHARACTER SET latin1, bin"
            + " BINARY(8), vb VARBINARY(100), tx MEDIUMTEXT, bl MEDIUMBLOB, e ENUM('a','b','c'), s"
            + " SET('x','y','z'), j JSON, g GEOMETRY, gs INT AS (ti + 1) STORED, gv VARCHAR(400) AS"
            + " (CONCAT(vc, '!')) VIRTUAL)");
    execute("CREATE TABLE parent (a INT, b VARCHAR(20), v INT NOT NULL, PRIMARY KEY (a, b))");
    execute(
        "CREATE TABLE child (id INT PRIMARY KEY, a INT, b VARCHAR(20), v INT, FOREIGN KEY (a, b)"
            + " REFERENCES parent (a, b) ON DELETE CASCADE)");
  }

  /** Runs {@code count} random transactions. */
  void run(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      steps.get(random.nextInt(steps.size())).run();
    }
  }

  /** Runs a transaction that is larger than any batch. */
  void oversized() throws SQLException {
    execute("START TRANSACTION");
    for (int i = 0; i < OVERSIZED; i += 1000) {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 1000; row++) {
        rows.append(row == 0 ? "" : ",").append("(%d, 'row %d')".formatted(nextId++, row));
      }
      execute("INSERT INTO types (id, vc) VALUES " + rows);
    }
    execute("DELETE FROM types WHERE id >= " + (nextId - OVERSIZED) + " AND id % 3 = 0");
    execute("COMMIT");
  }

  /** Ends everything that is still open. */
  void finish() {
    xa.endAll();
  }

  private void xaTransaction() {
    xa.step();
  }

  private void mixedTransaction() throws SQLException {
    execute("START TRANSACTION");
    for (int i = random.nextInt(8); i >= 0; i--) {
      change();
    }
    execute("COMMIT");
  }

  private void rolledBack() throws SQLException {
    execute("START TRANSACTION");
    change();
    execute("SAVEPOINT here");
    change();
    execute("ROLLBACK TO here");
    execute(random.nextBoolean() ? "ROLLBACK" : "COMMIT");
  }

  private void change() throws SQLException {
    switch (random.nextInt(5)) {
      case 0, 1 -> execute("INSERT INTO types SET id = " + nextId++ + ", " + values());
      case 2 -> execute("UPDATE types SET " + values() + " WHERE id = " + id());
      case 3 -> execute("UPDATE types SET id = " + nextId++ + " WHERE id = " + id());
      default -> execute("DELETE FROM types WHERE id = " + id());
    }
  }

  /** Changes rows that refer to one another; rows deleted by a cascade are not in the binlog. */
  private void familyTransaction() throws SQLException {
    execute("START TRANSACTION");
    int a = random.nextInt(20);
    execute("INSERT IGNORE INTO parent VALUES (%d, 'é%d', 0)".formatted(a, a));
    for (int i = random.nextInt(4); i >= 0; i--) {
      execute("INSERT INTO child VALUES (%d, %d, 'é%d', 1)".formatted(nextId++, a, a));
    }
    execute("UPDATE parent SET v = v + 1 WHERE a <= " + a);
    execute("UPDATE child SET v = v + 1 WHERE id > " + (nextId - 20));
    if (random.nextInt(3) == 0) {
      execute("DELETE FROM parent WHERE a = " + random.nextInt(20));
    }
    execute("COMMIT");
  }

  private void largeRow() throws SQLException {
    int size = 1 + random.nextInt(400_000);
    execute(
        "INSERT INTO types (id, tx, bl) VALUES (%d, REPEAT('ü€', %d), REPEAT(x'00ff', %d))"
            .formatted(nextId++, size / 5, size));
  }

  private void alterTable() throws SQLException {
    String name = "extra" + alterations;
    switch (alterations++ % 6) {
      case 0 -> execute("ALTER TABLE types ADD COLUMN " + name + " INT DEFAULT 7 AFTER ti");
      case 1 -> execute("ALTER TABLE types MODIFY vc VARCHAR(350), ADD INDEX (iu)");
      case 2 -> {
        execute("CREATE TABLE t" + alterations + " (k VARBINARY(20) PRIMARY KEY, v INT UNSIGNED)");
        execute("INSERT INTO t" + alterations + " VALUES (x'00ff', 4294967295), ('', 0)");
      }
      case 3 -> execute("RENAME TABLE t" + (alterations - 1) + " TO renamed" + alterations);
      case 4 ->
          execute("ALTER TABLE types DROP COLUMN extra" + (alterations - 5) + ", DROP INDEX iu");
      default -> execute("TRUNCATE TABLE renamed" + (alterations - 2));
    }
  }

  private int id() {
    return 1 + random.nextInt(nextId);
  }

  private String values() {
    return String.join(
        ", ",
        List.of(
            "ti = " + orNull(String.valueOf(random.nextInt(256) - 128)),
            "tu = " + orNull(String.valueOf(random.nextInt(256))),
            "mu = " + orNull(String.valueOf(random.nextInt(1 << 24))),
            "iu = " + orNull(String.valueOf(random.nextLong(1L << 32))),
            "bu = " + orNull(Long.toUnsignedString(random.nextLong())),
            "n = " + orNull(random.nextLong() + "." + random.nextInt(1 << 30)),
            "f = " + orNull(String.valueOf(random.nextFloat() * 1000)),
            "db = " + orNull(String.valueOf(random.nextGaussian())),
            "b = " + orNull(String.valueOf(random.nextInt(1 << 17))),
            "y = " + orNull(String.valueOf(1901 + random.nextInt(255))),
            "d = " + orNull(random.nextInt(9) == 0 ? "'0000-00-00'" : "'%s'".formatted(date())),
            "t = " + orNull("'%d:12:13.%03d'".formatted(random.nextInt(1677) - 838, 7)),
            "dt = " + orNull("'%s 11:12:13.%06d'".formatted(date(), random.nextInt(1_000_000))),
            "ts = " + orNull("'20%02d-03-04 05:06:07.000008'".formatted(random.nextInt(30))),
            "c = " + orNull("'" + text(10) + "'"),
            "vc = " + orNull("'" + text(300) + "'"),
            "l1 = " + orNull("'äöü" + random.nextInt(99) + "'"),
            "bin = " + orNull("x'" + hex(8) + "'"),
            "vb = " + orNull("x'" + hex(100) + "'"),
            "tx = " + orNull("'" + text(2000) + "'"),
            "bl = " + orNull("x'" + hex(2000) + "'"),
            "e = " + orNull("'" + "abc".charAt(random.nextInt(3)) + "'"),
            "s = " + orNull("'" + List.of("", "x", "x,z", "y").get(random.nextInt(4)) + "'"),
            "j = " + orNull("'{\"k\": [%d, \"é\", null, {\"n\": 1.5e10}]}'".formatted(id())),
            "g = " + orNull("ST_GeomFromText('LINESTRING(0 1, %d 2.5)')".formatted(id()))));
  }

  private String orNull(String literal) {
    return random.nextInt(6) == 0 ? "NULL" : literal;
  }

  private String date() {
    return "%04d-%02d-%02d"
        .formatted(1000 + random.nextInt(9000), 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  private String text(int limit) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(limit + 1); i > 0; i--) {
      text.appendCodePoint("a€é😀 \"".codePoints().toArray()[random.nextInt(6)]);
    }
    return text.toString();
  }

  private String hex(int limit) {
    StringBuilder hex = new StringBuilder();
    for (int i = random.nextInt(limit + 1); i > 0; i--) {
      hex.append("%02x".formatted(random.nextInt(256)));
    }
    return hex.toString();
  }

  private void execute(String sql) throws SQLException {
    statement.execute(sql);
  }

  @Override
  public void close() throws SQLException {
    statement.close();
    connection.close();
  }
}
