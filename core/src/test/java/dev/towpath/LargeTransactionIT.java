package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CountingProcess.Result;
import java.io.BufferedReader;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A test of a transaction many times larger than the heap. {@code -Dtowpath.large.rows=2000000}
 * sets the number of its rows; default 300,000.
 */
final class LargeTransactionIT extends PipelineTestBase {
  private static final long ROWS = Long.getLong("towpath.large.rows", 300_000);
  private static final int MEGABYTES = ROWS > 1_000_000 ? 128 : 64;

  @Test
  void transactionLargerThanTheHeapIsStreamed() throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY"
            + " KEY AUTO_INCREMENT, a BIGINT, name VARCHAR(200), d DATETIME)",
        "CREATE TABLE digits (d INT)",
        "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    List<?> start = mysql.query("SHOW MASTER STATUS").get(0);
    sql(
        "INSERT INTO t (a, name, d) SELECT 7, RPAD('x', 150, 'y'), NOW() FROM digits a, digits b,"
            + " digits c, digits d, digits e, digits f, digits g LIMIT "
            + ROWS);

    Process process =
        CountingProcess.start(
            MEGABYTES,
            mysql.port(),
            "cdc",
            String.valueOf(start.get(0)),
            Long.parseLong(String.valueOf(start.get(1))),
            database + ".t",
            ROWS);
    Result result;
    try (BufferedReader output = process.inputReader()) {
      result = Result.parse(Objects.requireNonNull(output.readLine(), "the process died"));
    } finally {
      process.toHandle().destroyForcibly();
    }

    System.getLogger("large").log(System.Logger.Level.INFO, result::toString);
    assertEquals(ROWS, result.rows());
    assertEquals(
        String.valueOf(mysql.query("SELECT SUM(id) FROM " + database + ".t").get(0).get(0)),
        String.valueOf(result.sum()));
    assertTrue(result.parts() > 5, result::toString);
    assertEquals("RUNNING", result.stopped());
  }
}
