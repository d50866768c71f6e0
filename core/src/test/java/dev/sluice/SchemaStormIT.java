package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.embedded.MySqlVersion;
import dev.sluice.event.ChangeEvent;
import dev.sluice.event.Column;
import dev.sluice.event.RowInsert;
import dev.sluice.event.Table;
import dev.sluice.filter.TableFilter;
import dev.sluice.internal.schema.DdlStorm;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.position.FilePositionStore;
import dev.sluice.schema.FileSchemaStore;
import dev.sluice.sink.testkit.RecordingSink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random DDL and rows while the pipeline is down, so that it meets all of it late, without names in
 * the binlog; and again, with stops in between. Every row must come with the names, values and keys
 * it was written with.
 */
@Timeout(300)
class SchemaStormIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> TABLES = List.of("a", "b", "c");
  private static final int ROUNDS = 4;
  private static final int STATEMENTS = 60;

  private final RecordingSink sink = new RecordingSink();
  private final List<String> written = new ArrayList<>();
  private final FilePositionStore positions;
  private final Path directory;

  SchemaStormIT(@TempDir Path directory) {
    this.directory = directory;
    this.positions = FilePositionStore.at(directory);
  }

  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_5_7", "MYSQL_8_0"})
  void everyRowHasTheDefinitionItWasWrittenWith(MySqlVersion version) throws Exception {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    System.out.println("-Dsluice.seed=" + seed);
    var random = new Random(seed);
    EmbeddedMySql.Builder builder = EmbeddedMySql.builder().version(version);
    if (version == MySqlVersion.MYSQL_8_0) {
      builder.options("--binlog-row-metadata=MINIMAL");
    }
    try (EmbeddedMySql mysql = builder.start();
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      mysql.createReplicationUser("cdc", "secret");
      statement.execute("CREATE DATABASE d CHARACTER SET latin1");
      statement.execute("USE d");
      statement.execute("SET sql_mode = ''");
      statement.execute("CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(10))");
      try (CdcPipeline pipeline = start(mysql)) {
        PipelineTestBase.await(LIMIT, () -> pipeline.status().acknowledgedPosition() != null);
      }
      var storm = new DdlStorm(random, TABLES);
      for (int round = 0; round < ROUNDS; round++) {
        rage(storm, random, statement);
        follow(mysql, written.size() - random.nextInt(STATEMENTS / 2));
        follow(mysql, written.size());
      }
    }
    assertTrue(written.size() > ROUNDS * STATEMENTS / 2, written.size() + " rows were written");
    assertEquals(written, distinct(read()));
  }

  private CdcPipeline start(EmbeddedMySql mysql) {
    CdcPipeline pipeline =
        CdcPipeline.builder()
            .name("storm")
            .source(
                MySqlSource.builder("127.0.0.1", mysql.port())
                    .credentials("cdc", () -> "secret")
                    .serverId(9002)
                    .heartbeatInterval(Duration.ofMillis(500))
                    .build())
            .tables(TableFilter.include("d.*"))
            .positionStore(positions)
            .schemaStore(FileSchemaStore.at(directory))
            .saveInterval(Duration.ZERO)
            .flush(FlushPolicy.every(Duration.ofMillis(5)))
            .sink(sink.factory())
            .build();
    pipeline.start();
    return pipeline;
  }

  /** Runs the pipeline until it has delivered at least so many rows. */
  private void follow(EmbeddedMySql mysql, int rows) throws Exception {
    try (CdcPipeline pipeline = start(mysql)) {
      PipelineTestBase.await(
          LIMIT,
          () -> {
            PipelineStatus status = pipeline.status();
            assertFalse(status.state().isFinal(), () -> status.toString());
            return distinct(read()).size() >= rows;
          });
    }
  }

  private void rage(DdlStorm storm, Random random, Statement statement) throws SQLException {
    int applied = 0;
    while (applied < STATEMENTS) {
      String sql = storm.next(table -> columns(statement, table).stream().map(c -> c[0]).toList());
      try {
        statement.execute(sql);
        applied++;
      } catch (SQLException e) {
        // Not every statement fits the tables there are.
      }
      insert(statement, TABLES.get(random.nextInt(TABLES.size())), 1 + random.nextInt(8));
    }
  }

  private void insert(Statement statement, String table, int seed) throws SQLException {
    List<String[]> columns = columns(statement, table);
    if (columns.isEmpty()) {
      return;
    }
    statement.execute("DELETE FROM " + table);
    List<String> names = columns.stream().map(column -> column[0]).toList();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(value(columns.get(i)[1], 1 + (seed + i) % 9));
    }
    statement.execute(
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(table, String.join(", ", names), String.join(", ", values)));
    written.add(table + key(statement, table) + row(statement, table, columns));
  }

  /** A value that differs between neighbours, so that exchanged columns are noticed. */
  private static String value(String type, int digit) {
    String name = type.split("[( ]", -1)[0];
    return switch (name) {
      case "enum", "set" -> "1";
      case "date", "datetime", "timestamp" -> "'2001-02-0" + digit + "'";
      case "time" -> "'00:00:0" + digit + "'";
      case "year" -> "200" + digit;
      case "bit" -> "1";
      case "geometry", "point" -> "ST_GeomFromText('POINT(1 " + digit + ")')";
      default -> "'" + digit + "'";
    };
  }

  private static List<String[]> columns(Statement statement, String table) {
    try (ResultSet result =
        statement.executeQuery(
            "SELECT COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA ="
                + " 'd' AND TABLE_NAME = '"
                + table
                + "' ORDER BY ORDINAL_POSITION")) {
      List<String[]> columns = new ArrayList<>();
      while (result.next()) {
        columns.add(new String[] {result.getString(1), result.getString(2)});
      }
      return columns;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key(Statement statement, String table) throws SQLException {
    List<String> key = new ArrayList<>();
    try (ResultSet result =
        statement.executeQuery(
            "SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = 'd' AND"
                + " INDEX_NAME = 'PRIMARY' AND TABLE_NAME = '"
                + table
                + "' ORDER BY SEQ_IN_INDEX")) {
      while (result.next()) {
        key.add(result.getString(1));
      }
    }
    return key.toString();
  }

  private static String row(Statement statement, String table, List<String[]> columns)
      throws SQLException {
    var row = new StringBuilder("{");
    List<String> shown =
        columns.stream().map(c -> isShown(c[1]) ? "CAST(`" + c[0] + "` AS CHAR)" : "'#'").toList();
    try (ResultSet result =
        statement.executeQuery("SELECT " + String.join(", ", shown) + " FROM " + table)) {
      result.next();
      for (int i = 0; i < columns.size(); i++) {
        row.append(columns.get(i)[0]).append(' ').append(canonical(columns.get(i)[1])).append('=');
        row.append(result.getString(i + 1)).append(", ");
      }
    }
    return row.append('}').toString();
  }

  private List<String> read() {
    List<String> rows = new ArrayList<>();
    for (ChangeEvent event : sink.events()) {
      if (event instanceof RowInsert insert) {
        Table table = insert.table();
        List<String> key =
            table.primaryKey().stream().map(index -> table.column(index).name()).toList();
        var row = new StringBuilder(table.name()).append(key).append('{');
        for (int i = 0; i < table.columns().size(); i++) {
          Column column = table.column(i);
          row.append(column.name()).append(' ').append(canonical(column.typeText())).append('=');
          row.append(isShown(column.typeText()) ? insert.after().getString(i) : "#").append(", ");
        }
        rows.add(insert.origin().file() + insert.origin().offset() + " " + row.append('}'));
      }
    }
    return rows;
  }

  /** What is delivered again after a stop counts once; the place tells. */
  private static List<String> distinct(List<String> rows) {
    return rows.stream().distinct().map(row -> row.substring(row.indexOf(' ') + 1)).toList();
  }

  /** Bytes have no text that both sides agree on, and ZEROFILL is not in the binlog. */
  private static boolean isShown(String type) {
    return !type.toLowerCase(Locale.ROOT)
        .matches(
            "(bit|binary|varbinary|tinyblob|blob|mediumblob|longblob|geometry|point).*|.*zerofill");
  }

  private static String canonical(String type) {
    return type.toLowerCase(Locale.ROOT);
  }
}
