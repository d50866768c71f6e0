package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.Column;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of hidden columns of MariaDB, and of rows of former versions. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class HiddenColumnsMariaDbIT extends PipelineTestBase {

  @AfterEach
  void nameColumns() {
    metadata("FULL");
  }

  private static void metadata(String value) {
    mysql.execute("SET GLOBAL binlog_row_metadata = " + value);
  }

  private void connect(String metadata) throws InterruptedException {
    metadata(metadata);
    startAndConnect(pipeline());
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL", "NO_LOG"})
  void hashesOfLongUniqueKeysAreNoColumns(String metadata) throws Exception {
    sql(
        "CREATE TABLE t (id INT NOT NULL, a TEXT NOT NULL, v VARCHAR(3000) CHARACTER SET utf8mb4"
            + " NOT NULL, UNIQUE u1 (a), UNIQUE u2 (v), UNIQUE u3 (id))",
        "CREATE TABLE u (v VARCHAR(3000) CHARACTER SET utf8mb4 NOT NULL UNIQUE)");
    connect(metadata);

    sql("INSERT INTO t VALUES (1, 'x', 'y')", "INSERT INTO u VALUES ('z')");
    awaitRows(2);

    assertEquals(List.of("+{id=1, a=x, v=y}", "+{v=z}"), changes());
    assertEquals(List.of("id"), key(rows().get(0).table()));
    assertEquals(List.of(), key(rows().get(1).table()));
  }

  /** An outer join lets all columns of its inner table look as if they could be NULL. */
  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void versionsInAnOuterJoinAreNoRows(String metadata) throws Exception {
    sql(
        "CREATE TABLE o (id INT PRIMARY KEY)",
        "CREATE TABLE t (id INT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING");
    connect(metadata);

    sql(
        "INSERT INTO o VALUES (1)",
        "INSERT INTO t VALUES (1, 10)",
        "UPDATE o LEFT JOIN t ON o.id = t.id SET t.a = 11",
        "DELETE t FROM o LEFT JOIN t ON o.id = t.id");
    awaitRows(4);

    assertEquals(
        List.of("+{id=1}", "+{id=1, a=10}", "{id=1, a=10}>{id=1, a=11}", "-{id=1, a=11}"),
        changes());
    assertEquals(List.of("id"), key(rows().get(3).table()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void versionsOfRowsAreNoRows(String metadata) throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, n INT WITHOUT SYSTEM VERSIONING, b TEXT UNIQUE)"
            + " WITH SYSTEM VERSIONING",
        "CREATE TABLE u (a INT NOT NULL UNIQUE) WITH SYSTEM VERSIONING",
        "CREATE TABLE k (a INT) WITH SYSTEM VERSIONING");
    connect(metadata);

    sql(
        "INSERT INTO t VALUES (1, 10, 5, 'x')",
        "UPDATE t SET a = 11",
        "UPDATE t SET n = 6",
        "REPLACE INTO t VALUES (1, 12, 7, 'y')",
        "UPDATE t SET id = 2",
        "DELETE FROM t",
        "DELETE HISTORY FROM t",
        "INSERT INTO u VALUES (1)",
        "UPDATE u SET a = 2",
        "DELETE FROM u",
        "INSERT INTO k VALUES (1)",
        "UPDATE k SET a = 2",
        "SET binlog_row_image = MINIMAL",
        "INSERT INTO u VALUES (3)",
        "UPDATE u SET a = 4",
        "DELETE FROM u");
    awaitRows(14);

    assertEquals(
        List.of(
            "+{id=1, a=10, n=5, b=x}",
            "{id=1, a=10, n=5, b=x}>{id=1, a=11, n=5, b=x}",
            "{id=1, a=11, n=5, b=x}>{id=1, a=11, n=6, b=x}",
            "{id=1, a=11, n=6, b=x}>{id=1, a=12, n=7, b=y}",
            "{id=1, a=12, n=7, b=y}>{id=2, a=12, n=7, b=y}",
            "-{id=2, a=12, n=7, b=y}",
            "+{a=1}",
            "{a=1}>{a=2}",
            "-{a=2}",
            "+{a=1}",
            "{a=1}>{a=2}",
            "+{a=3}",
            "{a=3}>{a=4}",
            "-{a=4}"),
        changes());
    assertEquals(List.of("id"), key(rows().get(0).table()));
    assertEquals(List.of("a"), key(rows().get(6).table()));
    assertEquals(List.of(), key(rows().get(9).table()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void declaredTimesOfVersionsAreColumns(String metadata) throws Exception {
    sql(
        "CREATE TABLE t (id INT, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE,"
            + " e TIMESTAMP(6) GENERATED ALWAYS AS ROW END, b INT,"
            + " PERIOD FOR SYSTEM_TIME (s, e), PRIMARY KEY (id)) WITH SYSTEM VERSIONING");
    connect(metadata);

    sql(
        "INSERT INTO t (id, b) VALUES (1, 2)",
        "UPDATE t SET b = 3",
        "DELETE FROM t",
        "INSERT INTO t (id, b) VALUES (4, 5)");
    List<RowChange> rows = awaitRows(4);

    assertEquals(
        List.of("RowInsert", "RowUpdate", "RowDelete", "RowInsert"),
        rows.stream().map(row -> row.getClass().getSimpleName()).toList());
    Table table = rows.get(0).table();
    assertEquals(List.of("id", "s", "e", "b"), table.columns().stream().map(Column::name).toList());
    assertEquals(List.of("id"), key(table));
    assertEquals(List.of(true, false, true, true), visible(table));
    assertEquals("4", rows.get(3).row().getString("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void columnsThatOnlyLookLikeVersionsAreColumns(String metadata) throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, row_start TIMESTAMP(6) NOT NULL,"
            + " row_end TIMESTAMP(6) NOT NULL)");
    connect(metadata);

    sql("SET time_zone = '+00:00'", "INSERT INTO t VALUES (1, '2001-01-01', '2002-02-02')");

    assertEquals(
        database
            + ".t{id=1, row_start=2001-01-01 00:00:00.000000, row_end=2002-02-02 00:00:00.000000}",
        awaitRows(1).get(0).row().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void updatesWithoutDuplicatesAreComplete(String metadata) throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b TEXT)");
    connect(metadata);

    sql(
        "SET binlog_row_image = FULL_NODUP",
        "INSERT INTO t VALUES (1, 2, NULL)",
        "UPDATE t SET a = 3",
        "UPDATE t SET b = 'x', a = NULL");
    awaitRows(3);

    assertEquals(
        List.of(
            "+{id=1, a=2, b=null}",
            "{id=1, a=2, b=null}>{id=1, a=3, b=null}",
            "{id=1, a=3, b=null}>{id=1, a=null, b=x}"),
        changes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void sequencesAreTablesOfEightColumns(String metadata) throws Exception {
    sql("CREATE SEQUENCE s");
    connect(metadata);

    sql("SELECT NEXTVAL(s)");

    Table table = awaitRows(1).get(0).table();
    assertEquals(8, table.columns().size());
    assertEquals("next_not_cached_value", table.column(0).name());
    assertEquals(List.of(), key(table));
  }

  private static List<String> key(Table table) {
    return table.primaryKey().stream().map(index -> table.column(index).name()).toList();
  }

  private static List<Boolean> visible(Table table) {
    return table.columns().stream().map(Column::isVisible).toList();
  }

  private List<String> changes() {
    List<String> texts = new ArrayList<>();
    for (RowChange change : rows()) {
      if (change instanceof RowInsert insert) {
        texts.add("+" + values(insert.after().toString()));
      } else if (change instanceof RowDelete delete) {
        texts.add("-" + values(delete.before().toString()));
      } else if (change instanceof RowUpdate update) {
        texts.add(values(update.before().toString()) + ">" + values(update.after().toString()));
      }
    }
    return texts;
  }

  private static String values(String row) {
    return row.substring(row.indexOf('{'));
  }
}
