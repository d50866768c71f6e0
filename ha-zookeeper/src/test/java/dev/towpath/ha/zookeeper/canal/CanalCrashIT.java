package dev.towpath.ha.zookeeper.canal;

import static dev.towpath.ha.zookeeper.canal.CanalPair.DESTINATION;
import static dev.towpath.ha.zookeeper.canal.CanalPair.OURS;
import static dev.towpath.ha.zookeeper.canal.CanalPair.assertComplete;
import static dev.towpath.ha.zookeeper.canal.CanalPair.awaitLeader;
import static dev.towpath.ha.zookeeper.canal.CanalPair.awaitOf;
import static dev.towpath.ha.zookeeper.canal.CanalPair.ha;
import static dev.towpath.ha.zookeeper.canal.CanalPair.insert;
import static dev.towpath.ha.zookeeper.canal.CanalPair.insertUntilSeen;
import static dev.towpath.ha.zookeeper.canal.CanalPair.pipeline;
import static dev.towpath.ha.zookeeper.canal.CanalPair.standbys;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.DestinationState;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.waiting.Wait;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Tests of crashes of the leader, with a canal server of version 1.1.7 and an instance of ours. */
@EnabledIfSystemProperty(named = CanalServer.JARS, matches = ".+")
final class CanalCrashIT {
  private static final String CANAL = "127.0.0.1:11111";
  private static final String CANAL_AGAIN = "127.0.0.1:11112";
  private static final String CURSOR = "/otter/canal/destinations/" + DESTINATION + "/1001/cursor";

  /** Shorter than the 90 s that canal requests. */
  private static final int SESSION_MILLIS = 6_000;

  private final List<Long> ours = new CopyOnWriteArrayList<>();
  private EmbeddedMySql mysql;
  private LocalZooKeeper zooKeeper;
  private FaultyNetwork network;
  private ZooKeeperHa ha;
  private ZooKeeperHa observer;
  private Path directory;
  private CanalServer.Launch launch;
  private CanalServer canal;
  private CdcPipeline pipeline;

  @BeforeEach
  void letCanalLead(@TempDir Path directory) throws Exception {
    this.directory = directory;
    mysql = EmbeddedMySql.builder().gtid(true).start();
    zooKeeper = LocalZooKeeper.start(SESSION_MILLIS);
    CanalPair.prepare(mysql);
    network = new FaultyNetwork(zooKeeper.port());
    ha = ha(network.address(), mysql);
    observer = ha(zooKeeper.address(), mysql);
    launch = new CanalServer.Launch(zooKeeper.address(), DESTINATION, mysql.port(), true);
    canal = CanalServer.start(launch, CANAL, directory);
    awaitLeader(ha, CANAL, canal);
    insertUntilSeen(mysql, canal);
    pipeline = pipeline(mysql, ha, ours);
    pipeline.start();
    Wait.until("standby", () -> standbys(ha).contains(OURS));
    insert(mysql, 101, 120);
    awaitOf(canal, "canal's rows", () -> canal.rows().contains(120L));
    awaitCursor();
  }

  /**
   * Waits for canal's first cursor, which it writes after a second: without it no one can continue.
   */
  private void awaitCursor() throws Exception {
    awaitOf(
        canal, "canal's cursor", () -> LocalZooKeeper.stat(zooKeeper.address(), CURSOR) != null);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable started :
        new AutoCloseable[] {pipeline, canal, ha, observer, network, zooKeeper, mysql}) {
      if (started != null) {
        started.close();
      }
    }
  }

  @Test
  void aCanalThatIsKilledIsSucceededWithoutLoss(TestReporter reporter) throws Exception {
    long start = System.nanoTime();
    canal.kill();
    insert(mysql, 121, 140);
    awaitOurs(140);

    reporter.publishEntry("canal killed, until our rows", millisSince(start));
    assertComplete(canal.rows(), ours, 101, 140);
    assertAscending();
  }

  /** A deposed canal server does not know it and still publishes and writes its cursor. */
  @Test
  void aCanalThatWakesUpDeposedDoesNotDisturbUs(TestReporter reporter) throws Exception {
    canal.pause();
    long start = System.nanoTime();
    insert(mysql, 121, 140);
    awaitOurs(140);
    reporter.publishEntry("canal stopped, until our rows", millisSince(start));
    DestinationState.Leader leader = leader();

    canal.resume();
    insert(mysql, 141, 160);
    awaitOf(canal, "the zombie's rows", () -> canal.rows().contains(121L));
    awaitOurs(160);

    reporter.publishEntry("rows the zombie published after its term", zombieRows());
    assertComplete(canal.rows(), ours, 101, 160);
    assertAscending();
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
    assertEquals(OURS, leader.address());
    assertEquals(leader, leader());
  }

  @Test
  void anInstanceThatIsCutOffIsSucceededByCanalWithoutLoss(TestReporter reporter) throws Exception {
    canal.kill();
    insert(mysql, 121, 140);
    awaitOurs(140);
    assertEquals(OURS, leader().address());
    try (CanalServer next = CanalServer.start(launch, CANAL_AGAIN, directory)) {
      awaitOf(next, "canal stands by", () -> standbys(observer).contains(CANAL_AGAIN));

      long start = System.nanoTime();
      network.set(FaultyNetwork.Mode.BLACKHOLE);
      insert(mysql, 141, 160);
      awaitOf(next, "canal's rows", () -> next.rows().contains(160L));

      reporter.publishEntry("we were cut off, until canal's rows", millisSince(start));
      assertComplete(next.rows(), ours, 121, 160);
      assertTrue(next.rows().get(0) > 120, "canal started from the beginning: " + next.rows());
      network.heal();
      Wait.until("we stand by", () -> standbys(observer).contains(OURS));
      insert(mysql, 161, 170);
      awaitOf(next, "canal's rows", () -> next.rows().contains(170L));
      assertTrue(ours.stream().noneMatch(id -> id > 160), "we continued: " + ours);
    }
  }

  private void awaitOurs(long last) throws Exception {
    try {
      Wait.until("our rows", () -> ours.contains(last));
    } catch (AssertionError e) {
      throw new AssertionError(pipeline.status() + ", " + ha.health() + ", " + ours, e);
    }
  }

  private DestinationState.Leader leader() throws Exception {
    return observer.cluster().leader(DESTINATION).toCompletableFuture().get().orElseThrow();
  }

  private String zombieRows() throws Exception {
    return Long.toString(canal.rows().stream().filter(id -> id > 120).count());
  }

  private void assertAscending() {
    for (int i = 1; i < ours.size(); i++) {
      assertTrue(ours.get(i - 1) < ours.get(i), ours.toString());
    }
  }

  private static String millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000 + " ms";
  }
}
