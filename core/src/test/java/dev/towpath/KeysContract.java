package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.TableFilter;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests that the key of a table is the same whether or not the binlog tells it. */
abstract class KeysContract extends PipelineTestBase {
  private static final List<String> TABLES =
      List.of(
          "pk (a INT, b INT NOT NULL, PRIMARY KEY (b, a), UNIQUE (b))",
          "prefix (a VARCHAR(9), b INT NOT NULL, PRIMARY KEY (a(3)))",
          "none (a INT UNIQUE, b INT NOT NULL)",
          "one (a INT, b INT NOT NULL UNIQUE)",
          "nullable_first (a INT, b INT NOT NULL, UNIQUE (a), UNIQUE (b))",
          "in_order (a INT NOT NULL, b INT NOT NULL, UNIQUE z (b, a), UNIQUE a (a))",
          "partial (a VARCHAR(9) NOT NULL, b INT NOT NULL, UNIQUE (a(5)), UNIQUE (b))",
          "whole (b INT NOT NULL, a VARCHAR(9) NOT NULL, UNIQUE (a(9)), UNIQUE (b))",
          "tiny (b INT NOT NULL, a TINYTEXT NOT NULL, UNIQUE (a(255))) DEFAULT CHARSET=latin1",
          "tiny_last (b INT NOT NULL, a TINYBLOB NOT NULL, UNIQUE (a(255)), UNIQUE (b))",
          "computed (b INT NOT NULL, v INT AS (b + 1) VIRTUAL, s INT AS (b) STORED, UNIQUE (v))",
          "large (a BLOB NOT NULL, b INT NOT NULL, UNIQUE (a(100)))");

  @Test
  void keyIsTheSameInEveryModeOfMetadata() throws Exception {
    for (String table : TABLES) {
      sql("CREATE TABLE " + table);
    }
    // Their order among keys stays although both are NOT NULL now.
    sql("ALTER TABLE nullable_first MODIFY a INT NOT NULL");
    startAndConnect(pipeline());

    metadata("MINIMAL");
    insert(1);
    Map<String, List<String>> minimal = keys(awaitRows(TABLES.size()));
    metadata("FULL");
    insert(2);
    Map<String, List<String>> full = keys(awaitRows(2 * TABLES.size()));

    assertEquals(full.toString(), minimal.toString());
    assertEquals(List.of("b"), minimal.get("nullable_first"));
    assertEquals(List.of("b", "a"), minimal.get("in_order"));
    assertEquals(List.of(), minimal.get("none"));
    assertEquals(List.of("a"), minimal.get("tiny"));
  }

  @Test
  void keysFollowStatementsThatAreReadLate() throws Exception {
    metadata("MINIMAL");
    sql("CREATE TABLE t (id INT, a INT NOT NULL, b INT NOT NULL)");
    var schemas = new InMemorySchemaStore();
    startAndConnect(pipeline().schemaStore(schemas)).close();
    sql(
        "INSERT INTO t VALUES (1, 1, 1)",
        "ALTER TABLE t ADD UNIQUE (id), ADD KEY (a), ADD UNIQUE (a), ADD UNIQUE (b)",
        "INSERT INTO t VALUES (2, 2, 2)",
        "ALTER TABLE t DROP KEY a_2, CHANGE b c INT NOT NULL",
        "INSERT INTO t VALUES (3, 3, 3)",
        "ALTER TABLE t MODIFY c INT",
        "INSERT INTO t VALUES (4, 4, 4)",
        "CREATE UNIQUE INDEX u ON t (c, a)",
        "ALTER TABLE t MODIFY c INT NOT NULL, MODIFY id INT NOT NULL",
        "INSERT INTO t VALUES (5, 5, 5)",
        "DROP INDEX b ON t",
        "DROP INDEX id ON t",
        "INSERT INTO t VALUES (6, 6, 6)",
        "ALTER TABLE t ADD PRIMARY KEY (a)",
        "INSERT INTO t VALUES (7, 7, 7)");
    String last =
        mysql.query("SHOW INDEX FROM " + database + ".t").stream()
            .map(row -> row.get(2) + " " + row.get(4))
            .toList()
            .toString();

    start(pipeline().schemaStore(schemas));

    assertEquals(
        List.of("[]", "[a]", "[c]", "[]", "[c]", "[c, a]", "[a]"),
        awaitRows(7).stream().map(KeysContract::key).toList(),
        last);
  }

