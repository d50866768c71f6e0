package dev.towpath.ha.zookeeper.canal;

import static dev.towpath.ha.zookeeper.canal.CanalPair.DESTINATION;
import static dev.towpath.ha.zookeeper.canal.CanalPair.OURS;
import static dev.towpath.ha.zookeeper.canal.CanalPair.PATIENCE;
import static dev.towpath.ha.zookeeper.canal.CanalPair.assertComplete;
import static dev.towpath.ha.zookeeper.canal.CanalPair.awaitLeader;
import static dev.towpath.ha.zookeeper.canal.CanalPair.awaitOf;
import static dev.towpath.ha.zookeeper.canal.CanalPair.ha;
import static dev.towpath.ha.zookeeper.canal.CanalPair.insert;
import static dev.towpath.ha.zookeeper.canal.CanalPair.insertUntilSeen;
import static dev.towpath.ha.zookeeper.canal.CanalPair.numbers;
import static dev.towpath.ha.zookeeper.canal.CanalPair.pipeline;
import static dev.towpath.ha.zookeeper.canal.CanalPair.standbys;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.waiting.Wait;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests in which a canal server of version 1.1.7 and an instance of ours take turns at one
 * destination.
 */
@EnabledIfSystemProperty(named = CanalServer.JARS, matches = ".+")
final class CanalHandOverIT {
  private static final String CANAL = "127.0.0.1:11111";
  private static final String CANAL_AGAIN = "127.0.0.1:11112";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachGoesOnWhereTheOtherStopped(boolean gtid, @TempDir Path directory) throws Exception {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().gtid(gtid).start();
        LocalZooKeeper zooKeeper = LocalZooKeeper.start();
        ZooKeeperHa ha = ha(zooKeeper.address(), mysql)) {
      CanalPair.prepare(mysql);
      var launch = new CanalServer.Launch(zooKeeper.address(), DESTINATION, mysql.port(), gtid);
      var ours = new CopyOnWriteArrayList<Long>();

      try (CanalServer canal = CanalServer.start(launch, CANAL, directory);
          CdcPipeline pipeline = pipeline(mysql, ha, ours)) {
        awaitLeader(ha, CANAL, canal);
        insertUntilSeen(mysql, canal);
        pipeline.start();
        Wait.until("standby", () -> standbys(ha).contains(OURS));
        insert(mysql, 101, 120);
        awaitOf(canal, "canal's rows", () -> canal.rows().contains(120L));
        assertEquals(PipelineState.STANDBY, pipeline.status().state());

        canal.stop();
        insert(mysql, 121, 140);
        Wait.until("our rows", () -> ours.contains(140L));

        assertComplete(canal.rows(), ours, 101, 140);
        assertTrue(ours.get(0) > 100, "it began before canal's last cursor but one: " + ours);
      }

      insert(mysql, 141, 150);
      try (CanalServer canal = CanalServer.start(launch, CANAL_AGAIN, directory)) {
        awaitLeader(ha, CANAL_AGAIN, canal);
        insert(mysql, 151, 160);
        awaitOf(canal, "canal's rows", () -> canal.rows().contains(160L));

        assertEquals(numbers(141, 160), canal.rows(), canal.log());

        ours.clear();
        try (CdcPipeline pipeline = pipeline(mysql, ha, ours)) {
          pipeline.start();
          Wait.until("standby", () -> standbys(ha).contains(OURS));
          ha.handOver(DESTINATION, PATIENCE)
              .toCompletableFuture()
              .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
          insert(mysql, 161, 170);
          Wait.until("our rows", () -> ours.contains(170L));

          assertComplete(canal.rows(), ours, 141, 170);
          assertTrue(ours.get(0) > 140, "it began before canal's last cursor but one: " + ours);
          assertEquals(numbers(141, 160), canal.rows(), "canal continued: " + canal.log());
        }
      }
    }
  }
}
