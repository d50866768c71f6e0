package dev.towpath.verification.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The SQL statements that write the workloads, with the same rows on every machine. */
final class Statements {
  /** The number of rows in a multi-row insert. */
  private static final int BULK = 1_000;

  private static final String NARROW =
      "(id INT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL, pad CHAR(60) NOT NULL)";

  private static final String WIDE =
      "(id BIGINT UNSIGNED PRIMARY KEY, a TINYINT(1) NOT NULL, b SMALLINT UNSIGNED, m MEDIUMINT,"
          + " i INT UNSIGNED, l BIGINT, price DECIMAL(20,6), rate DOUBLE, ratio FLOAT, day DATE,"
          + " at DATETIME(6), seen TIMESTAMP(3) NULL, span TIME(3), made YEAR, code CHAR(10),"
          + " name VARCHAR(100), city VARCHAR(60), note TEXT, raw VARBINARY(32), file BLOB, doc JSON,"
          + " size ENUM('small','medium','large'), flags SET('a','b','c','d'), bits BIT(8),"
          + " latin VARCHAR(40) CHARACTER SET latin1, nothing VARCHAR(20)) CHARACTER SET utf8mb4";

  private Statements() {}

  /** Returns statements that create the workloads' tables; {@code numbers} holds 0 to 999. */
  static List<String> setUp() {
    List<String> all = new ArrayList<>();
    all.add("CREATE DATABASE bench CHARACTER SET utf8mb4");
    all.add("CREATE TABLE bench.marker (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))");
    all.add("CREATE TABLE bench.numbers (n INT PRIMARY KEY)");
    String digits =
        "(SELECT 0 d" + " UNION ALL SELECT %d".repeat(9).formatted(1, 2, 3, 4, 5, 6, 7, 8, 9) + ")";
    all.add(
        "INSERT INTO bench.numbers SELECT a.d + 10 * b.d + 100 * c.d FROM %s a, %s b, %s c"
            .formatted(digits, digits, digits));
    for (int i = 0; i < 4; i++) {
      all.add("CREATE TABLE bench.w1_" + i + ' ' + NARROW);
    }
    all.add("CREATE TABLE bench.w2 " + NARROW);
    all.add("CREATE TABLE bench.w3 " + WIDE);
    for (int i = 0; i < 10; i++) {
      all.add("CREATE TABLE bench.w4_" + i + ' ' + NARROW);
    }
    all.add("CREATE TABLE bench.big " + NARROW);
    all.add("CREATE TABLE bench.latency (id INT PRIMARY KEY, micros BIGINT NOT NULL)");
    all.add("USE bench");
    all.add(oltp());
    all.add(bulk("w2", "bulk"));
    all.add(wide());
    return all;
  }

  /** Returns statements that write a workload of {@code rows} rows. */
  static List<String> write(Workload workload, int rows) {
    return switch (workload) {
      case W1 -> List.of("CALL bench.oltp(" + rows + ")");
      case W2 -> List.of("CALL bench.bulk(" + rows / BULK + ")");
      case W3 -> List.of("CALL bench.wide(" + rows / 10 + ")");
      case W4 -> filtered(rows);
      case BIG ->
          List.of(
              "INSERT INTO bench.big SELECT id, id, %s, %s FROM (SELECT a.n * 1000 + b.n + 1000000 * c.n id FROM bench.numbers c, bench.numbers a, bench.numbers b WHERE c.n < %d ORDER BY 1 LIMIT %d) x"
                  .formatted(
                      text("id", 120), text("id + 7", 60), (rows + 999_999) / 1_000_000, rows));
    };
  }

  /** Returns the statement that ends a workload. */
  static String mark(String workload) {
    return "INSERT INTO bench.marker (name) VALUES ('" + workload + "')";
  }

  private static List<String> filtered(int rows) {
    List<String> all = new ArrayList<>();
    for (int base = 0; base < rows; base += BULK) {
      all.add(bulkInsert("w4_" + base / BULK % 10, String.valueOf(base)));
    }
    return all;
  }

