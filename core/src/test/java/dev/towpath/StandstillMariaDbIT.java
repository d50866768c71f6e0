package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.Finding.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of a source that is a replica, MariaDB 11.4, which does not show that to every account. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class StandstillMariaDbIT extends StandstillContract {

  @Test
  void anAccountThatMaySeeNothingIsToldSo() throws Exception {
    mysql.execute(
        "CREATE USER blind@'%' IDENTIFIED BY 'x'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO blind@'%'");
    await(() -> pair.has("SELECT 1 FROM mysql.user WHERE user = 'blind'"));
    try (var log = LogLines.of("dev.towpath")) {
      CdcPipeline pipeline = startAndConnect(pipeline().source(blind()));

      await(() -> !log.with("GRANT SLAVE MONITOR").isEmpty());
      Finding moving = replication().get(0);
      pair.stopApplying();
      pair.replica().execute("SET GLOBAL read_only = ON");
      await(() -> !pipeline.status().replicationOutages().isEmpty());

      assertEquals(Severity.INFO, moving.severity());
      assertTrue(moving.remedy().contains("GRANT SLAVE MONITOR"), moving::toString);
      assertEquals(Severity.WARNING, replication().get(0).severity());
    } finally {
      pair.replica().execute("SET GLOBAL read_only = OFF");
      pair.start();
    }
  }

  private List<Finding> replication() {
    return pipeline().source(blind()).build().validate().stream()
        .filter(finding -> finding.check().equals("replication"))
        .toList();
  }

  private static MySqlSource blind() {
    return MySqlSource.builder("127.0.0.1", pair.replica().port())
        .credentials("blind", () -> "x")
        .serverId(9001)
        .heartbeatInterval(Duration.ofMillis(500))
        .build();
  }
}
