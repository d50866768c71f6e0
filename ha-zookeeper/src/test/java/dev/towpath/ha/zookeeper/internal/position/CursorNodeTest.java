package dev.towpath.ha.zookeeper.internal.position;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.position.Checkpoint;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

final class CursorNodeTest extends PositionStoreTestBase {
  @Test
  void canalsCursorIsTakenOverWhereThereIsNoneOfOurs() throws Exception {
    LocalZooKeeper.create(admin, canalCursor, canals("mysql-bin.000024", 512_805_967));
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    BinlogPosition position = ha.positionStore().load(lease).orElseThrow().position();

    assertEquals("mysql-bin.000024", position.file());
    assertEquals(512_805_967, position.offset());
    await(ha, checkpoint(100), lease);
    assertEquals(Optional.of(checkpoint(100)), ha.positionStore().load(lease));
    assertArrayEquals(
        canals("mysql-bin.000024", 512_805_967), admin.getData(canalCursor, false, null));
  }

  @Test
  void anEmptyCursorOfCanalIsNone() throws Exception {
    LocalZooKeeper.create(admin, canalCursor, new byte[0]);
    ZooKeeperHa ha = instances.open(server.address());

    assertEquals(Optional.empty(), ha.positionStore().load(elected(stand(ha, destination))));
  }

  @Test
  void anEmptyNodeOfOursIsNoneAndCanBeWritten() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    LocalZooKeeper.create(admin, cursor, new byte[0]);

    assertEquals(Optional.empty(), ha.positionStore().load(lease));
    await(ha, checkpoint(100), lease);
    assertEquals(checkpoint(100), stored().checkpoint());
  }

  @Test
  void aDamagedNodeIsReportedWithItsPathAndContent() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    LocalZooKeeper.create(admin, cursor, "mysql-bin.000001:4".getBytes(UTF_8));

    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> ha.positionStore().load(lease)).getMessage());

    assertTrue(message.contains(cursor) && message.contains("mysql-bin.000001:4"), message);
    assertTrue(message.contains("or delete it"), message);
    assertTrue(lease.isValid());
  }

  @Test
  void aPositionFromALaterEpochIsNotTrusted() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    LocalZooKeeper.create(admin, cursor, CursorJson.write(Long.MAX_VALUE, 1, checkpoint(100), 0));

    assertThrows(IOException.class, () -> ha.positionStore().load(lease));
  }

  @Test
  void anOversizeCheckpointIsRefusedBeforeItIsSent() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    Checkpoint oversize = Checkpoint.of(checkpoint(101).position(), new byte[512 * 1024]);

    assertInstanceOf(IOException.class, failure(ha, oversize, lease));

    assertTrue(lease.isValid());
    await(ha, checkpoint(102), lease);
    assertThrows(IOException.class, () -> ha.positionStore().saveAndRelease(oversize, lease));
    assertEquals(checkpoint(102), stored().checkpoint());
    assertNull(admin.exists(running, false));
  }

  @Test
  void aLargeCheckpointBelowTheLimitIsStored() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    Checkpoint large = Checkpoint.of(checkpoint(101).position(), new byte[380 * 1024]);

    await(ha, large, lease);

    assertEquals(Optional.of(large), ha.positionStore().load(lease));
  }

  @Test
  void aLeaseOfAnotherCoordinatorIsRefusedByName() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    ZooKeeperHa other = instances.open(server.address());
    Lease theirs = elected(stand(other, destination));
    Lease standalone = Coordinator.standalone().acquire(destination);

    assertThrows(IllegalArgumentException.class, () -> ha.positionStore().load(standalone));
    assertThrows(
        IllegalArgumentException.class, () -> ha.positionStore().save(checkpoint(9), theirs));
    assertThrows(
        IllegalArgumentException.class,
        () -> ha.positionStore().saveAndRelease(checkpoint(9), theirs));
  }

  @Test
  void frequentSavesAreHeldBackToTheCommitInterval() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).commitInterval(Duration.ofMillis(100)));
    Lease lease = elected(stand(ha, destination));

    Duration elapsed =
        Instances.timed(
            () -> {
              for (int offset = 100; offset < 106; offset++) {
                ha.positionStore().save(checkpoint(offset), lease).toCompletableFuture().join();
              }
            });

    assertTrue(elapsed.compareTo(Duration.ofMillis(500)) >= 0, elapsed.toString());
  }

  @Test
  void aSaveIsStoredBeforeItsAnswerIsHeldBack() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).commitInterval(Duration.ofHours(1)));
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);

    CompletableFuture<Void> second =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();

    Wait.until("the second save", () -> stored().checkpoint().equals(checkpoint(101)));
    assertFalse(second.isDone());
    ha.positionStore().saveAndRelease(checkpoint(102), lease);
    second.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(checkpoint(102), stored().checkpoint());
  }

  @Test
  void savesThatWaitAreReplacedByTheLatest() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    int version = admin.exists(cursor, false).getVersion();

    var saves = new CompletableFuture<?>[200];
    for (int i = 0; i < saves.length; i++) {
      saves[i] = ha.positionStore().save(checkpoint(101 + i), lease).toCompletableFuture();
    }
    CompletableFuture.allOf(saves).get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);

    assertEquals(checkpoint(300), stored().checkpoint());
    var stat = new Stat();
    admin.getData(cursor, false, stat);
    assertTrue(stat.getVersion() - version < saves.length, "versions: " + stat.getVersion());
  }

  @Test
  void aClosedInstanceSavesNothing() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    ha.close();

    assertInstanceOf(IOException.class, failure(ha, checkpoint(100), lease));
    assertThrows(LeaseLostException.class, () -> ha.positionStore().load(lease));
    assertThrows(
        IOException.class, () -> ha.positionStore().saveAndRelease(checkpoint(100), lease));
  }
}