  @Test
  void keysOfForeignKeysGiveWayToOthersThatBeginWithThem() throws Exception {
    metadata("MINIMAL");
    sql("CREATE TABLE p (id INT PRIMARY KEY)", "INSERT INTO p VALUES (1), (2), (3), (4), (5)");
    var schemas = new InMemorySchemaStore();
    startAndConnect(pipeline().schemaStore(schemas)).close();
    String table = "(a INT NOT NULL, b INT, FOREIGN KEY (a) REFERENCES p (id) %s)";
    sql(
        "CREATE TABLE t " + table.formatted(""),
        "ALTER TABLE t ADD UNIQUE (a)",
        "INSERT INTO t VALUES (1, 1)",
        "ALTER TABLE t DROP FOREIGN KEY t_ibfk_1, DROP KEY a",
        "INSERT INTO t VALUES (2, 2)",
        "CREATE TABLE u " + table.formatted(", UNIQUE (a)"),
        "INSERT INTO u VALUES (3, 3)",
        "ALTER TABLE u DROP FOREIGN KEY u_ibfk_1, DROP KEY a",
        "INSERT INTO u VALUES (4, 4)",
        "DROP TABLE t, u");

    start(pipeline().schemaStore(schemas));

    assertEquals(
        List.of("[a]", "[]", "[a]", "[]"), awaitRows(4).stream().map(KeysContract::key).toList());
  }

  @Test
  void timestampsAreNotNullIfTheSessionSaysSo() throws Exception {
    metadata("MINIMAL");
    sql("CREATE TABLE t (id INT)");
    var schemas = new InMemorySchemaStore();
    startAndConnect(pipeline().schemaStore(schemas)).close();
    List<String> expected = new ArrayList<>();
    for (int explicit = 0; explicit < 2; explicit++) {
      String set = "SET SESSION explicit_defaults_for_timestamp = " + explicit;
      String given = "CREATE TABLE given (a TIMESTAMP, b INT NOT NULL, UNIQUE (a), UNIQUE (b))";
      sql("CREATE TABLE added (b INT NOT NULL)", "CREATE TABLE changed (a INT, b INT NOT NULL)");
      sql(set, given, given.replace("given", "nullable").replace("TIMESTAMP", "TIMESTAMP NULL"));
      sql(set, "ALTER TABLE added ADD a TIMESTAMP, ADD UNIQUE (a), ADD UNIQUE (b)");
      sql(set, "ALTER TABLE changed MODIFY a TIMESTAMP, ADD UNIQUE (a), ADD UNIQUE (b)");
      for (String table : List.of("given", "nullable", "added", "changed")) {
        sql("INSERT INTO " + table + " (a, b) VALUES ('2020-01-01', 1)");
        expected.add(keyOnServer(table));
        // The server cannot be asked any more when the pipeline gets there.
        sql("DROP TABLE " + table);
      }
    }

    start(pipeline().schemaStore(schemas));

    assertEquals(expected, awaitRows(8).stream().map(KeysContract::key).toList());
    assertEquals(
        List.of("[a]", "[b]", "[a]", "[a]", "[b]", "[b]", "[b]", "[b]"), expected, "on the server");
  }

  String keyOnServer(String table) {
    return mysql
        .query(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE COLUMN_KEY = 'PRI' AND"
                + " TABLE_SCHEMA = '%s' AND TABLE_NAME = '%s'".formatted(database, table))
        .stream()
        .map(row -> row.get(0))
        .toList()
        .toString();
  }

  @Test
  void keyThatWasAddedLaterIsNoneOfTheRowsBefore() throws Exception {
    metadata("MINIMAL");
    sql(
        "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL)",
        "CREATE TABLE p (a INT NOT NULL PRIMARY KEY, b INT NOT NULL)");
    var before = new InMemoryPositionStore();
    startAndConnect(pipeline()).close();
    startAndConnect(pipeline(before)).close();
    sql(
        "INSERT INTO p VALUES (1, 1)",
        "ALTER TABLE p ADD UNIQUE (b)",
        "INSERT INTO t VALUES (1, 1)",
        "CREATE UNIQUE INDEX u ON t (b)");

    start(pipeline().tables(TableFilter.include(database + ".p")));
    assertEquals("[a]", key(awaitRows(1).get(0)));

    CdcPipeline late = start(pipeline(before).tables(TableFilter.include(database + ".t")));
    String message =
        String.valueOf(
            assertThrows(CdcException.class, () -> late.awaitStopped(LIMIT)).getMessage());
    assertTrue(message.contains("CREATE UNIQUE INDEX u ON t (b)"), message);
  }

  static String key(RowChange row) {
    Table table = row.table();
    return table.primaryKey().stream().map(index -> table.column(index).name()).toList() + "";
  }

  private void insert(int value) {
    for (String table : TABLES) {
      String name = table.substring(0, table.indexOf(' '));
      boolean computed = name.equals("computed");
      sql(
          "INSERT INTO %s (%s) VALUES (%s)"
              .formatted(name, computed ? "b" : "a, b", computed ? value : value + ", " + value));
    }
  }

  /** Sets {@code binlog_row_metadata}, if the server has it; otherwise it names no columns. */
  static void metadata(String value) {
    if (!mysql.query("SHOW GLOBAL VARIABLES LIKE 'binlog_row_metadata'").isEmpty()) {
      mysql.execute("SET GLOBAL binlog_row_metadata = " + value);
    }
  }

  private static Map<String, List<String>> keys(List<RowChange> rows) {
    Map<String, List<String>> keys = new TreeMap<>();
    for (RowChange row : rows) {
      Table table = row.table();
      keys.put(
          table.name(),
          table.primaryKey().stream().map(index -> table.column(index).name()).toList());
    }
    return keys;
  }
}
