package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of failures that say what failed, where, and what to do. */
final class PlainWordsIT extends PipelineTestBase {

  @BeforeAll
  static void nameNoColumns() {
    mysql.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
  }

  @AfterAll
  static void nameColumns() {
    mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
  }

  @Test
  void aTableThatIsLockedIsNamed() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline;
    try (Connection other = mysql.connection();
        Statement session = other.createStatement()) {
      session.execute("LOCK TABLES " + database + ".t WRITE");
      pipeline = start(pipeline());
      await(() -> failure(pipeline).contains("1205"));

      assertTrue(failure(pipeline).contains(database + ".t locked"), failure(pipeline));
    }
    await(() -> pipeline.status().state() == PipelineState.RUNNING);
    sql("INSERT INTO t VALUES (1)");
    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void columnsThatTheAccountMayNotSelectAreNamed() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, secret INT)");
    mysql.execute(
        "CREATE USER narrow@'%' IDENTIFIED BY 'x'",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO narrow@'%'",
        "GRANT SELECT (id) ON %s.t TO narrow@'%%'".formatted(database));
    CdcPipeline pipeline =
        startAndConnect(pipeline().source(source().credentials("narrow", () -> "x").build()));

    sql("INSERT INTO t VALUES (1, 2)");

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("may not SELECT all of its columns"), message);
    assertTrue(message.contains("GRANT SELECT ON `" + database + "`.`t`"), message);
    mysql.execute("GRANT SELECT ON " + database + ".t TO narrow@'%'");
    start(pipeline().source(source().credentials("narrow", () -> "x").build()));
    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void anIncidentSaysHowToGoOn() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE m (a LONGTEXT) ENGINE=MyISAM");
    CdcPipeline pipeline = startAndConnect(pipeline());
    loseStatement();

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("reports an incident"), message);
    Matcher file = Pattern.compile("SHOW BINARY LOGS has after (\\S+)").matcher(message);
    assertTrue(file.find(), message);
    String before = file.group(1);
    String next =
        mysql.query("SHOW BINARY LOGS").stream()
            .map(row -> String.valueOf(row.get(0)))
            .filter(name -> name.compareTo(before) > 0)
            .findFirst()
            .orElseThrow();
    sql("INSERT INTO t VALUES (1)");
    start(
        pipeline(new InMemoryPositionStore())
            .source(source().startPosition(StartPosition.at(next, 4)).build()));
    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }

  /** Executes a statement that cannot be undone and does not fit into the cache of the binlog. */
  private void loseStatement() {
    mysql.execute(
        "SET GLOBAL binlog_stmt_cache_size = 4096", "SET GLOBAL max_binlog_stmt_cache_size = 4096");
    try (Connection other = mysql.connection();
        Statement session = other.createStatement()) {
      assertThrows(
          SQLException.class,
          () -> session.execute("INSERT INTO " + database + ".m VALUES (REPEAT('a', 100000))"));
    } catch (SQLException e) {
      throw new AssertionError(e);
    } finally {
      mysql.execute("SET GLOBAL max_binlog_stmt_cache_size = DEFAULT");
    }
  }

  private static String failure(CdcPipeline pipeline) {
    Failure failure = pipeline.status().failure();
    return failure == null ? "" : String.valueOf(failure.cause().getMessage());
  }
}
