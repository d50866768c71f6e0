package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.Finding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of a source of several servers, some of them replicas that stand still. */
@Tag("long")
final class StandstillRingIT extends PipelineTestBase {

  static ReplicaPair first;
  static ReplicaPair second;

  @BeforeAll
  static void startReplicas() {
    first = new ReplicaPair(mysql, MySqlVersion.MYSQL_8_0, 2, "");
    second = new ReplicaPair(mysql, MySqlVersion.MYSQL_8_0, 3, "");
  }

  @AfterAll
  static void stopReplicas() {
    first.close();
    second.close();
  }

  @BeforeEach
  void createTable() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    for (ReplicaPair pair : List.of(first, second)) {
      await(() -> pair.has("SHOW TABLES IN " + database + " LIKE 't'"));
    }
  }

  @AfterEach
  void startAgain() {
    if (!mysql.isRunning()) {
      mysql.start();
    }
    first.start();
    second.start();
  }

  @Test
  void aReplicaThatStandsStillIsPassedOver() throws Exception {
    first.stopApplying();
    second.stop();
    try (var log = LogLines.of("dev.towpath.mysql")) {
      CdcPipeline pipeline = start(following(first.replica(), second.replica(), mysql));
      await(() -> pipeline.status().acknowledgedPosition() != null);

      sql("INSERT INTO t VALUES (1)");

      assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
      assertEquals(2, log.with("stands still").size());
    }
  }

  @Test
  void furthestReplicaIsTakenWhenAllStandStill() throws Exception {
    first.stop();
    sql("INSERT INTO t VALUES (1)");
    await(() -> second.has("SELECT 1 FROM " + database + ".t"));
    second.stop();
    mysql.stop();
    try (var log = LogLines.of("dev.towpath")) {
      start(
          pipeline()
              .source(
                  source(first.replica(), StartPosition.earliest())
                      .failover("127.0.0.1", mysql.port())
                      .failover("127.0.0.1", second.replica().port())
                      .build()));

      assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
      List<String> taken = log.with("the most advanced of the replicas");
      assertEquals(1, taken.size(), taken::toString);
      assertTrue(
          taken.get(0).contains("following cdc@127.0.0.1:" + second.replica().port()),
          taken::toString);
    }
  }

  @Test
  void aStreamThatWorksIsNotLeftWhenReplicationStops() throws Exception {
    CdcPipeline pipeline = start(following(first.replica(), mysql));
    await(() -> pipeline.status().sourceLag() != null);

    first.stopApplying();
    sql("INSERT INTO t VALUES (1)");
    await(() -> !pipeline.status().replicationOutages().isEmpty());
    assertEquals(List.of(), rows());
    first.startApplying();

    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void aReplicaThatDoesNotLogWhatItReplicatesIsSeen() throws Exception {
    try (var pair =
            new ReplicaPair(mysql, MySqlVersion.MYSQL_8_0, 4, "", "--skip-log-slave-updates");
        var log = LogLines.of("dev.towpath")) {
      await(() -> pair.has("SHOW TABLES IN " + database + " LIKE 't'"));
      CdcPipeline.Builder alone = following(pair.replica());

      start(alone);
      await(() -> !log.with("log_slave_updates=OFF").isEmpty());

      assertTrue(log.with("log_slave_updates=OFF").get(0).startsWith("WARNING"));
      Finding finding =
          alone.build().validate().stream()
              .filter(found -> found.check().equals("log_replica_updates"))
              .findFirst()
              .orElseThrow();
      assertEquals(Finding.Severity.WARNING, finding.severity());
      assertTrue(finding.what().contains("127.0.0.1:" + mysql.port()), finding::toString);
    }
  }

  @Test
  void aReplicaThatDoesNotLogWhatItReplicatesIsPassedOver() throws Exception {
    try (var pair =
        new ReplicaPair(mysql, MySqlVersion.MYSQL_8_0, 4, "", "--skip-log-slave-updates")) {
      await(() -> pair.has("SHOW TABLES IN " + database + " LIKE 't'"));
      CdcPipeline pipeline = start(following(pair.replica(), mysql));
      await(() -> pipeline.status().acknowledgedPosition() != null);

      sql("INSERT INTO t VALUES (1)");

      assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
    }
  }

  @Test
  void aReplicaThatWasStoppedAndWrittenToIsThePrimaryNow() throws Exception {
    try (var pair = new ReplicaPair(mysql, MySqlVersion.MYSQL_8_0, 5, "")) {
      await(() -> pair.has("SHOW TABLES IN " + database + " LIKE 't'"));
      pair.stop();
      pair.replica().execute("INSERT INTO " + database + ".t VALUES (1)");
      CdcPipeline pipeline = start(following(pair.replica(), mysql));
      await(() -> pipeline.status().acknowledgedPosition() != null);

      pair.replica().execute("INSERT INTO " + database + ".t VALUES (2)");

      assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
    }
  }

  private CdcPipeline.Builder following(EmbeddedMySql server, EmbeddedMySql... others) {
    MySqlSource.Builder source = source(server, StartPosition.latest());
    for (EmbeddedMySql other : others) {
      source.failover("127.0.0.1", other.port());
    }
    return pipeline().source(source.build());
  }

  private static MySqlSource.Builder source(EmbeddedMySql server, StartPosition start) {
    return MySqlSource.builder("127.0.0.1", server.port())
        .credentials("cdc", () -> "secret")
        .serverId(9001)
        .connectTimeout(Duration.ofMinutes(1))
        .startPosition(start)
        .heartbeatInterval(Duration.ofSeconds(10));
  }
}
