package dev.towpath.ddl;

import dev.towpath.ddl.TableImage.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A source of random statements about the tables that there are: the default database is the first.
 * A server refuses some of them. Used by one thread.
 */
public final class Statements {
  private static final List<String> TABLES = List.of("a", "b", "größe", "Odd name", "key", "t");

  private final Random random;
  private final Generation generation;
  private final SqlPieces pieces;
  private final List<String> databases;

  /** Makes statements about tables of {@code databases}. */
  public Statements(Random random, Generation generation, List<String> databases) {
    this.random = random;
    this.generation = generation;
    this.pieces = new SqlPieces(random, generation);
    this.databases = List.copyOf(databases);
  }

  /** Returns the next statement; {@code tables} are those there are. */
  public String next(Map<TableId, TableImage> tables) {
    if (tables.size() < 2 || (tables.size() < 8 && pieces.once(5))) {
      return create(tables);
    }
    TableImage table = pieces.one(List.copyOf(tables.values()));
    return switch (random.nextInt(40)) {
      case 0, 1 -> drop(table);
      case 2, 3, 4 -> rename(table, tables);
      case 5, 6 -> like(table);
      case 7 -> select(table);
      case 8 -> "CREATE TABLE IF NOT EXISTS " + name(table.name()) + " (id INT, nothing INT)";
      case 9 -> alterDatabase();
      case 10 -> index(table);
      case 11 -> dropIndex(table);
      case 12 -> "TRUNCATE " + one("", "TABLE ") + name(table.name());
      case 13 -> other(table);
      case 14, 15 -> ofMariaDb(table);
      case 16 -> alterTable(table) + " CONVERT TO " + charsetAndCollation();
      case 17 -> alterTable(table) + " " + one("", "DEFAULT ") + charsetAndCollation();
      case 18 -> alterTable(table) + " RENAME " + one("", "TO ", "AS ", "= ") + newTable();
      default -> alter(table);
    };
  }

  private String create(Map<TableId, TableImage> tables) {
    List<String> items = new ArrayList<>();
    List<String> columns = new ArrayList<>(List.of("id"));
    items.add(one("id INT NOT NULL PRIMARY KEY", "id INT PRIMARY KEY", "id BIGINT NOT NULL"));
    for (int i = random.nextInt(5); i >= 0; i--) {
      String name = pieces.newName();
      columns.add(plain(name));
      items.add(pieces.column(name));
    }
    for (int i = random.nextInt(6) - 3; i > 0; i--) {
      items.add(1 + random.nextInt(items.size()), pieces.key(columns));
    }
    String space = pieces.space();
    var sql = new StringBuilder("CREATE").append(space);
    if (generation.isMariaDb() && pieces.once(5)) {
      sql.append("OR REPLACE ");
    }
    sql.append("TABLE ").append(pieces.once(4) ? "IF NOT EXISTS " : "").append(newTable());
    sql.append(one(" (", "(")).append(String.join(one(",", ", ", ",\n"), items)).append(")");
    sql.append(one(" ", "")).append(pieces.options());
    if (pieces.once(12)) {
      sql.append(' ').append(pieces.partitions("id"));
    } else if (generation.isMariaDb() && pieces.once(15)) {
      sql.append(" WITH SYSTEM VERSIONING");
    }
    boolean replaces = sql.indexOf("OR REPLACE") > 0;
    if (tables.isEmpty() || replaces || !pieces.once(30)) {
      return sql.toString();
    }
    TableImage from = pieces.one(List.copyOf(tables.values()));
    return sql.append(one(" AS", "")).append(" SELECT * FROM ") + name(from.name());
  }

  private String drop(TableImage table) {
    String also = pieces.once(3) ? ", " + newTable() : "";
    return "DROP TABLE " + one("", "IF EXISTS ") + name(table.name()) + also + one("", " CASCADE");
  }

  private String rename(TableImage table, Map<TableId, TableImage> tables) {
    String to = newTable();
    TableImage other = pieces.one(List.copyOf(tables.values()));
    String spare = databases.get(random.nextInt(databases.size())) + ".spare";
    String one = name(table.name());
    String two = name(other.name());
    return switch (random.nextInt(4)) {
      case 0 -> "RENAME TABLE " + one + " TO " + to;
      case 1 -> "RENAME TABLE %1$s TO %3$s, %2$s TO %1$s, %3$s TO %2$s".formatted(one, two, spare);
      case 2 -> "RENAME TABLES %1$s TO %2$s, %2$s TO %1$s".formatted(one, spare);
      default -> "RENAME TABLE %s TO %s, %s TO %s".formatted(one, to, two, newTable());
    };
  }

  private String like(TableImage table) {
    String absent = one("", "IF NOT EXISTS ");
    return pieces.once(2)
        ? "CREATE TABLE " + absent + newTable() + " LIKE " + name(table.name())
        : "CREATE TABLE " + absent + newTable() + " (LIKE " + name(table.name()) + ")";
  }

  private String select(TableImage table) {
    String added = pieces.once(2) ? " (" + pieces.column("added") + ")" : "";
    String columns = pieces.once(2) ? "*" : column(table) + " AS " + pieces.newName() + ", 1 one";
    return "CREATE TABLE %s%s %s %s SELECT %s FROM %s"
        .formatted(newTable(), added, pieces.options(), one("", "AS"), columns, name(table.name()));
  }

  private String alterDatabase() {
    String name = pieces.one(databases);
    return one("ALTER DATABASE ", "ALTER SCHEMA ") + name + " " + charsetAndCollation();
  }

