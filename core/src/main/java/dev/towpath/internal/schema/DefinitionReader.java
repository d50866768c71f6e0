package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.internal.binlog.position.StatementScan;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.internal.sql.CollationNames;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.SqlLiterals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reader of definitions from {@code information_schema}, together with a position at which they
 * hold.
 *
 * <p>A transaction that has read from a table holds its metadata lock. A DDL statement holds the
 * opposite lock until it is both in the binlog and visible. So every statement about the table up
 * to the end of the binlog is visible while the transaction is open. None is on its way: what is
 * read then is the definition at that end. Used by one thread.
 */
final class DefinitionReader {
  private static final List<String> OF_SERVER =
      List.of("mysql", "sys", "information_schema", "performance_schema");
  private static final String WHOLE_POINT = "25";
  private static final int LOCK_WAIT_SECONDS = 5;
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int NO_SUCH_TABLE = 1146;
  private static final int UNKNOWN_DATABASE = 1049;
  private static final int ACCESS_DENIED = 1142;
  private static final int COLUMN_ACCESS_DENIED = 1143;
  private static final int DATABASE_ACCESS_DENIED = 1044;

  private final MySqlSession session;
  private boolean isPatient = true;

  DefinitionReader(MySqlSession session) throws IOException {
    this.session = session;
    session.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    session.execute("SET SESSION lock_wait_timeout = " + LOCK_WAIT_SECONDS);
  }

  /**
   * Definitions and where they hold.
   *
   * @param end the end of the binlog at which they hold
   * @param definitions of the tables that could be read
   * @param failures why others could not
   */
  record Reading(
      BinlogPosition end,
      Map<TableName, TableDefinition> definitions,
      Map<TableName, String> failures) {}

  /** Reads all of {@code tables} at one position. */
  Reading read(Collection<TableName> tables) throws IOException {
    Map<TableName, TableDefinition> definitions = new LinkedHashMap<>();
    Map<TableName, String> failures = new HashMap<>();
    session.execute("START TRANSACTION");
    try {
      List<TableName> locked = new ArrayList<>();
      for (TableName table : tables) {
        String failure = lock(table);
        if (failure == null) {
          locked.add(table);
        } else {
          failures.put(table, failure);
        }
      }
      BinlogPosition end = StatementScan.end(session);
      for (TableName table : locked) {
        TableDefinition definition = definition(table);
        String cut = cutColumn(definition);
        if (definition.columns().isEmpty()) {
          failures.put(table, "information_schema does not show it to the account");
        } else if (cut != null) {
          failures.put(
              table, "it shows only some labels of column " + cut + ", because others are no text");
        } else {
          definitions.put(table, definition);
        }
      }
      return new Reading(end, definitions, failures);
    } finally {
      session.execute("ROLLBACK");
    }
  }

  /** A column whose labels MySQL 5.7 shows only up to the first one that is no text. */
  private static @Nullable String cutColumn(TableDefinition definition) {
    return definition.columns().stream()
        .filter(column -> column.columnType().matches("(?s)(enum|set)\\(.*[^)]"))
        .map(ColumnDefinition::name)
        .findFirst()
        .orElse(null);
  }

  /** Does the same, but passes over tables that a statement holds locked for a second. */
  Reading readWithoutWaiting(Collection<TableName> tables) throws IOException {
    session.execute("SET SESSION lock_wait_timeout = 1");
    isPatient = false;
    try {
      return read(tables);
    } finally {
      isPatient = true;
      session.execute("SET SESSION lock_wait_timeout = " + LOCK_WAIT_SECONDS);
    }
  }

  private @Nullable String lock(TableName table) throws IOException {
    try {
      // All columns: information_schema leaves out what the account may not select.
      session.query(
          "SELECT 1 FROM (SELECT * FROM %s.%s) AS t LIMIT 0"
              .formatted(SqlLiterals.name(table.database()), SqlLiterals.name(table.table())));
      return null;
    } catch (ServerError e) {
      if (e.code() == LOCK_WAIT_TIMEOUT && !isPatient) {
        return "a statement holds it locked";
      }
      return switch (e.code()) {
        case NO_SUCH_TABLE, UNKNOWN_DATABASE -> "it was dropped since";
        case ACCESS_DENIED, COLUMN_ACCESS_DENIED, DATABASE_ACCESS_DENIED ->
            "%s may not SELECT all of its columns (%s); GRANT SELECT ON %s.%s TO the account"
                .formatted(
                    session.source(),
                    e.getMessage(),
                    SqlLiterals.name(table.database()),
                    SqlLiterals.name(table.table()));
        case LOCK_WAIT_TIMEOUT ->
            throw new IOException(
                "a transaction or statement on %s holds %s locked for more than %d s (%s); SHOW PROCESSLIST shows it, it is waited for"
                    .formatted(session.source(), table, LOCK_WAIT_SECONDS, e.getMessage()),
                e);
        default -> throw e;
      };
    }
  }

