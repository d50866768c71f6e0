package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.pipeline.PipelineState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that is down, as the log tells it. */
@OnServer(MySqlVersion.MYSQL_8_0)
final class OutageIT extends PipelineTestBase {

  @Test
  void outageOfTheServerHasFewLinesAndShortPositions() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline;
    try (var log = LogLines.of("dev.towpath")) {
      pipeline = startAndConnect(pipeline().source(patient()));
      await(() -> !log.with("following cdc@").isEmpty());

      String following = log.with("following cdc@").get(0);
      assertTrue(following.matches(".* from [\\w.-]+\\.\\d{6}/\\d+( \\(GTIDs .*\\))?"), following);
    }
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);
    try (var log = LogLines.of("dev.towpath")) {
      mysql.stop();
      await(() -> attempts(pipeline) >= 30);
      mysql.start();
      sql("INSERT INTO t VALUES (2)");
      assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
      await(() -> !log.with("SOURCE works again").isEmpty());

      List<String> lines = log.with("pipeline " + database);
      // The connection that breaks is one cause, the server that cannot be reached another.
      assertTrue(lines.size() >= 2 && lines.size() <= 5, () -> String.join("\n", lines));
      assertTrue(lines.get(0).startsWith("WARNING"), lines.get(0));
      assertEquals(1, log.with("SOURCE works again, after").size());
      assertTrue(lines.get(lines.size() - 1).startsWith("INFO"), lines::toString);
      await(() -> pipeline.status().state() == PipelineState.RUNNING);
    }
  }

  private static int attempts(CdcPipeline pipeline) {
    var failure = pipeline.status().failure();
    return failure == null ? 0 : failure.attempt();
  }
}
