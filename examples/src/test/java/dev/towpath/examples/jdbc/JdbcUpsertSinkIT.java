package dev.towpath.examples.jdbc;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.EventKind;
import dev.towpath.event.Table;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.testkit.DurableRow;
import dev.towpath.sink.testkit.EveryType;
import dev.towpath.sink.testkit.Fidelity;
import dev.towpath.sink.testkit.SinkContract;
import dev.towpath.sink.testkit.TestEvents;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of sinks, on a real server as the target. */
class JdbcUpsertSinkIT extends SinkContract {
  private static final Set<ColumnType> TYPES =
      // MySQL 8.0 has no vectors.
      EnumSet.complementOf(EnumSet.of(ColumnType.VECTOR));
  private static final List<Table> TABLES =
      List.of(
          TestEvents.orders(),
          TestEvents.table("shop.items")
              .column(Column.builder("order_id", ColumnType.BIGINT).typeText("bigint").build())
              .column(Column.builder("line", ColumnType.INT).typeText("int").build())
              .column(Column.builder("note", ColumnType.VARCHAR).typeText("varchar(20)").build())
              .primaryKey("order_id", "line")
              .build(),
          EveryType.table(TYPES));

  private static EmbeddedMySql target;
  private @Nullable Connection blocker;

  @BeforeAll
  static void startTarget() {
    target = EmbeddedMySql.builder().options("--skip-log-bin", "--lock-wait-timeout=20").start();
  }

  @AfterAll
  static void stopTarget() {
    target.close();
  }

  @BeforeEach
  void createTables() {
    target.execute("DROP DATABASE IF EXISTS towpath");
    for (Table table : TABLES) {
      String columns =
          IntStream.range(0, table.columns().size())
              .mapToObj(index -> definition(table, index))
              .collect(Collectors.joining(", "));
      String key =
          table.primaryKey().stream()
              .map(index -> table.column(index).name())
              .collect(Collectors.joining(", "));
      target.execute(
          "CREATE DATABASE IF NOT EXISTS " + table.database(),
          "DROP TABLE IF EXISTS " + table.qualifiedName(),
          "CREATE TABLE %s (%s, PRIMARY KEY (%s)) CHARACTER SET utf8mb4 ROW_FORMAT=DYNAMIC"
              .formatted(table.qualifiedName(), columns, key));
    }
  }

  private static String definition(Table table, int index) {
    Column column = table.column(index);
    String isNull = table.primaryKey().contains(index) ? "NOT NULL" : "NULL";
    return "%s %s %s".formatted(column.name(), column.typeText(), isNull);
  }

  @Override
  protected Sink create(SinkContext context) throws Exception {
    String url = "jdbc:mariadb://127.0.0.1:" + target.port() + "/";
    return JdbcUpsertSink.to(url, "root", () -> "").create(context);
  }

  @Override
  protected Fidelity fidelity() {
    return Fidelity.IDEMPOTENT;
  }

  @Override
  protected Set<ColumnType> columnTypes() {
    return TYPES;
  }

  @Override
  protected List<DurableRow> durable() throws SQLException {
    List<DurableRow> durable = new ArrayList<>();
    try (Connection connection = target.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET time_zone = '+00:00'");
      for (Table table : TABLES) {
        try (ResultSet rows = statement.executeQuery("SELECT " + columns(table))) {
          while (rows.next()) {
            durable.add(row(table, rows));
          }
        }
      }
    }
    return durable;
  }

  /**
   * Returns expressions for the text of each column, because the driver would render some
   * differently.
   */
  private static String columns(Table table) {
    return table.columns().stream()
            .map(column -> isBinary(column) ? column.name() : "CONCAT(%s)".formatted(column.name()))
            .collect(Collectors.joining(", "))
        + " FROM "
        + table.qualifiedName();
  }

  private static boolean isBinary(Column column) {
    return switch (column.type()) {
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY -> true;
      default -> false;
    };
  }

  private static DurableRow row(Table table, ResultSet rows) throws SQLException {
    var columns = new LinkedHashMap<String, @Nullable String>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.column(i);
      String text = rows.getString(i + 1);
      if (isBinary(column) && text != null) {
        text = "0x" + HexFormat.of().withUpperCase().formatHex(rows.getBytes(i + 1));
      }
      columns.put(column.name(), text);
    }
    String key =
        table.primaryKey().stream()
            .map(index -> columns.get(table.column(index).name()))
            .collect(Collectors.joining(","));
    return new DurableRow(EventKind.INSERT, table.qualifiedName(), key, columns);
  }

  /** Returns much less than the sink would wait for a lock. */
  @Override
  protected Duration promptly() {
    return Duration.ofSeconds(5);
  }

  /** Takes a lock and keeps it, so that the sink's statements wait. */
  @Override
  protected boolean hangDestination() throws SQLException {
    Connection connection = target.connection();
    blocker = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLES shop.orders WRITE, shop.items WRITE, towpath.progress WRITE");
    }
    return true;
  }

  @Override
  protected boolean breakDestination() {
    target.kill();
    return true;
  }

  @Override
  protected void repairDestination() throws SQLException {
    if (blocker != null) {
      blocker.close();
      blocker = null;
    }
    try {
      target.pid();
    } catch (IllegalStateException down) {
      target.start();
    }
  }
}