  private TableDefinition definition(TableName table) throws IOException {
    String where =
        " WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
            .formatted(SqlLiterals.text(table.database()), SqlLiterals.text(table.table()));
    TextResult rows =
        session.query(
            "SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE, EXTRA,"
                + " GENERATION_EXPRESSION"
                + " FROM information_schema.COLUMNS"
                + where
                + " ORDER BY ORDINAL_POSITION");
    TextResult options =
        session.query(
            "SELECT TABLE_COLLATION, TABLE_TYPE, ENGINE FROM information_schema.TABLES" + where);
    List<ColumnDefinition> columns = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      columns.add(column(rows, i));
    }
    String collation = options.size() == 0 ? null : options.get(0, 0);
    return new TableDefinition(
        columns,
        keys(table, points(columns), keepsHashes(options)),
        collation == null ? null : CollationNames.charsetOf(collation),
        isVersioned(options) && !TableEdits.declaresVersions(columns));
  }

  /**
   * The columns for which MySQL 5.7 shows a prefix in a key on the whole column: the 25 bytes of a
   * POINT.
   */
  private Set<String> points(List<ColumnDefinition> columns) {
    boolean isMariaDb = session.version().text().contains("MariaDB");
    return columns.stream()
        .filter(column -> !isMariaDb && column.columnType().equals("point"))
        .map(ColumnDefinition::name)
        .collect(Collectors.toSet());
  }

  /** Whether a unique key of type HASH has a column with hashes; MEMORY has such indexes itself. */
  private boolean keepsHashes(TextResult options) {
    boolean isMemory = options.size() > 0 && "MEMORY".equals(options.get(0, 2));
    return session.version().text().contains("MariaDB") && !isMemory;
  }

  /** In the order of the server, in which {@code SHOW INDEX} lists them. */
  private List<KeyDefinition> keys(TableName table, Set<String> points, boolean hashes)
      throws IOException {
    TextResult rows =
        session.query(
            "SHOW INDEX FROM %s FROM %s"
                .formatted(SqlLiterals.name(table.table()), SqlLiterals.name(table.database())));
    Map<String, List<KeySpec.Part>> parts = new LinkedHashMap<>();
    Map<String, KeySpec.Kind> kinds = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String name = text(rows.get(i, "Key_name"));
      String column = rows.get(i, "Column_name");
      String shown = rows.get(i, "Sub_part");
      String length = points.contains(column) && WHOLE_POINT.equals(shown) ? null : shown;
      boolean unique = "0".equals(rows.get(i, "Non_unique"));
      parts
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(new KeySpec.Part(column, length == null ? 0 : Integer.parseInt(length)));
      boolean hashed = hashes && "HASH".equals(rows.get(i, "Index_type"));
      KeySpec.Kind ofUnique = hashed ? KeySpec.Kind.HASHED : KeySpec.Kind.UNIQUE;
      boolean primary = name.equals(KeyDefinition.PRIMARY);
      kinds.put(name, primary ? KeySpec.Kind.PRIMARY : unique ? ofUnique : KeySpec.Kind.OTHER);
    }
    List<KeyDefinition> keys = new ArrayList<>();
    parts.forEach((name, of) -> keys.add(new KeyDefinition(kind(kinds, name), name, of)));
    return keys;
  }

  private static KeySpec.Kind kind(Map<String, KeySpec.Kind> kinds, String name) {
    return kinds.getOrDefault(name, KeySpec.Kind.OTHER);
  }

  private static ColumnDefinition column(TextResult rows, int row) {
    String extra = text(rows.get(row, 4)).toUpperCase(Locale.ROOT);
    return new ColumnDefinition(
        text(rows.get(row, 0)),
        text(rows.get(row, 1)),
        rows.get(row, 2),
        "YES".equals(rows.get(row, 3)),
        !extra.contains("INVISIBLE"),
        role(extra, text(rows.get(row, 5))));
  }

  private static ColumnDefinition.Role role(String extra, String expression) {
    if (extra.contains("VIRTUAL")) {
      return ColumnDefinition.Role.VIRTUAL;
    }
    return switch (extra.contains("GENERATED") ? expression : "") {
      case "ROW START" -> ColumnDefinition.Role.ROW_START;
      case "ROW END" -> ColumnDefinition.Role.ROW_END;
      default -> ColumnDefinition.Role.PLAIN;
    };
  }

  private static boolean isVersioned(TextResult options) {
    return options.size() > 0 && "SYSTEM VERSIONED".equals(options.get(0, 1));
  }

  /** Whether a database is one of the server's own, whose tables are not listed. */
  static boolean isOfServer(String database) {
    return OF_SERVER.contains(database);
  }

  /** All tables that the account may see, without the server's own and without views. */
  List<TableName> tables() throws IOException {
    TextResult rows =
        session.query(
            "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT"
                + " IN ('"
                + String.join("', '", OF_SERVER)
                + "') AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'SEQUENCE') ORDER BY 1,"
                + " 2");
    List<TableName> tables = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      tables.add(new TableName(text(rows.get(i, 0)), text(rows.get(i, 1))));
    }
    return tables;
  }

  /** The default character sets of all databases. */
  Map<String, String> databases() throws IOException {
    TextResult rows =
        session.query(
            "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA");
    Map<String, String> databases = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      databases.put(text(rows.get(i, 0)), text(rows.get(i, 1)));
    }
    return databases;
  }

  /** Whether the server keeps names of tables in small letters or compares them so. */
  boolean lowersNames() throws IOException {
    return !"0".equals(session.query("SELECT @@GLOBAL.lower_case_table_names").get(0, 0));
  }

  /** Whether {@code utf8} is {@code utf8mb4}: with MariaDB's {@code old_mode} from 10.6 on. */
  boolean readsUtf8AsUtf8mb4() throws IOException {
    TextResult mode = session.query("SHOW GLOBAL VARIABLES LIKE 'old_mode'");
    return mode.size() > 0 && !text(mode.get(0, 1)).contains("UTF8_IS_UTF8MB3");
  }

  /** The end of the binlog. */
  BinlogPosition end() throws IOException {
    return StatementScan.end(session);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
