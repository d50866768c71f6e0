package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.failure.CdcException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of statements of MySQL 5.7, whose binlog never names columns. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class StatementMySql57IT extends StatementContract {
  @Override
  void namesColumns(boolean names) {
    // It cannot.
  }

  @Override
  String formatOfTemporaryTables() {
    return "MIXED";
  }

  @Override
  boolean logsFailedStatements() {
    return true;
  }

  @Test
  void dropThatFailsDropsWhatExists() throws Exception {
    sql(
        "CREATE TABLE gone (id INT PRIMARY KEY, a INT)",
        "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL)",
        "CREATE TABLE child (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES t (id))");
    startAndConnect(remembering()).close();
    sql("INSERT INTO t VALUES (1, 2)");
    refused("DROP TABLE gone, missing");
    sql(
        "CREATE TABLE IF NOT EXISTS gone (b INT, id INT PRIMARY KEY)",
        "INSERT INTO gone VALUES (3, 4)",
        "ALTER TABLE gone ADD c INT");
    refused("DROP TABLE gone, t");
    sql(
        "CREATE TABLE IF NOT EXISTS gone (x INT, id INT PRIMARY KEY)",
        "CREATE TABLE IF NOT EXISTS t (b INT NOT NULL, id INT PRIMARY KEY)",
        "INSERT INTO gone VALUES (5, 6)",
        "INSERT INTO t VALUES (7, 8)");

    start(remembering());

    assertEquals(
        List.of("{id=1, a=2}", "{b=3, id=4}", "{x=5, id=6}", "{id=7, a=8}"),
        awaitRows(4).stream().map(StatementContract::values).toList());
  }

  @Test
  void dropThatFailsForAForeignKeyLeavesNothingToGuess() throws Exception {
    sql(
        "CREATE TABLE gone (id INT PRIMARY KEY)",
        "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL)",
        "CREATE TABLE child (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES t (id))");
    startAndConnect(remembering()).close();
    refused("DROP TABLE gone, t");
    sql(
        "CREATE TABLE IF NOT EXISTS t (b INT NOT NULL, id INT PRIMARY KEY)",
        "INSERT INTO t VALUES (7, 8)",
        "ALTER TABLE t ADD c INT");

    CdcPipeline pipeline = start(remembering());

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("it failed with error 1217"), message);
  }
}
