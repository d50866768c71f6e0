package dev.towpath.ha.zookeeper.internal.position;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursorTest;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.ha.zookeeper.state.DestinationState;
import dev.towpath.position.Checkpoint;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of takeovers from canal, whose part a plain client plays; CanalHandOverIT starts a real
 * one.
 */
final class CanalTakeoverTest extends PositionStoreTestBase {
  @Test
  void aMirroredCursorIsWrittenInTheTransactionThatWritesOurs() throws Exception {
    ZooKeeperHa ha = mirroring();
    Lease lease = elected(stand(ha, destination));
    assertEquals(Optional.empty(), ha.positionStore().load(lease));

    await(ha, checkpoint(100), lease);
    await(ha, checkpoint(200), lease);

    Stat ours = admin.exists(cursor, false);
    Stat canals = new Stat();
    BinlogPosition mirrored = CanalCursor.read(admin.getData(canalCursor, false, canals));
    assertEquals(ours.getMzxid(), canals.getMzxid());
    assertEquals(200, mirrored.offset());
    assertEquals(0, canals.getEphemeralOwner());
  }

  @Test
  void theLastSaveIsMirroredToo() throws Exception {
    ZooKeeperHa ha = mirroring();
    Lease lease = elected(stand(ha, destination));

    ha.positionStore().saveAndRelease(checkpoint(300), lease);

    assertNull(admin.exists(running, false));
    assertEquals(300, CanalCursor.read(admin.getData(canalCursor, false, null)).offset());
  }

  @Test
  void withoutMirroringCanalsCursorIsLeftAlone() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    await(ha, checkpoint(100), lease);

