package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.preflight.Retention;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.micrometer.TowpathMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PurgeIT extends PipelineTestBase {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Instant NOW = Instant.parse("2030-01-31T00:00:00Z");

  @Test
  void positionInTheFileThatIsWrittenIsKeptForTheWholeTime() throws Exception {
    var registry = new SimpleMeterRegistry();
    CdcPipeline pipeline = startAndConnect(pipeline());
    new TowpathMetrics(pipeline).bindTo(registry);

    await(() -> pipeline.status().timeUntilPurge() != null);

    assertEquals(KEPT, pipeline.status().timeUntilPurge());
    assertEquals(
        (double) KEPT.toSeconds(),
        registry.get("towpath.purge").timeGauge().value(TimeUnit.SECONDS));
    pipeline.close();
    assertNull(pipeline.status().timeUntilPurge());
  }

  @Test
  void positionInAClosedFileIsKeptForWhatIsLeft() throws Exception {
    String old = currentFile();
    mysql.execute("FLUSH BINARY LOGS");

    Retention left =
        Objects.requireNonNull(retention(at(old).timestamp(NOW.minus(Duration.ofDays(29)))));

    assertEquals(Duration.ofDays(1), left.left());
    assertEquals(KEPT, left.kept());
    assertTrue(left.isShort());
    assertEquals(Duration.ZERO, Objects.requireNonNull(retention(at("mysql-bin.000000"))).left());
  }

  @Test
  void nothingIsSaidOfAnotherServerOrOfFilesThatAreNeverPurged() throws Exception {
    assertNull(retention(at(currentFile()).serverUuid("3e11fa47-71ca-11e1-9e33-c80aa9429562")));
    mysql.execute("SET GLOBAL binlog_expire_logs_seconds = 0");
    try {
      assertNull(retention(at(currentFile())));
    } finally {
      mysql.execute("SET GLOBAL binlog_expire_logs_seconds = " + KEPT.toSeconds());
    }
  }

  private static String currentFile() {
    return String.valueOf(mysql.query("SHOW MASTER STATUS").get(0).get(0));
  }

  private static BinlogPosition.Builder at(String file) {
    return BinlogPosition.builder(file, 4);
  }

  private @Nullable Retention retention(BinlogPosition.Builder position) throws Exception {
    try (MySqlSession session = MySqlSession.open(source().build())) {
      return Retention.of(session, position.build(), NOW);
    }
  }
}
