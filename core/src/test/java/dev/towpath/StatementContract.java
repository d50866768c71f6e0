package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.Column;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.SchemaChange.TableChange;
import dev.towpath.event.StatementChange;
import dev.towpath.event.Table;
import dev.towpath.event.TableName;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.TableFilter;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests of the delivery of statements, on every server, where the binlog names no columns. */
abstract class StatementContract extends StatementTextContract {
  @Test
  void aTableLikeATemporaryTwinIsNotLikeTheTable() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(remembering()).close();
    sql(
        "SET SESSION binlog_format = " + formatOfTemporaryTables(),
        "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, b INT, a INT)",
        "CREATE TABLE u LIKE t");
    // The server cannot be asked for the definition any more.
    sql("INSERT INTO u VALUES (1, 2, 3)", "DROP TABLE u");

    CdcPipeline pipeline = start(remembering());
    await(() -> !rows().isEmpty() || pipeline.status().state().isFinal());

    List<String> values = rows().stream().map(StatementContract::values).toList();
    assertTrue(values.isEmpty() || values.equals(List.of("{id=1, b=2, a=3}")), values.toString());
  }

  @Test
  void aTableThatMayHaveBeenThereIsNotGuessed() throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)",
        "CREATE TABLE other (id INT PRIMARY KEY, a INT, b INT)");
    var builder = remembering().tables(TableFilter.include(database + ".t"));
    startAndConnect(builder).close();
    String create = " (id INT PRIMARY KEY, b INT, a INT)";
    sql(
        "CREATE TABLE IF NOT EXISTS other" + create,
        "CREATE TABLE IF NOT EXISTS unused LIKE other",
        "RENAME TABLE t TO former, other TO t",
        "INSERT INTO t VALUES (1, 2, 3)",
        "CREATE TABLE dropped (x INT)",
        "DROP TABLE dropped",
        "CREATE TABLE IF NOT EXISTS dropped" + create,
        "RENAME TABLE t TO unused2, dropped TO t",
        "INSERT INTO t VALUES (2, 2, 3)",
        // Facts known from the statements alone: the table is gone from the server.
        "DROP TABLE t",
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "INSERT INTO t VALUES (3)");

    CdcPipeline stopped = start(remembering().tables(TableFilter.include(database + ".t")));

    CdcException failure = assertThrows(CdcException.class, () -> stopped.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("the definition of " + database + ".other is not known"), message);
  }

  @Test
  void aTableThatIsKnownToBeDroppedIsCreated() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(remembering().tables(TableFilter.include(database + ".t"))).close();
    sql(
        "CREATE TABLE IF NOT EXISTS unused (x INT)",
        "CREATE TABLE dropped (x INT)",
        "DROP TABLE dropped",
        "CREATE TABLE IF NOT EXISTS dropped (id INT PRIMARY KEY, b INT, a INT)",
        "RENAME TABLE t TO former, dropped TO t",
        "INSERT INTO t VALUES (1, 2, 3)",
        "DROP TABLE t",
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "INSERT INTO t VALUES (2)");

    start(remembering().tables(TableFilter.include(database + ".t")));

    assertEquals(
        List.of("{id=1, b=2, a=3}", "{id=2}"),
        awaitRows(2).stream().map(StatementContract::values).toList());
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
                // Into the default database of the session, which differs from the table's.
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

  /** Returns statements that only this server accepts, to be run again on another. */
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
  void databasesThatAreNotCapturedAreNotDelivered() throws Exception {
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
    startAndConnect(remembering().name("asked").kinds(KindFilter.all().withDcl()));
    sql("CREATE USER " + account + " IDENTIFIED BY 'geheim'", link, "DROP SERVER " + server);
    sql(
        "CREATE TABLE f (id INT) CONNECTION='mysql://u:geheim@h/d/t' COMMENT='wrapper \"mysql\","
            + " user \"u\", password \"geheim\"'",
        "ALTER TABLE f CONNECTION='jdbc:mysql://h/d?user=u&password=geheim'",
        "ALTER TABLE f /* IDENTIFIED BY 'geheim' */ /*!99999 PASSWORD='geheim' */ ADD a INT",
        "ALTER USER " + account + " /*!50700 IDENTIFIED BY 'geheim' */");
    sql(optionsWithSecrets().toArray(new String[0]));
    sql("CREATE TABLE last (id INT PRIMARY KEY)");
    await(() -> Collections.frequency(texts(), "CREATE TABLE last (id INT PRIMARY KEY)") == 2);
    String all = String.join("\n", texts());
    mysql.execute("DROP USER " + account);

    assertEquals(1, texts().stream().filter(sql -> sql.startsWith("CREATE USER")).count(), all);
    assertTrue(all.contains("<secret>"), all);
    assertFalse(all.contains("geheim") || all.matches("(?s).*'[*$].*"), all);
  }

  @Test
  void copyOfATemporaryTableHasItsCharset() throws Exception {
    startAndConnect(remembering()).close();
    copyOfATemporaryTable();
    sql("CREATE TABLE `own` (\n  `v` text,\n  `id` int\n)", "INSERT INTO own VALUES ('é', 3)");
    sql("ALTER TABLE own DROP id");

    start(remembering());

    List<RowChange> rows = awaitRows(2);
    assertEquals("{v=模, id=2}", values(rows.get(0)));
    assertEquals("{v=é, id=3}", values(rows.get(1)));
  }

  @Test
  void charsetOfACopyOfATemporaryTableIsNotGuessed() throws Exception {
    startAndConnect(remembering()).close();
    copyOfATemporaryTable();
    sql("DROP TABLE t");

    CdcPipeline pipeline = start(remembering());

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("character set"), message);
  }

  private void copyOfATemporaryTable() {
    sql(
        "CREATE TEMPORARY TABLE s (v TEXT, id INT) CHARSET gbk",
        "CREATE TABLE t LIKE s",
        "INSERT INTO t VALUES ('模', 2)");
  }

  @Test
  void statementThatFailedTellsItsError() throws Exception {
    String account = "e" + Integer.toUnsignedString(database.hashCode()) + "@localhost";
    startAndConnect(remembering().kinds(KindFilter.all().withDcl()));
    sql("CREATE USER " + account);
    refused("DROP USER " + account + ", missing@localhost");
    sql("DROP USER IF EXISTS " + account, "CREATE TABLE last (id INT PRIMARY KEY)");
    await(() -> texts().contains("CREATE TABLE last (id INT PRIMARY KEY)"));

    List<Integer> errors =
        schemaChanges().stream().map(SchemaChange::errorCode).filter(code -> code != 0).toList();
    assertEquals(logsFailedStatements() ? List.of(1396) : List.of(), errors);
  }

  /** Returns whether the server logs DROP USER that fails for one of its users. */
  boolean logsFailedStatements() {
    return false;
  }

  /** Returns statements with secrets in places that only some servers have. */
  List<String> optionsWithSecrets() {
    return List.of("ALTER TABLE f PASSWORD='geheim'");
  }

  /** Returns the format in which sessions log changes of temporary tables. */
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

  @Test
  void aCopyOfATemporaryTwinIsNoCopyOfTheTable() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(remembering());

    sql(
        "SET SESSION binlog_format = STATEMENT",
        "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, b INT, a INT)",
        "CREATE TABLE copy LIKE t");
    sql("INSERT INTO copy VALUES (1, 2, 3)");

    assertEquals("{id=1, b=2, a=3}", values(awaitRows(1).get(0)));
    // Facts that were not copied from the table are not reported as if they were.
    assertEquals("CREATE_TABLE copy null>null", effect(schemaChanges().get(0)));
  }

  @Test
  void columnsWithNamesThatOnlyCapitalLettersShareAreTwo() throws Exception {
    sql(
        "SET NAMES utf8",
        "CREATE TABLE t (id INT PRIMARY KEY, `ı` INT, i INT, `ς` INT, `σ` INT, `ſ` INT, s INT)");
    startAndConnect(remembering()).close();
    sql(
        "SET NAMES utf8",
        "ALTER TABLE t CHANGE i x INT, DROP `σ`, CHANGE S y INT",
        "INSERT INTO t VALUES (1, 2, 3, 4, 5, 6)",
        "ALTER TABLE t ADD last INT FIRST");

    start(remembering());

    assertEquals("{id=1, ı=2, x=3, ς=4, ſ=5, y=6}", values(awaitRows(1).get(0)));
  }

  @Test
  void conversionTakesTheDefaultOfTheDatabaseTheServerTakes() throws Exception {
    String other = database + "_other";
    mysql.execute(
        "ALTER DATABASE " + database + " CHARACTER SET latin1",
        "CREATE DATABASE " + other + " CHARACTER SET utf8mb4");
    sql("CREATE TABLE t (id INT PRIMARY KEY, m VARCHAR(9) CHARACTER SET gbk)");
    startAndConnect(remembering()).close();
    mysql.execute(
        "USE " + other,
        "SET NAMES utf8mb4",
        "ALTER TABLE %s.t CONVERT TO CHARACTER SET DEFAULT".formatted(database),
        "INSERT INTO %s.t VALUES (1, 'é')".formatted(database),
        "ALTER TABLE %s.t ADD last INT FIRST".formatted(database));

    start(remembering());

    assertEquals("{id=1, m=é}", values(awaitRows(1).get(0)));
  }

  @Test
  void tablesOfSessionsThatKeptAFormerDefaultAreNotGuessed() throws Exception {
    mysql.execute("ALTER DATABASE " + database + " CHARACTER SET latin1");
    sql("CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9) CHARACTER SET gbk)");
    startAndConnect(remembering()).close();
    try (Connection session = mysql.connection();
        Statement statement = session.createStatement()) {
      statement.execute("USE " + database);
      mysql.execute("ALTER DATABASE " + database + " CHARACTER SET utf8mb4");
      statement.execute("CREATE TABLE n (id INT PRIMARY KEY, s VARCHAR(9))");
      statement.execute("INSERT INTO n VALUES (1, 'é')");
      statement.execute("ALTER TABLE t CONVERT TO CHARACTER SET DEFAULT");
      statement.execute("INSERT INTO t VALUES (2, 'é')");
    }

    start(remembering());

    // Unchanged since, they are queried.
    assertEquals(
        List.of("{id=1, s=é}", "{id=2, s=é}"),
        awaitRows(2).stream().map(StatementContract::values).toList());
  }

  @Test
  void tablesOfSessionsThatKeptTheDefaultOfADroppedDatabaseAreNotGuessed() throws Exception {
    String other = database + "_again";
    mysql.execute("CREATE DATABASE " + other + " CHARACTER SET latin1");
    var capturing = TableFilter.include(other + ".*", database + ".*");
    startAndConnect(remembering().tables(capturing)).close();
    try (Connection session = mysql.connection();
        Statement statement = session.createStatement()) {
      statement.execute("USE " + other);
      mysql.execute(
          "DROP DATABASE " + other, "CREATE DATABASE " + other + " CHARACTER SET utf8mb4");
      statement.execute("CREATE TABLE n (id INT PRIMARY KEY, s VARCHAR(9))");
      statement.execute("INSERT INTO n VALUES (1, 'é')");
    }

    start(remembering().tables(capturing));

    assertEquals("{id=1, s=é}", values(awaitRows(1).get(0)));
  }
}