    assertNull(admin.exists(canalCursor, false));
  }

  @Test
  void aDeposedLeaderCannotWriteTheMirroredCursor() throws Exception {
    ZooKeeperHa ha = mirroring();
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);

    admin.setData("/otter/canal/ha/" + destination, new byte[0], -1);
    failure(ha, checkpoint(200), lease);

    assertEquals(100, CanalCursor.read(admin.getData(canalCursor, false, null)).offset());
  }

  @Test
  void laterPositionOfCanalIsTakenOver() throws Exception {
    ZooKeeperHa ha = mirroring();
    Lease lease = elected(stand(ha, destination));
    ha.positionStore().saveAndRelease(checkpoint(300), lease);
    admin.setData(canalCursor, canals("mysql-bin.000008", 700), -1);

    Lease next = elected(stand(ha, destination));
    BinlogPosition position = ha.positionStore().load(next).orElseThrow().position();

    assertEquals("mysql-bin.000008", position.file());
    assertEquals(700, position.offset());
  }

  @Test
  void aCanalThatIsBehindUsIsNotFollowed() throws Exception {
    ZooKeeperHa ha = mirroring();
    Lease lease = elected(stand(ha, destination));
    ha.positionStore().saveAndRelease(checkpoint(300), lease);
    admin.setData(canalCursor, canals("mysql-bin.000007", 120), -1);

    Lease next = elected(stand(ha, destination));

    assertEquals(Optional.of(checkpoint(300)), ha.positionStore().load(next));
  }

  @Test
  void ourOwnMirrorIsNotTakenForCanalsWork() throws Exception {
    ZooKeeperHa ha = mirroring();
    Lease lease = elected(stand(ha, destination));
    Checkpoint withState = Checkpoint.of(checkpoint(300).position(), new byte[] {1, 2});
    ha.positionStore().saveAndRelease(withState, lease);

    Lease next = elected(stand(ha, destination));

    assertEquals(Optional.of(withState), ha.positionStore().load(next));
  }

  @Test
  void ourPositionIsKeptWithoutMirroring() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    ha.positionStore().saveAndRelease(checkpoint(300), lease);
    LocalZooKeeper.create(admin, canalCursor, canals("mysql-bin.000008", 700));

    Lease next = elected(stand(ha, destination));

    assertEquals(Optional.of(checkpoint(300)), ha.positionStore().load(next));
  }

  @Test
  void aDeposedCanalThatStillFlushesIsWaitedOut() throws Exception {
    LocalZooKeeper.create(admin, canalCursor, canals("mysql-bin.000008", 100));
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    CompletableFuture<Optional<Checkpoint>> loaded = load(ha, lease);

    long lastFlush = System.nanoTime();
    // More often than canal, so that a stall of this thread is not taken for its end.
    for (int flush = 1; flush <= 15; flush++) {
      long due = lastFlush + Duration.ofMillis(200).toNanos();
      Wait.until("the next flush of a canal server", () -> System.nanoTime() - due >= 0);
      lastFlush = System.nanoTime();
      assertFalse(loaded.isDone(), "taken over while canal still writes");
      admin.setData(canalCursor, canals("mysql-bin.000008", 100 + flush), -1);
    }
    Checkpoint taken = loaded.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS).orElseThrow();

    assertEquals(115, taken.position().offset());
    assertTrue(System.nanoTime() - lastFlush >= Duration.ofSeconds(2).toNanos());
  }

  @Test
  void aCanalThatNeverEndsIsReported() throws Exception {
    LocalZooKeeper.create(admin, canalCursor, canals("mysql-bin.000008", 100));
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    CompletableFuture<Optional<Checkpoint>> loaded = load(ha, lease);

    long[] offset = {100};
    Wait.until(
        "the report",
        () -> {
          admin.setData(canalCursor, canals("mysql-bin.000008", ++offset[0]), -1);
          return ha.health().state() == ConnectionHealth.State.DEGRADED;
        });

    assertTrue(ha.health().why().contains(canalCursor), ha.health().why());
    assertEquals(
        offset[0],
        loaded.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS).orElseThrow().position().offset());
    assertEquals(ConnectionHealth.State.UP, ha.health().state());
  }

  @Test
  void aMetaFileIsTakenOverWhereZooKeeperHasNothing(@TempDir Path directory) throws Exception {
    writeMetaFile(directory, "mysql-bin.000003", 1234);
    ZooKeeperHa ha = withMetaFiles(directory);
    Lease lease = elected(stand(ha, destination));

    BinlogPosition position = ha.positionStore().load(lease).orElseThrow().position();

    assertEquals("mysql-bin.000003", position.file());
    assertEquals(1234, position.offset());
  }

  @Test
  void aMetaFileDoesNotMatterOnceThereIsAPositionOfOurs(@TempDir Path directory) throws Exception {
    ZooKeeperHa ha = withMetaFiles(directory);
    Lease lease = elected(stand(ha, destination));
    ha.positionStore().saveAndRelease(checkpoint(300), lease);
    writeMetaFile(directory, "mysql-bin.000003", 1234);

    assertEquals(
        Optional.of(checkpoint(300)), ha.positionStore().load(elected(stand(ha, destination))));
  }

  @Test
  void twoCursorsOfCanalThatDifferAreLeftToAnOperator(@TempDir Path directory) throws Exception {
    writeMetaFile(directory, "mysql-bin.000003", 1234);
    LocalZooKeeper.create(admin, canalCursor, canals("mysql-bin.000008", 100));
    ZooKeeperHa ha = withMetaFiles(directory);
    Lease lease = elected(stand(ha, destination));

    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> ha.positionStore().load(lease)).getMessage());

    assertTrue(message.contains("meta.dat") && message.contains(canalCursor), message);
  }

  @Test
  void aDestinationWithoutASourceCannotBeMirrored() throws Exception {
    ZooKeeperHa ha =
        instances.open(
            Instances.builder(server.address())
                .mirrorCanalCursor(name -> name.equals("other") ? "db:3306" : "db"));
    Lease lease = elected(stand(ha, destination));

    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> ha.positionStore().load(lease)).getMessage());

    assertTrue(message.contains("'db'"), message);
  }

  @Test
  void leftoversOfCanalsClientsAreReportedAndNotObeyed() throws Exception {
    String client = "/otter/canal/destinations/" + destination + "/1001";
    LocalZooKeeper.create(admin, client + "/filter", "shop\\..*".getBytes(UTF_8));
    LocalZooKeeper.create(admin, client + "/mark/0000000001", new byte[0]);
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    assertEquals(Optional.empty(), ha.positionStore().load(lease));

    DestinationState state =
        ha.cluster().read().toCompletableFuture().get().destination(destination).orElseThrow();
    assertEquals(2, state.remarks().size(), state.toString());
    assertTrue(state.remarks().get(0).contains("shop\\..*"), state.toString());
    assertArrayEquals("shop\\..*".getBytes(UTF_8), admin.getData(client + "/filter", false, null));
  }

  private ZooKeeperHa mirroring() {
    return instances.open(Instances.builder(server.address()).mirrorCanalCursor("127.0.0.1:3306"));
  }

  private ZooKeeperHa withMetaFiles(Path directory) {
    return instances.open(Instances.builder(server.address()).canalDataDirectory(directory));
  }

  private void writeMetaFile(Path directory, String file, long position) throws IOException {
    Path meta = directory.resolve(destination).resolve("meta.dat");
    Files.createDirectories(directory.resolve(destination));
    Files.writeString(meta, CanalCursorTest.metaFile(file, position));
  }

  private static CompletableFuture<Optional<Checkpoint>> load(ZooKeeperHa ha, Lease lease) {
    var loaded = new CompletableFuture<Optional<Checkpoint>>();
    var thread =
        new Thread(
            () -> {
              try {
                loaded.complete(ha.positionStore().load(lease));
              } catch (IOException | InterruptedException | RuntimeException e) {
                loaded.completeExceptionally(e);
              }
            },
            "loading");
    thread.setDaemon(true);
    thread.start();
    return loaded;
  }
}
