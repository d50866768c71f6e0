package dev.towpath.testkit;

import dev.towpath.event.Column;
import dev.towpath.event.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a {@link MemorySource} to a query of a pipeline: rows, or nothing, or an error.
 *
 * @param columns the names of the columns; empty when there are no rows to expect
 * @param rows their values
 * @param code the number of the error
 * @param failure the error; null when there is none
 */
record MemoryAnswer(
    List<String> columns, List<List<@Nullable String>> rows, int code, @Nullable String failure) {
  private static final Pattern NAME = Pattern.compile("'([^']+)'");
  private static final Pattern TEXT = Pattern.compile("x'([0-9a-f]*)'");
  private static final Pattern QUOTED = Pattern.compile("`((?:[^`]|``)*)`");
  private static final int NO_SUCH_TABLE = 1146;
  private static final int UNKNOWN_STATEMENT = 1064;
  private static final String CHARSET = "utf8mb4";
  private static final String COLLATION = "utf8mb4_0900_ai_ci";

  private static MemoryAnswer rows(List<String> columns, List<List<@Nullable String>> rows) {
    return new MemoryAnswer(columns, rows, 0, null);
  }

  private static MemoryAnswer value(String value) {
    return rows(List.of("value"), List.of(List.of(value)));
  }

  private static MemoryAnswer error(int code, String failure) {
    return new MemoryAnswer(List.of(), List.of(), code, failure);
  }

  /** Answers a query, as a MySQL 8.0 does that only the test changes. */
  static MemoryAnswer to(String sql, MemorySource source) {
    MemoryBinlog binlog = source.binlog();
    String end = Long.toString(binlog.end().offset());
    if (sql.startsWith("SET ") || sql.equals("START TRANSACTION") || sql.equals("ROLLBACK")) {
      return rows(List.of(), List.of());
    }
    return switch (sql) {
      case "SHOW GLOBAL STATUS LIKE 'Com_reset'" ->
          rows(List.of("Variable_name", "Value"), List.of(List.of("Com_reset", "0")));
      case "SELECT UNIX_TIMESTAMP()" -> value(Long.toString(binlog.seconds()));
      case "SELECT @@GLOBAL.gtid_executed" -> value(binlog.executed());
      case "SELECT @@GLOBAL.gtid_purged" -> value("");
      case "SELECT @@GLOBAL.lower_case_table_names" -> value("0");
      case "SHOW BINARY LOGS" ->
          rows(List.of("Log_name", "File_size"), List.of(List.of(MemoryBinlog.FILE, end)));
      case "SHOW MASTER STATUS" ->
          rows(
              List.of("File", "Position", "Executed_Gtid_Set"),
              List.of(List.of(MemoryBinlog.FILE, end, binlog.executed())));
      case "SHOW SLAVE STATUS" -> rows(List.of("Slave_IO_State"), List.of());
      default -> other(sql, source);
    };
  }

  private static MemoryAnswer other(String sql, MemorySource source) {
    if (sql.startsWith("SHOW GLOBAL VARIABLES")) {
      return rows(List.of("Variable_name", "Value"), variables(sql, source.binlog()));
    }
    if (sql.contains("FROM information_schema.SCHEMATA")) {
      return rows(
          List.of("SCHEMA_NAME", "DEFAULT_CHARACTER_SET_NAME"),
          source.tables().stream()
              .map(table -> table.table().database())
              .distinct()
              .map(database -> row(database, CHARSET))
              .toList());
    }
    if (sql.contains("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES")) {
      return rows(
          List.of("TABLE_SCHEMA", "TABLE_NAME"),
          source.tables().stream()
              .map(table -> row(table.table().database(), table.table().name()))
              .toList());
    }
    MemoryTable table = source.find(subject(sql));
    if (table == null) {
      return sql.contains("`") || sql.contains("information_schema.")
          ? error(NO_SUCH_TABLE, "Table '%s' doesn't exist".formatted(subject(sql)))
          : error(UNKNOWN_STATEMENT, "a MemorySource does not know: " + sql);
    }
    return of(sql, table);
  }

  private static MemoryAnswer of(String sql, MemoryTable table) {
    if (sql.contains("FROM information_schema.COLUMNS")) {
      return rows(
          List.of(
              "COLUMN_NAME",
              "COLUMN_TYPE",
              "CHARACTER_SET_NAME",
              "IS_NULLABLE",
              "EXTRA",
              "GENERATION_EXPRESSION"),
          table.columns().stream().map(MemoryAnswer::column).toList());
    }
    if (sql.contains("FROM information_schema.TABLES")) {
      return rows(
          List.of("TABLE_COLLATION", "TABLE_TYPE", "ENGINE"),
          List.of(row(COLLATION, "BASE TABLE", "InnoDB")));
    }
    if (sql.startsWith("SHOW INDEX FROM")) {
      return rows(
          List.of("Key_name", "Column_name", "Sub_part", "Non_unique", "Index_type"),
          index(table.table()));
    }
    return sql.startsWith("SELECT 1 FROM")
        ? rows(List.of("1"), List.of())
        : error(UNKNOWN_STATEMENT, "a MemorySource does not know: " + sql);
  }

  private static List<@Nullable String> column(MemoryColumn described) {
    Column column = described.column();
    return row(
        column.name(),
        described.columnType(),
        described.isText() || described.isLabelled() ? CHARSET : null,
        column.isNullable() ? "YES" : "NO",
        column.isVisible() ? "" : "INVISIBLE",
        "");
  }

  private static List<List<@Nullable String>> index(Table table) {
    List<List<@Nullable String>> parts = new ArrayList<>();
    for (int column : table.primaryKey()) {
      parts.add(row("PRIMARY", table.column(column).name(), null, "0", "BTREE"));
    }
    return parts;
  }

  private static List<@Nullable String> row(@Nullable String... values) {
    return Arrays.asList(values);
  }

  private static List<List<@Nullable String>> variables(String sql, MemoryBinlog binlog) {
    Map<String, String> all =
        Map.of(
            "log_bin", "ON",
            "binlog_format", "ROW",
            "binlog_row_image", "FULL",
            "binlog_row_metadata", "FULL",
            "gtid_mode", "ON",
            "server_id", "1",
            "server_uuid", binlog.uuid().toString(),
            "version", MemoryBinlog.VERSION,
            "binlog_expire_logs_seconds", "0",
            "expire_logs_days", "0");
    List<List<@Nullable String>> rows = new ArrayList<>();
    Matcher names = NAME.matcher(sql);
    while (names.find()) {
      String value = all.get(names.group(1));
      if (value != null) {
        rows.add(List.of(names.group(1), value));
      }
    }
    return rows;
  }

  /** Returns the table that a query is about, as {@code database.table}; empty if it names none. */
  private static String subject(String sql) {
    List<String> names = new ArrayList<>();
    Matcher text = TEXT.matcher(sql);
    while (text.find()) {
      names.add(new String(HexFormat.of().parseHex(text.group(1)), StandardCharsets.UTF_8));
    }
    Matcher quoted = QUOTED.matcher(sql);
    while (quoted.find()) {
      names.add(quoted.group(1).replace("``", "`"));
    }
    if (names.size() < 2) {
      return "";
    }
    return sql.startsWith("SHOW INDEX")
        ? names.get(1) + "." + names.get(0)
        : names.get(0) + "." + names.get(1);
  }
}
