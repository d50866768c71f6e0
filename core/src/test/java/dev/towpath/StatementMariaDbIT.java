package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.embedded.ServerException;
import dev.towpath.event.Table;
import dev.towpath.failure.CdcException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of statements of MariaDB. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class StatementMariaDbIT extends StatementContract {

  @Override
  List<String> textsOfRows() {
    // The binlog does not tell their character set: UTF-8 is assumed.
    return List.of("SET binlog_annotate_row_events = ON", "SET NAMES utf8mb4");
  }

  @Override
  String formatOfTemporaryTables() {
    return "MIXED";
  }

  @Override
  List<String> rewritten() {
    List<String> script =
        new ArrayList<>(converted("CREATE OR REPLACE TABLE lö AS SELECT 1 AS ä, 2 AS ö"));
    script.addAll(converted("CREATE OR REPLACE TEMPORARY TABLE mö (ä INT, ö INT)"));
    script.addAll(converted("CREATE OR REPLACE TABLE lö LIKE mö"));
    script.addAll(converted("INSERT INTO lö VALUES (1, 2)"));
    return script;
  }

  @Override
  List<String> optionsWithSecrets() {
    return List.of(
        "SET SESSION sql_mode = IGNORE_BAD_TABLE_OPTIONS",
        "ALTER TABLE f `PASSWORD`='geheim'",
        "ALTER TABLE f `PASSWORD`=geheim",
        "ALTER TABLE f OPTION_LIST='host=h,user=u,password=geheim,x=1'",
        "ALTER TABLE f ADD b INT `PASSWORD`='geheim'");
  }

  @Override
  List<String> onlyHere() {
    List<String> script = new ArrayList<>(super.onlyHere());
    script.add(
        "CREATE TABLE v ENGINE=InnoDB COMMENT='START TRANSACTION' AS SELECT 1 AS `é`, 'é' AS b");
    script.add("CREATE TABLE v2 AS SELECT * FROM v");
    return script;
  }

  /** MariaDB says least about columns by default. */
  @Override
  void namesColumns(boolean names) {
    mysql.execute("SET GLOBAL binlog_row_metadata = " + (names ? "FULL" : "NO_LOG"));
  }

  @Override
  boolean logsFailedStatements() {
    return true;
  }

  @Test
  void aDefaultThatDependsOnTheConnectionIsNoReasonToStop() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(remembering());

    sql("ALTER TABLE t ADD c BIGINT DEFAULT (CONNECTION_ID())", "INSERT INTO t VALUES (1, 2)");

    assertEquals("{id=1, c=2}", values(awaitRows(1).get(0)));
  }

  @Test
  void aTemporaryTwinThatIsRenamedIsNotTheTable() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    startAndConnect(remembering());

    sql("SET SESSION binlog_format = MIXED", "CREATE TEMPORARY TABLE t (x INT)");
    sql(
        "SET SESSION binlog_format = MIXED",
        "CREATE TEMPORARY TABLE t (x INT)",
        "RENAME TABLE t TO u");
    sql("INSERT INTO t VALUES (1, 2)");

    assertEquals("{id=1, a=2}", values(awaitRows(1).get(0)));
    assertEquals(List.of(), texts());
  }

  @Test
  void charsetOfATableOfAQueryIsNotGuessedInModesThatHideIt() throws Exception {
    sql("CREATE TABLE k (id INT PRIMARY KEY)", "INSERT INTO k VALUES (1)");
    startAndConnect(remembering()).close();
    sql("CREATE TABLE plain (v TEXT) CHARSET gbk AS SELECT id FROM k", "DROP TABLE plain");
    sql("SET sql_mode = 'ORACLE'", "CREATE TABLE t (v TEXT) CHARSET gbk AS SELECT id FROM k");
    sql("INSERT INTO t (v, id) VALUES ('模', 2)");

    CdcPipeline first = start(remembering());

    assertEquals("{v=模, id=2}", values(awaitRows(3).get(2)));
    first.close();
    sql("SET sql_mode = 'ANSI'", "CREATE TABLE u (v TEXT) CHARSET gbk AS SELECT id FROM k");
    sql("DROP TABLE u");

    CdcPipeline pipeline = start(remembering());

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("character set"), message);
  }

  @Test
  void replacementThatFailsDropsTheTable() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)", "CREATE TABLE u (id INT PRIMARY KEY, a INT)");
    startAndConnect(remembering()).close();
    sql("INSERT INTO t VALUES (1, 2)", "INSERT INTO u VALUES (3, 4)");
    refused("CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, x INT PRIMARY KEY)");
    refused("CREATE OR REPLACE TABLE u AS SELECT (SELECT seq FROM seq_1_to_2) AS id");
    sql(
        "CREATE TABLE IF NOT EXISTS t (b INT, id INT PRIMARY KEY)",
        "INSERT INTO t VALUES (5, 6)",
        "CREATE TABLE IF NOT EXISTS u (b INT, id INT PRIMARY KEY)",
        "INSERT INTO u VALUES (7, 8)",
        "DROP TABLE t, u");

    start(remembering());

    assertEquals(
        List.of("{id=1, a=2}", "{id=3, a=4}", "{b=5, id=6}", "{b=7, id=8}"),
        awaitRows(4).stream().map(StatementContract::values).toList());
  }

  @Test
  void replacementOfATemporaryTableThatFailsDropsIt() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    startAndConnect(remembering()).close();
    try (Connection connection = mysql.connection();
        Statement session = connection.createStatement()) {
      session.execute("USE " + database);
      session.execute("SET SESSION binlog_format = MIXED");
      session.execute("CREATE TEMPORARY TABLE t (x INT)");
      assertThrows(
          SQLException.class,
          () ->
              session.execute(
                  "CREATE OR REPLACE TEMPORARY TABLE t (a INT PRIMARY KEY, b INT PRIMARY KEY)"));
      session.execute("RENAME TABLE t TO u");
    }
    sql("INSERT INTO u VALUES (1, 2)", "DROP TABLE u");

    start(remembering());

    assertEquals("{id=1, a=2}", values(awaitRows(1).get(0)));
  }

  @Test
  void utf8IsWhatOldModeSays() throws Exception {
    mysql.execute("SET GLOBAL old_mode = ''");
    try {
      startAndConnect(remembering()).close();
      sql(
          "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9) CHARACTER SET utf8, e ENUM('😀'))"
              + " CHARSET utf8",
          "ALTER TABLE t ADD c CHAR(3) COLLATE utf8_bin",
          "INSERT INTO t VALUES (1, '😀', 1, 'x')",
          "DROP TABLE t");

      start(remembering());

      assertEquals("{id=1, v=😀, e=😀, c=x}", values(awaitRows(1).get(0)));
    } finally {
      mysql.execute("SET GLOBAL old_mode = UTF8_IS_UTF8MB3");
    }
  }

  @Test
  void utf8OfASessionThatTakesItForAnotherIsAskedFor() throws Exception {
    startAndConnect(remembering()).close();
    sql(
        "SET SESSION old_mode = ''",
        "CREATE TABLE v (id INT PRIMARY KEY, v VARCHAR(9)) CHARSET utf8",
        "CREATE TABLE e (id INT PRIMARY KEY, e ENUM('😀') CHARACTER SET utf8)",
        "INSERT INTO v VALUES (1, '😀')");

    start(remembering());

    assertEquals("{id=1, v=😀}", values(awaitRows(1).get(0)));
    Table after = schemaChanges().get(1).changes().get(0).after();
    assertNull(after, "labels that old_mode decides about");
  }

  @Test
  void compressedStatementsChangeDefinitions() throws Exception {
    String swap =
        "ALTER TABLE t CHANGE price quantity INT, CHANGE quantity price INT COMMENT '%s'"
            .formatted("x".repeat(250));
    sql("CREATE TABLE t (id INT PRIMARY KEY, price INT, quantity INT)");
    startAndConnect(remembering()).close();
    mysql.execute("SET GLOBAL log_bin_compress = ON");
    try {
      sql("INSERT INTO t VALUES (1, 100, 119)", swap, "INSERT INTO t VALUES (2, 100, 119)");
    } finally {
      mysql.execute("SET GLOBAL log_bin_compress = OFF");
    }

    start(remembering());

    assertEquals("{id=1, price=100, quantity=119}", values(awaitRows(2).get(0)));
    assertEquals("{id=2, quantity=100, price=119}", values(awaitRows(2).get(1)));
    assertEquals(List.of(swap), texts());
  }

  @Test
  void aDefinitionReadBehindACompressedStatementIsNotTakenForThatBeforeIt() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, price INT, quantity INT)");
    startAndConnect(pipeline()).close();
    mysql.execute("SET GLOBAL log_bin_compress = ON");
    try {
      sql(
          "INSERT INTO t VALUES (1, 100, 119)",
          "ALTER TABLE t CHANGE price quantity INT, CHANGE quantity price INT COMMENT '%s'"
              .formatted("x".repeat(250)));
    } finally {
      mysql.execute("SET GLOBAL log_bin_compress = OFF");
    }

    CdcPipeline pipeline = start(pipeline().schemaStore(schemas));

    CdcException failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("ALTER TABLE t CHANGE"), message);
    assertEquals(List.of(), rows());
  }

  @Test
  void statementTheServerRewroteHasItsOwnQuotesAndEscapes() throws Exception {
    assertQuotesAndEscapesOfTheServer();
  }

  @Test
  void aModeThatAStatementSetsForItselfDoesNotTellHowItWasRead() throws Exception {
    startAndConnect(remembering());
    sql(
        "SET STATEMENT sql_mode = 'NO_BACKSLASH_ESCAPES' FOR"
            + " CREATE TABLE t (id INT PRIMARY KEY, e ENUM('a\\\\b', 'c'))",
        "INSERT INTO t VALUES (1, 1)",
        "SET STATEMENT sql_mode = 'ANSI_QUOTES' FOR"
            + " CREATE TABLE u (id INT PRIMARY KEY, e ENUM(\"a\", \"b\"))",
        "INSERT INTO u VALUES (1, 1)");

    assertEquals("{id=1, e=a\\b}", values(awaitRows(2).get(0)));
    assertEquals("{id=1, e=a}", values(awaitRows(2).get(1)));
    List<@Nullable Table> after =
        schemaChanges().stream().map(change -> change.changes().get(0).after()).toList();
    assertNull(after.get(0));
    assertNull(after.get(1));
  }

  @Test
  void defaultCollationFollowsTheCharacterSetOfTheDatabase() throws Exception {
    mysql.execute("ALTER DATABASE " + database + " CHARACTER SET cp1251");
    startAndConnect(remembering()).close();
    sql(
        "SET NAMES utf8mb4, collation_server = latin1_bin",
        "ALTER DATABASE COLLATE DEFAULT",
        "CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(9))",
        "INSERT INTO t VALUES (1, 'ж')",
        "ALTER TABLE t ADD last INT FIRST");

    start(remembering());

    assertEquals("{id=1, c=ж}", values(awaitRows(1).get(0)));
  }

  @Test
  void anAlterThatIsLoggedInTwoPhasesChangesTheDefinitionOnce() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)", "INSERT INTO t VALUES (1, 2, 2)");
    String swap = "ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a";
    startAndConnect(remembering()).close();
    sql("SET binlog_alter_two_phase = ON", swap, "INSERT INTO t VALUES (2, 2, 3)");
    assertThrows(
        ServerException.class,
        () ->
            sql(
                "INSERT INTO t VALUES (3, 2, 3)",
                "SET binlog_alter_two_phase = ON",
                swap + ", ADD UNIQUE (b), ALGORITHM = COPY"));
    sql("INSERT INTO t VALUES (4, 2, 3)", "DROP TABLE t");

    start(remembering());

    assertEquals(
        List.of("{id=2, b=2, a=3}", "{id=3, b=2, a=3}", "{id=4, b=2, a=3}"),
        awaitRows(3).stream().map(StatementContract::values).toList());
  }

  @Test
  void aReplacementByAQueryThatFailsIsLoggedInUtf8() throws Exception {
    sql("CREATE TABLE größe (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    script.addAll(
        converted(
            "CREATE OR REPLACE TABLE größe (id INT PRIMARY KEY) SELECT 1 id UNION ALL SELECT 1"));
    assertThrows(ServerException.class, () -> sql(script.toArray(new String[0])));
    sql(
        "CREATE TABLE IF NOT EXISTS größe (id INT PRIMARY KEY, b INT, a INT)",
        "INSERT INTO größe VALUES (1, 2, 3)",
        "DROP TABLE größe");

    start(remembering());

    assertEquals("größe{id=1, b=2, a=3}", names(awaitRows(1).get(0)));
  }

  @Test
  void aReplacementWithTheFormOfTheServerIsTheTextOfItsSession() throws Exception {
    sql("CREATE TABLE t (id INT)", "CREATE TABLE u (id INT)");
    startAndConnect(remembering()).close();
    String head = "CREATE OR REPLACE TABLE `%s` (\n  `id` int(11) NOT NULL,\n  ";
    sql(
        "SET NAMES latin1",
        // The bytes are UTF-8: the server reads two characters for each é.
        head.formatted("t") + "`é` enum('é'),\n  PRIMARY KEY (`id`)\n) DEFAULT CHARSET=latin1",
        "INSERT INTO t VALUES (1, 1)",
        "SET NAMES utf8mb4, sql_mode = 'NO_BACKSLASH_ESCAPES'",
        head.formatted("u") + "`e` ENUM('a\\b')\n) CHARSET=latin1",
        "INSERT INTO u VALUES (1, 1)");
    sql("DROP TABLE t, u");

    start(remembering());

    assertEquals(
        List.of("t{id=1, Ã©=Ã©}", "u{id=1, e=a\\b}"),
        awaitRows(2).stream().map(StatementTextContract::names).toList());
  }

  @Test
  void bytesWithACollationOfTheTableAreTexts() throws Exception {
    startAndConnect(remembering()).close();
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, b BLOB COLLATE uca1400_ai_ci) CHARSET utf8mb4",
        "ALTER TABLE t ADD v VARBINARY(3) COLLATE uca1400_as_ci",
        "INSERT INTO t VALUES (1, 'é', '模')",
        "DROP TABLE t");

    start(remembering());

    assertEquals("{id=1, b=é, v=模}", values(awaitRows(1).get(0)));
  }
}
