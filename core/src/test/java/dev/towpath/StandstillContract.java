package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.micrometer.TowpathMetrics;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.ReplicationOutage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tests of a source that is a replica and stands still. */
abstract class StandstillContract extends PipelineTestBase {
  /** The time to wait, because a replica is checked every ten seconds. */
  private static final String CHANNEL = "orders";

  static ReplicaPair pair;
  static MySqlVersion version;

  @BeforeAll
  static void startReplica(TestInfo test) {
    OnServer on = test.getTestClass().orElseThrow().getAnnotation(OnServer.class);
    version = on == null ? MySqlVersion.MYSQL_8_0 : on.value();
    pair = new ReplicaPair(mysql, version, 2, CHANNEL);
    if (version == MySqlVersion.MARIADB_11_4) {
      mysql.execute("GRANT SLAVE MONITOR ON *.* TO cdc@'%'");
    }
  }

  @AfterAll
  static void stopReplica() {
    pair.close();
  }

  @Test
  void aReplicaThatMovesIsWell() throws Exception {
    CdcPipeline pipeline = follow();

    await(() -> Duration.ZERO.equals(pipeline.status().sourceLag()));

    assertEquals(List.of(), pipeline.status().replicationOutages());
    assertEquals(List.of(), findings("replication"));
  }

  @Test
  void aReplicaThatAppliesNothingIsSeenUntilItDoes() throws Exception {
    try (var log = LogLines.of("dev.towpath")) {
      var registry = new SimpleMeterRegistry();
      CdcPipeline pipeline = follow();
      new TowpathMetrics(pipeline).bindTo(registry);
      await(() -> pipeline.status().sourceLag() != null);

      pair.stopApplying();
      sql("INSERT INTO t VALUES (1)");
      await(() -> !pipeline.status().replicationOutages().isEmpty());

      ReplicationOutage outage = pipeline.status().replicationOutages().get(0);
      assertEquals(CHANNEL, outage.channel());
      assertEquals("127.0.0.1:" + mysql.port(), outage.source());
      assertTrue(outage.reason().contains("SQL thread does not run"), outage::toString);
      // Not any lag: a server that is silent has one, too.
      await(() -> isAbove(Duration.ofSeconds(1), pipeline.status().sourceLag()));
      assertTrue(isLagAbove(Duration.ofSeconds(1), pipeline));
      assertEquals(PipelineState.RUNNING, pipeline.status().state());
      assertEquals(1, registry.get("towpath.source.outages").gauge().value());
      assertTrue(registry.get("towpath.source.lag").timeGauge().value(TimeUnit.SECONDS) > 1);
      assertTrue(registry.get("towpath.last.transaction").timeGauge().value() > 0);
      assertTrue(
          pipeline.status().toString().contains("stands still"), pipeline.status()::toString);
      Finding finding = findings("replication").get(0);
      assertEquals(Finding.Severity.WARNING, finding.severity());
      assertTrue(finding.what().contains("(channel orders)"), finding::toString);
      assertTrue(finding.remedy().contains("START "), finding::toString);

      pair.startApplying();
      awaitRows(1);
      await(() -> pipeline.status().replicationOutages().isEmpty());

      await(() -> isLagZero(pipeline));
      assertEquals(1, log.with("WARNING pipeline " + database + ": cdc@127.0.0.1").size());
      assertEquals(1, log.with("INFO pipeline " + database + ": it is over").size());
    }
  }

  @Test
  void aReplicationThatBrokeIsShownWithTheServersError() throws Exception {
    CdcPipeline pipeline = follow();
    pair.replica().execute("USE " + database, "SET sql_log_bin = 0", "INSERT INTO t VALUES (1)");
    sql("INSERT INTO t VALUES (1)");

    await(() -> reasons(pipeline).contains("error 1062"));

    assertTrue(reasons(pipeline).contains("Duplicate entry '1'"), reasons(pipeline));
    pair.replica().execute("USE " + database, "SET sql_log_bin = 0", "DELETE FROM t");
    pair.start();
    await(() -> pipeline.status().replicationOutages().isEmpty());
    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void aReplicaThatCannotReachItsSourceIsSeen() throws Exception {
    CdcPipeline pipeline = follow();
    mysql.stop();
    try {
      await(() -> reasons(pipeline).contains("IO thread is not connected: error 2003"));
      await(() -> isLagAbove(Duration.ofSeconds(1), pipeline));
    } finally {
      mysql.start();
    }
    await(() -> pipeline.status().replicationOutages().isEmpty());
  }

  /** Starts a pipeline that follows the replica, once it has the table. */
  private CdcPipeline follow() throws InterruptedException {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    await(() -> pair.has("SHOW TABLES IN " + database + " LIKE 't'"));
    return startAndConnect(pipeline().source(replica()));
  }

  private static MySqlSource replica() {
    return MySqlSource.builder("127.0.0.1", pair.replica().port())
        .credentials("cdc", () -> "secret")
        .serverId(9001)
        .connectTimeout(Duration.ofMinutes(1))
        .heartbeatInterval(Duration.ofMillis(500))
        .build();
  }

  private static boolean isAbove(Duration limit, @Nullable Duration lag) {
    return lag != null && lag.compareTo(limit) > 0;
  }

  private List<Finding> findings(String check) {
    return pipeline().source(replica()).build().validate().stream()
        .filter(finding -> finding.check().equals(check))
        .toList();
  }

  private static String reasons(CdcPipeline pipeline) {
    return pipeline.status().replicationOutages().toString();
  }
}
