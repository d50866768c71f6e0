package dev.towpath.internal.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Random DDL statements about a few tables; a server may well refuse some of them. */
public final class DdlStorm {
  private static final List<String> TYPES =
      List.of(
          "INT",
          "INT UNSIGNED",
          "INTEGER(7) ZEROFILL",
          "BIGINT",
          "TINYINT(1)",
          "BOOL",
          "SMALLINT UNSIGNED",
          "MEDIUMINT",
          "DECIMAL",
          "NUMERIC(7,3)",
          "DEC(5) UNSIGNED",
          "FLOAT",
          "FLOAT(7,3)",
          "FLOAT(30)",
          "DOUBLE",
          "DOUBLE PRECISION",
          "REAL",
          "BIT",
          "BIT(9)",
          "DATE",
          "TIME(3)",
          "DATETIME(6)",
          "DATETIME",
          "TIMESTAMP NULL",
          "YEAR",
          "CHAR",
          "CHAR(5)",
          "VARCHAR(20)",
          "VARCHAR(20) CHARACTER SET utf8mb4",
          "VARCHAR(9) COLLATE latin1_bin",
          "CHAR(4) CHARSET binary",
          "VARCHAR(5) CHARACTER SET binary",
          "BINARY",
          "BINARY(3)",
          "VARBINARY(7)",
          "TINYTEXT",
          "TEXT",
          "TEXT(100)",
          "TEXT CHARACTER SET ucs2",
          "MEDIUMTEXT CHARACTER SET utf8",
          "BLOB",
          "BLOB(300)",
          "LONGBLOB",
          "JSON",
          "ENUM('a','b''c','d e') NOT NULL",
          "SET('x','y') CHARACTER SET utf8",
          "GEOMETRY",
          "POINT",
          "NATIONAL VARCHAR(4)",
          "NCHAR(3)",
          "VARCHAR(3) CHARACTER SET utf8 NOT NULL");
  private static final List<String> CHARSETS = List.of("latin1", "utf8", "utf8mb4", "gbk");

  private final Random random;
  private final List<String> tables;
  private int names;

  /** Statements about {@code tables}. */
  public DdlStorm(Random random, List<String> tables) {
    this.random = random;
    this.tables = tables;
  }

  /** The next statement; {@code columns} tells the columns a table has now. */
  public String next(Function<String, List<String>> columns) {
    String table = one(tables);
    List<String> existing = columns.apply(table);
    if (existing.isEmpty()) {
      return create(table);
    }
    return switch (random.nextInt(20)) {
      case 0 -> random.nextInt(3) == 0 ? "DROP TABLE " + table : "TRUNCATE TABLE " + table;
      case 1 ->
          "RENAME TABLE %1$s TO %1$s_old, %2$s TO %1$s, %1$s_old TO %2$s"
              .formatted(table, one(tables));
      case 2 -> "CREATE TABLE IF NOT EXISTS %s LIKE %s".formatted(one(tables), table);
      case 3 -> "CREATE TABLE IF NOT EXISTS " + table + " (id INT)";
      case 4 -> "ALTER TABLE " + table + " CONVERT TO CHARACTER SET " + one(CHARSETS);
      case 5 -> "ALTER TABLE " + table + " DEFAULT CHARACTER SET = " + one(CHARSETS);
      case 6 -> "ALTER DATABASE d COLLATE " + one(List.of("latin1_bin", "utf8_bin", "gbk_bin"));
      case 7 -> "CREATE INDEX i%d ON %s (`%s`)".formatted(names++, table, one(existing));
      default -> "ALTER TABLE " + table + " " + alterations(existing);
    };
  }

  private String create(String table) {
    var sql = new StringBuilder("CREATE TABLE " + table + " (id INT NOT NULL PRIMARY KEY");
    for (int i = random.nextInt(5); i >= 0; i--) {
      sql.append(", ").append(column());
    }
    sql.append(')');
    if (random.nextBoolean()) {
      sql.append(" ENGINE=InnoDB DEFAULT CHARSET=").append(one(CHARSETS));
    }
    return sql.toString();
  }

  private String column() {
    return "c" + names++ + ' ' + one(TYPES);
  }

  private String alterations(List<String> existing) {
    List<String> left = new ArrayList<>(existing);
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0 && !left.isEmpty(); i--) {
      String column = left.remove(random.nextInt(left.size()));
      items.add(
          switch (random.nextInt(9)) {
            case 0, 1, 2 -> "ADD COLUMN " + column() + place(existing);
            case 3 -> "DROP COLUMN " + column;
            case 4 -> "MODIFY COLUMN %s %s%s".formatted(column, one(TYPES), place(existing));
            case 5 -> "CHANGE %s c%d %s%s".formatted(column, names++, one(TYPES), place(existing));
            case 6 -> "DROP PRIMARY KEY";
            case 7 -> "ADD PRIMARY KEY (" + column + ")";
            default -> "RENAME COLUMN %s TO c%d".formatted(column, names++);
          });
    }
    return String.join(", ", items);
  }

  private String place(List<String> existing) {
    return switch (random.nextInt(3)) {
      case 0 -> " FIRST";
      case 1 -> " AFTER " + one(existing);
      default -> "";
    };
  }

  private <T> T one(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
