package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.embedded.MySqlVersion;
import dev.sluice.event.Column;
import dev.sluice.event.EventKind;
import dev.sluice.event.RowChange;
import dev.sluice.event.SchemaChange;
import dev.sluice.event.SchemaChange.TableChange;
import dev.sluice.event.StatementChange;
import dev.sluice.event.Table;
import dev.sluice.event.TableName;
import dev.sluice.filter.StatementFilter;
import dev.sluice.filter.TableFilter;
import dev.sluice.schema.InMemorySchemaStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

  @Test
  void schemaChangesRunAgainOnAnotherServerGiveTheSameTables() throws Exception {
    String other = database + "_b";
    startAndConnect(remembering().tables(TableFilter.include(database + "*.*")));
    sql(replayable(other).toArray(new String[0]));
    sql("CREATE TABLE last (id INT PRIMARY KEY)");
    await(() -> texts().contains("CREATE TABLE last (id INT PRIMARY KEY)"));

    try (EmbeddedMySql second = EmbeddedMySql.builder().version(version()).start()) {
      second.execute("CREATE DATABASE " + database);
      try (Connection connection = second.connection();
          Statement statement = connection.createStatement()) {
        for (SchemaChange change : schemaChanges()) {
          for (String sql : change.session().statements()) {
            statement.execute(sql);
          }
          statement.execute(change.sql());
        }
      }

      assertEquals(columns(mysql), columns(second));
    }
  }

  private List<String> replayable(String other) {
    List<String> script =
        new ArrayList<>(
            List.of(
                "SET collation_server = latin1_german1_ci",
                "CREATE DATABASE " + other,
                "SET NAMES utf8mb4, collation_server = utf8mb4_bin",
                "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(9))",
                "CREATE TABLE " + other + ".x LIKE t",
                // Into the default database of the session, which is not that of the table.
                "ALTER TABLE " + other + ".x RENAME x2",
                "SET SESSION sql_mode = 'ANSI_QUOTES,REAL_AS_FLOAT,NO_BACKSLASH_ESCAPES'",
                "CREATE TABLE \"a b\" (\"c`d\" REAL, e ENUM('\\', 'n') DEFAULT '\\')",
                "SET SESSION sql_mode = ''",
                "CREATE TABLE z (d DATE DEFAULT '0000-00-00')",
                "SET SESSION foreign_key_checks = 0",
                "CREATE TABLE f (id INT, FOREIGN KEY (id) REFERENCES absent (id)) ENGINE=InnoDB",
                "SET SESSION foreign_key_checks = 1, time_zone = '+03:00'",
                "CREATE TABLE w (t TIMESTAMP DEFAULT '2020-01-01 00:00:00')",
                "SET SESSION time_zone = 'SYSTEM'",
                "SET NAMES latin1",
                "CREATE TABLE l (`é` INT, e ENUM('é'), c VARCHAR(9) DEFAULT 'é')",
                "DROP TABLE t"));
    script.addAll(onlyHere());
    return script;
  }

  /** What only this server accepts, to be run again on another. */
  List<String> onlyHere() {
    return List.of(
        "SET SESSION explicit_defaults_for_timestamp = 0",
        "CREATE TABLE i (t TIMESTAMP, u TIMESTAMP)",
        "SET SESSION explicit_defaults_for_timestamp = 1",
        "CREATE TABLE i2 (t TIMESTAMP, u TIMESTAMP)");
  }

  private MySqlVersion version() {
    return getClass().getAnnotation(OnServer.class).value();
  }

  private List<List<@Nullable String>> columns(EmbeddedMySql server) {
    return server.query(
        "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME,"
            + " COLLATION_NAME, COLUMN_DEFAULT, IS_NULLABLE, EXTRA FROM information_schema.COLUMNS"
            + " WHERE TABLE_SCHEMA LIKE '"
            + database
            + "%' ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION");
  }

  @Test
  void definitionsBeforeAndAfterAreKnownToSinks() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a BIGINT UNSIGNED, e ENUM('x','y'))");
    startAndConnect(remembering());

    sql("ALTER TABLE t DROP COLUMN a", "RENAME TABLE t TO u", "DROP TABLE u");
    await(() -> schemaChanges().size() == 3);

    assertEquals(
        List.of(
            "ALTER_TABLE t [id, a, e]>[id, e]",
            "RENAME_TABLE t [id, e]>null u null>[id, e]",
            "DROP_TABLE u [id, e]>null"),
        schemaChanges().stream().map(StatementContract::effect).toList());
    assertEquals(
        List.of(0),
        Objects.requireNonNull(schemaChanges().get(0).changes().get(0).before()).primaryKey());
  }

  private static String effect(SchemaChange change) {
    var text = new StringBuilder(change.action().name());
    for (TableChange table : change.changes()) {
      text.append(' ')
          .append(table.table().table())
          .append(' ')
          .append(names(table.before()))
          .append('>')
          .append(names(table.after()));
    }
    return text.toString();
  }

  private static @Nullable List<String> names(@Nullable Table table) {
    return table == null ? null : table.columns().stream().map(Column::name).toList();
  }

  @Test
  void databasesThatNobodyCapturesAreNotDelivered() throws Exception {
    startAndConnect(remembering());
    mysql.execute("CREATE DATABASE elsewhere", "DROP DATABASE elsewhere");

    sql("ALTER DATABASE " + database + " CHARACTER SET latin1");
    await(() -> schemaChanges().size() == 1);

    assertEquals(List.of("ALTER DATABASE " + database + " CHARACTER SET latin1"), texts());
    assertEquals(database, schemaChanges().get(0).database());
    assertEquals(SchemaChange.Action.ALTER_DATABASE, schemaChanges().get(0).action());
  }

  @Test
  void rowsChangedByAStatementAreNoSchemaChange() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
    startAndConnect(remembering().tables(TableFilter.include(database + ".t")));

    sql(
        "SET SESSION binlog_format = STATEMENT",
        "INSERT INTO other VALUES (1)",
        "INSERT INTO t VALUES (1)",
        "UPDATE " + database + ".t SET id = 2",
        "SET SESSION binlog_format = ROW",
        "INSERT INTO t VALUES (3)");
    awaitRows(1);

    List<StatementChange> statements =
        sink.events().stream()
            .filter(StatementChange.class::isInstance)
            .map(StatementChange.class::cast)
            .toList();
    assertEquals(
        List.of("INSERT INTO t VALUES (1)", "UPDATE " + database + ".t SET id = 2"),
        statements.stream().map(StatementChange::sql).toList());
    for (StatementChange statement : statements) {
      assertEquals(List.of(new TableName(database, "t")), statement.tables());
      assertEquals(EventKind.STATEMENT, statement.kind());
    }
    assertEquals(List.of(), schemaChanges());
  }

  @Test
  void accountsAreDeliveredOnRequestAndSecretsOnFurtherRequest() throws Exception {
    String account = "u" + Integer.toUnsignedString(database.hashCode()) + "@localhost";
    String server = "s" + Integer.toUnsignedString(database.hashCode());
    String link =
        "CREATE SERVER %s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'r', PASSWORD 'geheim', HOST 'h', DATABASE 'd')"
            .formatted(server);
    startAndConnect(remembering().name("usual"));
    startAndConnect(remembering().name("asked").statements(StatementFilter.all().withDcl()));
    sql("CREATE USER " + account + " IDENTIFIED BY 'geheim'", link, "DROP SERVER " + server);
    sql("CREATE TABLE last (id INT PRIMARY KEY)");
    await(() -> Collections.frequency(texts(), "CREATE TABLE last (id INT PRIMARY KEY)") == 2);
    String all = String.join("\n", texts());
    mysql.execute("DROP USER " + account);

    assertEquals(1, texts().stream().filter(sql -> sql.startsWith("CREATE USER")).count(), all);
    assertTrue(all.contains("<secret>"), all);
    assertFalse(all.contains("geheim") || all.matches("(?s).*'[*$].*"), all);
  }

  /** The format in which sessions log what they do to temporary tables. */
  String formatOfTemporaryTables() {
    return "STATEMENT";
  }

  @Test
  void temporaryTwinsAreNotTheTable() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(remembering()).close();
    String twin = "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, a INT, b INT)";
    String swap = "ALTER TABLE t CHANGE a x INT, CHANGE b a INT";
    sql("SET SESSION binlog_format = " + formatOfTemporaryTables(), twin, swap, "DROP TABLE t");
    sql("INSERT INTO t VALUES (1, 2, 3)");

    start(remembering());

    assertEquals("{id=1, a=2, b=3}", values(awaitRows(1).get(0)));
    assertEquals(List.of(), texts());
  }

  @Test
  void aTwinThatWasCreatedBeforeTheStreamBeganIsNoReasonToRename() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    CdcPipeline first = startAndConnect(remembering());
    try (Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("USE " + database);
      statement.execute("SET SESSION binlog_format = " + formatOfTemporaryTables());
      statement.execute("CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, a INT, b INT)");
      sql("INSERT INTO t VALUES (1, 2, 3)");
      awaitRows(1);
      first.close();
      statement.execute("ALTER TABLE t CHANGE a x INT, CHANGE b a INT");
    }
    sql("INSERT INTO t VALUES (2, 2, 3)");

    start(remembering());

    assertEquals("{id=2, a=2, b=3}", values(awaitRows(2).get(1)));
  }
}