  private static String bulk(String table, String procedure) {
    return "CREATE PROCEDURE "
        + procedure
        + "(times INT) BEGIN DECLARE i INT DEFAULT 0; WHILE i < times DO "
        + bulkInsert(table, "i * " + BULK)
        + "; SET i = i + 1; END WHILE; END";
  }

  private static String bulkInsert(String table, String base) {
    String id = '(' + base + " + n)";
    return "INSERT INTO bench.%s SELECT %s, %s * 7919 %% 1000003, %s, %s FROM bench.numbers ORDER BY n"
        .formatted(table, id, id, text(id, 120), text(id + " + 7", 60));
  }

  /**
   * Returns an expression for a text of exactly {@code length} digits and dashes, like sysbench's.
   */
  private static String text(String number, int length) {
    return "RPAD(CONCAT(%s, '-'), %d, '83868641912-28773972837-60736120486-75162659906-')"
        .formatted(number, length);
  }

  private static String oltp() {
    var body = new StringBuilder();
    body.append("CREATE PROCEDURE oltp(n INT) BEGIN DECLARE i INT DEFAULT 0;")
        .append(" DECLARE kind INT; DECLARE pick INT;");
    for (int t = 0; t < 4; t++) {
      body.append(" DECLARE low%d INT DEFAULT 0; DECLARE high%d INT DEFAULT 0;".formatted(t, t));
    }
    body.append(" WHILE i < n DO SET kind = i DIV 4 * 37 % 100; CASE i % 4");
    for (int t = 0; t < 4; t++) {
      body.append(
          """

          WHEN %1$d THEN
             IF kind < 50 OR low%1$d = high%1$d THEN
               INSERT INTO w1_%1$d VALUES (high%1$d, i, %2$s, %3$s); SET high%1$d = high%1$d + 1;
             ELSEIF kind < 85 THEN
               SET pick = low%1$d + i * 7919 %% (high%1$d - low%1$d);
               UPDATE w1_%1$d SET k = i WHERE id = pick;
             ELSE
               DELETE FROM w1_%1$d WHERE id = low%1$d; SET low%1$d = low%1$d + 1;
             END IF;"""
              .formatted(t, text("i", 120), text("i + 7", 60)));
    }
    return body.append(" END CASE; SET i = i + 1; END WHILE; END").toString();
  }

  private static String wide() {
    return """
        CREATE PROCEDURE wide(times INT) BEGIN DECLARE i INT DEFAULT 0; DECLARE base INT DEFAULT 0;
          WHILE i < times DO
            IF i %% 5 < 3 THEN
              INSERT INTO w3 SELECT %s FROM (SELECT base + n v FROM numbers WHERE n < 10) x;
              SET base = base + 10;
            ELSE
              UPDATE w3 SET l = l + 1, at = at + INTERVAL 1 MICROSECOND, note = CONCAT('edited ', i)
                WHERE id BETWEEN base - 10 AND base - 1;
            END IF;
            SET i = i + 1;
          END WHILE; END"""
        .formatted(wideValues());
  }

  private static String wideValues() {
    return String.join(
        ", ",
        "v",
        "v % 2",
        "v % 65536",
        "v % 8000000 - 4000000",
        "4000000000 + v % 1000",
        "v * 1000003 - 5000000000",
        "v * 12.345678",
        "v / 7",
        "v / 3",
        "'2000-01-01' + INTERVAL v % 9000 DAY",
        "'2020-02-29 12:34:56.123456' + INTERVAL v SECOND",
        "'2021-01-01 00:00:00.5' + INTERVAL v SECOND",
        "SEC_TO_TIME(v % 3000000 - 1500000)",
        "1901 + v % 250",
        "CONCAT('C', v % 100000000)",
        "CONCAT('客户 ', v, ' 😀')",
        "CONCAT('Zürich ', v % 1000)",
        "REPEAT(CONCAT('lorem ', v, ' '), 6)",
        "UNHEX(MD5(v))",
        "REPEAT(UNHEX(MD5(v + 1)), 4)",
        "JSON_OBJECT('id', v, 'tags', JSON_ARRAY('x', 'y', v % 10), 'ok', TRUE)",
        "1 + v % 3",
        "v % 16",
        "v % 256",
        "CONCAT('café ', v % 1000)",
        "NULL");
  }
}
