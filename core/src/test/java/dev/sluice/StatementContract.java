package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.event.RowChange;
import dev.sluice.event.SchemaChange;
import dev.sluice.schema.InMemorySchemaStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of statements, on every server, where the binlog names no columns. */
@Timeout(300)
abstract class StatementContract extends PipelineTestBase {
  final InMemorySchemaStore schemas = new InMemorySchemaStore();

  /** What lets the server log no names of columns, or log them again. */
  void namesColumns(boolean names) {
    mysql.execute("SET GLOBAL binlog_row_metadata = " + (names ? "FULL" : "MINIMAL"));
  }

  @BeforeEach
  void leaveNamesOut() {
    namesColumns(false);
  }

  @AfterEach
  void nameColumns() {
    namesColumns(true);
  }

  CdcPipeline.Builder remembering() {
    return pipeline().schemaStore(schemas);
  }

  List<SchemaChange> schemaChanges() {
    List<SchemaChange> changes = new ArrayList<>();
    sink.events().stream()
        .filter(SchemaChange.class::isInstance)
        .forEach(change -> changes.add((SchemaChange) change));
    return changes;
  }

  List<String> texts() {
    return schemaChanges().stream().map(SchemaChange::sql).toList();
  }

  /** Statements that execute one whose text is converted to the session's character set. */
  static List<String> converted(String sql) {
    String hex = HexFormat.of().formatHex(sql.getBytes(StandardCharsets.UTF_8));
    return List.of(
        "SET @s = CONVERT(x'" + hex + "' USING utf8mb4)", "PREPARE s FROM @s", "EXECUTE s");
  }

  static String values(RowChange change) {
    return change.row().toString().replaceFirst("^.*\\{", "{");
  }

  private static String names(RowChange change) {
    return change.table().name() + values(change);
  }

  @Test
  void textsAndNamesAreWhatTheSessionMeant() throws Exception {
    startAndConnect(remembering()).close();
    String gbk =
        "CREATE TABLE g (id INT PRIMARY KEY, 英 INT, e ENUM('模','息') CHARACTER SET utf8mb4)";
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    // The bytes are those of UTF-8: the server reads two characters for each é.
    script.add("CREATE TABLE l (id INT PRIMARY KEY, `é` INT, e ENUM('é'))");
    script.add("INSERT INTO l VALUES (1, 2, 1)");
    script.addAll(converted("CREATE TABLE größe (id INT PRIMARY KEY, a INT, b INT)"));
    script.addAll(converted("ALTER TABLE größe CHANGE a b INT, CHANGE b a INT"));
    script.addAll(converted("INSERT INTO größe VALUES (1, 2, 3)"));
    script.add("SET NAMES gbk");
    script.addAll(converted(gbk));
    script.add("INSERT INTO g VALUES (1, 2, 1)");
    script.add("SET NAMES binary");
    script.add("CREATE TABLE `bñ` (id INT PRIMARY KEY, `é` INT)");
    script.add("INSERT INTO `bñ` VALUES (1, 2)");
    sql(script.toArray(new String[0]));

    start(remembering());

    List<String> rows = awaitRows(4).stream().map(StatementContract::names).toList();
    assertEquals(
        List.of(
            "l{id=1, Ã©=2, e=Ã©}", "größe{id=1, b=2, a=3}", "g{id=1, 英=2, e=模}", "bñ{id=1, é=2}"),
        rows);
    assertEquals(
        List.of(
            "CREATE TABLE l (id INT PRIMARY KEY, `Ã©` INT, e ENUM('Ã©'))",
            "CREATE TABLE größe (id INT PRIMARY KEY, a INT, b INT)",
            "ALTER TABLE größe CHANGE a b INT, CHANGE b a INT",
            gbk,
            "CREATE TABLE `bñ` (id INT PRIMARY KEY, `é` INT)"),
        texts());
    assertEquals(
        List.of("l", "größe", "größe", "g", "bñ"),
        schemaChanges().stream().map(SchemaChange::table).toList());
  }

  @Test
  void whatTheServerWroteItselfIsInUtf8WhateverTheSession() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    script.addAll(converted("CREATE TEMPORARY TABLE mö (ö INT PRIMARY KEY, ü INT)"));
    script.addAll(converted("CREATE TABLE lä LIKE mö"));
    script.addAll(converted("INSERT INTO lä VALUES (1, 2)"));
    sql(script.toArray(new String[0]));

    start(remembering());

    assertEquals("lä{ö=1, ü=2}", names(awaitRows(1).get(0)));
    assertEquals("lä", schemaChanges().get(schemaChanges().size() - 1).table());
  }

  @Test
  void textOfAStatementAboutRowsIsWhatTheSessionMeant() throws Exception {
    startAndConnect(remembering());
    List<String> script = new ArrayList<>(List.of("CREATE TABLE t (id INT PRIMARY KEY)"));
    script.addAll(textsOfRows());
    script.addAll(converted("INSERT INTO t VALUES (1) /* 模 */"));

    sql(script.toArray(new String[0]));

    assertEquals("INSERT INTO t VALUES (1) /* 模 */", awaitRows(1).get(0).origin().statement());
  }

  /** What lets the server log the statements behind rows, in the character set of a session. */
  List<String> textsOfRows() {
    return List.of("SET binlog_rows_query_log_events = ON", "SET NAMES gbk");
  }
}
