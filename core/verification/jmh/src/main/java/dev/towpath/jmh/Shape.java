package dev.towpath.jmh;

/** The measured tables, the same as in the end-to-end benchmark. */
public enum Shape {
  /** Two integers and two texts, like sysbench's table. */
  NARROW(
      "(id INT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL, pad CHAR(60) NOT NULL)",
      "n, n * 7919 % 1000003, RPAD(CONCAT(n, '-'), 120, '83868641912-28773972837-'),"
          + " RPAD(CONCAT(n + 7, '-'), 60, '60736120486-75162659906-')"),
  /** Twenty columns of as many types. */
  WIDE(
      "(id BIGINT UNSIGNED PRIMARY KEY, a TINYINT(1), b SMALLINT UNSIGNED, m MEDIUMINT,"
          + " i INT UNSIGNED, price DECIMAL(20,6), rate DOUBLE, day DATE, at DATETIME(6),"
          + " seen TIMESTAMP(3) NULL, span TIME(3), made YEAR, name VARCHAR(100), note TEXT,"
          + " raw VARBINARY(32), doc JSON, size ENUM('small','large'), flags SET('a','b','c'),"
          + " bits BIT(8), nothing VARCHAR(20)) CHARACTER SET utf8mb4",
      "n, n % 2, n % 65536, n - 4000, 4000000000 + n, n * 12.345678, n / 7,"
          + " '2000-01-01' + INTERVAL n DAY, '2020-02-29 12:34:56.123456' + INTERVAL n SECOND,"
          + " '2021-01-01 00:00:00.5' + INTERVAL n SECOND, SEC_TO_TIME(n - 50), 1901 + n,"
          + " CONCAT('客户 ', n, ' 😀'), REPEAT(CONCAT('lorem ', n, ' '), 6), UNHEX(MD5(n)),"
          + " JSON_OBJECT('id', n, 'tags', JSON_ARRAY('x', n % 10), 'ok', TRUE), 1 + n % 2, n % 8,"
          + " n % 256, NULL");

  private final String definition;
  private final String values;

  Shape(String definition, String values) {
    this.definition = definition;
    this.values = values;
  }

  /** Returns the statement that creates {@code table}. */
  String create(String table) {
    return "CREATE TABLE " + table + ' ' + definition;
  }

  /**
   * Returns the statement that fills {@code table} from the column {@code n} of {@code numbers}.
   */
  String fill(String table, String numbers) {
    return "INSERT INTO %s SELECT %s FROM %s ORDER BY n".formatted(table, values, numbers);
  }
}
