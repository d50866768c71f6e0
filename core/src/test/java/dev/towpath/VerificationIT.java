package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Tests of definitions on the server that differ from the statements. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class VerificationIT extends PipelineTestBase {
  private static final Logger LOGGER = Logger.getLogger("dev.towpath.schema");

  @Test
  void definitionThatAStatementDidNotChangeIsTakenFromTheServer() throws Exception {
    List<String> warnings = new CopyOnWriteArrayList<>();
    Handler handler = new Collecting(warnings);
    LOGGER.addHandler(handler);
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(pipeline());

    try (Connection other = mysql.connection();
        Statement session = other.createStatement()) {
      session.execute("USE " + database);
      session.execute("SET binlog_format = MIXED");
      session.execute("CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, a INT, b INT)");
      session.execute("ALTER TABLE t CHANGE a x INT, CHANGE b a INT");
      sql("INSERT INTO t VALUES (1, 2, 3)");
    }

    assertEquals(database + ".t{id=1, a=2, b=3}", awaitRows(1).get(0).row().toString());
    LOGGER.removeHandler(handler);
    assertTrue(
        warnings.isEmpty() || warnings.get(0).contains("CHANGE a x INT"), warnings.toString());
  }

  @Test
  void manyStatementsInARowCostNoRows() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(pipeline());

    for (int i = 0; i < 50; i++) {
      sql(
          "ALTER TABLE t CHANGE a c INT, CHANGE b a INT",
          "ALTER TABLE t CHANGE a b INT, CHANGE c a INT",
          "INSERT INTO t VALUES (%d, 2, 3)".formatted(i));
    }

    assertEquals(
        List.of(database + ".t{id=0, a=2, b=3}", database + ".t{id=49, a=2, b=3}"),
        List.of(awaitRows(50).get(0).row().toString(), rows().get(49).row().toString()));
  }

  /** A log handler that keeps the messages. */
  private static final class Collecting extends Handler {
    private final List<String> messages;

    Collecting(List<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord logged) {
      // What is read at the start is of no interest here.
      if (!logged.getMessage().contains("read the definitions of")) {
        messages.add(logged.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