  private String charsetAndCollation() {
    String is = one(" ", " = ", "=");
    return switch (random.nextInt(4)) {
      case 0 ->
          "CHARACTER SET"
              + one(" ", " = ")
              + pieces.charset()
              + " COLLATE "
              + one("utf8mb4_bin", "latin1_bin");
      case 1 -> "COLLATE" + is + pieces.collation();
      case 2 -> "CHARSET" + is + pieces.charset();
      default -> "CHARACTER SET" + is + pieces.charset();
    };
  }

  private String index(TableImage table) {
    String unique = one("", "", "UNIQUE ", "FULLTEXT ", "SPATIAL ");
    String prefix = pieces.once(3) ? "(3)" : "";
    return "CREATE %sINDEX %s ON %s (%s%s)"
        .formatted(unique, pieces.newName(), name(table.name()), column(table), prefix);
  }

  private String dropIndex(TableImage table) {
    String key = table.keys().isEmpty() ? "PRIMARY" : pieces.one(table.keys()).name();
    return "DROP INDEX " + SqlPieces.quoted(key) + " ON " + name(table.name());
  }

  /** Returns a statement that changes no table but names one. */
  private String other(TableImage table) {
    String name = name(table.name());
    return switch (random.nextInt(6)) {
      case 0 -> "CREATE OR REPLACE VIEW v AS SELECT * FROM " + name;
      case 1 -> "CREATE PROCEDURE p" + random.nextInt(99) + "() DROP TABLE " + name;
      case 2 -> "ANALYZE TABLE " + name;
      case 3 -> "DROP VIEW IF EXISTS v";
      case 4 -> "DROP TABLE IF EXISTS nothing";
      default ->
          "CREATE TRIGGER %s.g%d BEFORE INSERT ON %s FOR EACH ROW SET @x = 1"
              .formatted(table.name().database(), random.nextInt(9999), name);
    };
  }

  private String ofMariaDb(TableImage table) {
    if (!generation.isMariaDb()) {
      return alter(table);
    }
    String name = name(table.name());
    return switch (random.nextInt(10)) {
      case 0 -> "CREATE OR REPLACE TABLE " + name + " (id INT PRIMARY KEY, " + column() + ")";
      case 1 -> "SET STATEMENT max_statement_time = 100 FOR " + alter(table);
      case 2 -> alterTable(table) + " ADD COLUMN IF NOT EXISTS " + column();
      case 3 -> alterTable(table) + " DROP COLUMN IF EXISTS " + column(table);
      case 4 -> alterTable(table) + " MODIFY IF EXISTS " + column(table) + " INT";
      case 5 -> "ALTER TABLE IF EXISTS " + name + " ADD IF NOT EXISTS " + column();
      case 6 -> alterTable(table) + one(" ADD", " DROP") + " SYSTEM VERSIONING";
      case 7 -> "RENAME TABLE IF EXISTS " + name + " WAIT 5 TO " + newTable();
      case 8 -> alterTable(table) + " CHANGE IF EXISTS " + column(table) + " " + column();
      default -> "ALTER ONLINE TABLE " + name + " WAIT 3 ADD " + column();
    };
  }

  private String alterTable(TableImage table) {
    return "ALTER" + pieces.space() + "TABLE " + name(table.name());
  }

  private String alter(TableImage table) {
    List<String> left = new ArrayList<>(table.names());
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0 && !left.isEmpty(); i--) {
      items.add(item(table, pieces.name(left.remove(random.nextInt(left.size())))));
    }
    if (pieces.once(10)) {
      items.add(one("ALGORITHM=COPY", "LOCK=NONE", "ALGORITHM = INPLACE", "FORCE"));
    }
    String sql = alterTable(table) + " " + String.join(one(", ", ",", " , "), items);
    return pieces.once(40) ? sql + " " + pieces.partitions("id") : sql;
  }

  private String item(TableImage table, String column) {
    String word = one("", "COLUMN ");
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> "ADD " + word + column() + place(table);
      case 4 -> "ADD " + word + "(" + column() + ", " + column() + ")";
      case 5, 6 -> "DROP " + word + column;
      case 7, 8, 9 -> "MODIFY " + word + column + " " + pieces.definition() + place(table);
      case 10, 11, 12 -> "CHANGE " + word + column + " " + column() + place(table);
      case 13 -> "DROP PRIMARY KEY";
      case 14 -> "ADD " + pieces.key(table.names());
      case 15 -> pieces.option();
      case 16 -> "ALTER " + word + column + one(" DROP DEFAULT", " SET DEFAULT NULL");
      case 17 -> "ALTER INDEX " + pieces.newName() + " VISIBLE";
      case 18 -> "RENAME COLUMN " + column + " TO " + pieces.newName();
      default -> "DROP PRIMARY KEY, ADD PRIMARY KEY (" + column + ")";
    };
  }

  private String place(TableImage table) {
    return switch (random.nextInt(4)) {
      case 0 -> " FIRST";
      case 1 -> " AFTER " + column(table);
      default -> "";
    };
  }

  private String column() {
    return pieces.column(pieces.newName());
  }

  private String column(TableImage table) {
    return pieces.name(pieces.one(table.names()));
  }

  private String newTable() {
    String table = pieces.once(15) ? pieces.word() : SqlPieces.quoted(pieces.one(TABLES));
    if (table.matches("`[abt]`") && pieces.once(2)) {
      table = plain(table);
    }
    return pieces.once(3) ? pieces.one(databases) + "." + table : table;
  }

  /** Names a table without its database where that is the default one. */
  private String name(TableId table) {
    String name = pieces.name(table.table());
    return table.database().equals(databases.get(0)) && !pieces.once(4)
        ? name
        : pieces.name(table.database()) + one(".", ".", " . ") + name;
  }

  private static String plain(String name) {
    return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
  }

  private String one(String... texts) {
    return pieces.one(List.of(texts));
  }
}
