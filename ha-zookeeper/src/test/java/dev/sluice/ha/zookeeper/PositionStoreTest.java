package dev.sluice.ha.zookeeper;

import static dev.sluice.ha.zookeeper.Instances.elected;
import static dev.sluice.ha.zookeeper.Instances.stand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.coordination.Coordinator;
import dev.sluice.coordination.Lease;
import dev.sluice.coordination.LeaseLostException;
import dev.sluice.event.BinlogPosition;
import dev.sluice.position.Checkpoint;
import dev.sluice.position.StaleEpochException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PositionStoreTest {
  private static LocalZooKeeper server;
  private static ZooKeeper admin;

  private final Instances instances = new Instances();
  private String destination = "";
  private String running = "";
  private String cursor = "";
  private String canalCursor = "";

  @BeforeAll
  static void startServer() throws Exception {
    server = LocalZooKeeper.start();
    admin = server.client();
  }

  @AfterAll
  static void stopServer() throws Exception {
    admin.close();
    server.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    destination = test.getTestMethod().orElseThrow().getName();
    running = "/otter/canal/destinations/" + destination + "/running";
    cursor = "/otter/canal/ha/" + destination + "/cursor/1001";
    canalCursor = "/otter/canal/destinations/" + destination + "/1001/cursor";
  }

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void nothingSavedIsNothingLoaded() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());

    assertEquals(Optional.empty(), ha.positionStore().load(elected(stand(ha, destination))));
  }

  @Test
  void theNextLeaderLoadsWhatWasSavedLast() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    first.positionStore().load(lease);
    CompletableFuture<Lease> standby = stand(second, destination);
    for (int offset = 100; offset < 150; offset++) {
      await(first, checkpoint(offset), lease);
    }

    first.close();

    Lease next = elected(standby);
    assertEquals(Optional.of(checkpoint(149)), second.positionStore().load(next));
    await(second, checkpoint(150), next);
    assertEquals(checkpoint(150), stored().checkpoint());
  }

  @Test
  void theSinksStateIsKept() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    byte[] state = {0, 1, -1};

    await(ha, Checkpoint.of(checkpoint(100).position(), state), lease);

    Checkpoint loaded = ha.positionStore().load(lease).orElseThrow();
    assertArrayEquals(state, loaded.sinkState().orElseThrow());
  }

  @Test
  void theNodeNamesEpochAndSequence() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    await(ha, checkpoint(100), lease);
    await(ha, checkpoint(100), lease);

    assertEquals(lease.epoch(), stored().token());
    assertEquals(2, stored().sequence());
  }

  @Test
  void aSaveUnderALeaseThatWasSucceededIsStale() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease old = elected(stand(first, destination));
    await(first, checkpoint(100), old);
    CompletableFuture<Lease> standby = stand(second, destination);
    old.close();
    Lease next = elected(standby);
    await(second, checkpoint(200), next);

    Throwable refused = failure(first, checkpoint(101), old);

    assertInstanceOf(StaleEpochException.class, refused);
    assertTrue(String.valueOf(refused.getMessage()).contains("epoch " + next.epoch()));
    assertEquals(checkpoint(200), stored().checkpoint());
  }

  @Test
  void aSaveThatMeetsANewerEpochIsStaleAndRevokes() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    // Somebody deposes it while no watch of ours can notice.
    admin.setData("/otter/canal/ha/" + destination, new byte[0], -1);

    Throwable refused = failure(ha, checkpoint(101), lease);

    assertInstanceOf(StaleEpochException.class, refused);
    assertThrows(LeaseLostException.class, lease::await);
    assertEquals(checkpoint(100), stored().checkpoint());
  }

  @Test
  void aSaveThatMeetsACanalServerIsStale() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    var takenOver = new CountDownLatch(1);
    // The loop learns of the take-over after it has sent the save.
    ha.context().loop().execute(() -> hold(takenOver));
    CompletableFuture<Void> save =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();
    admin.delete(running, -1);
    admin.create(
        running,
        "{\"active\":true,\"address\":\"h:1\"}".getBytes(UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL);

    takenOver.countDown();

    assertInstanceOf(StaleEpochException.class, failure(save));
    assertEquals(checkpoint(100), stored().checkpoint());
    assertThrows(LeaseLostException.class, lease::await);
    admin.delete(running, -1);
  }

  @Test
  void aSaveThatMeetsNobodyIsStaleToo() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    var deleted = new CountDownLatch(1);
    ha.context().loop().execute(() -> hold(deleted));
    CompletableFuture<Void> save =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();
    admin.delete(running, -1);

    deleted.countDown();

    assertInstanceOf(StaleEpochException.class, failure(save));
    assertEquals(checkpoint(100), stored().checkpoint());
  }

  @Test
  void theLastSaveAndTheHandOverAreOneTransaction() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    ha.positionStore().load(lease);
    Await.until("membership", () -> admin.exists(members(), false) != null);
    var revoked = new CompletableFuture<Void>();
    lease.onRevoked(() -> revoked.complete(null));

    ha.positionStore().saveAndRelease(checkpoint(300), lease);

    assertNull(admin.exists(running, false));
    assertEquals(checkpoint(300), stored().checkpoint());
    // The parent of a deleted node knows the zxid of the deletion.
    assertEquals(
        admin.exists(cursor, false).getMzxid(),
        admin.exists("/otter/canal/destinations/" + destination, false).getPzxid());
    assertFalse(lease.isValid());
    assertFalse(revoked.isDone());
    Lease next = elected(stand(ha, destination));
    assertEquals(Optional.of(checkpoint(300)), ha.positionStore().load(next));
  }

  private String members() {
    return "/otter/canal/destinations/" + destination + "/cluster";
  }

  @Test
  void theLastSaveComesAfterTheOneInFlight() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    CompletableFuture<Void> before =
        ha.positionStore().save(checkpoint(100), lease).toCompletableFuture();
    ha.positionStore().saveAndRelease(checkpoint(101), lease);

    before.get(1, TimeUnit.SECONDS);
    assertEquals(checkpoint(101), stored().checkpoint());
  }

  @Test
  void theLastSaveOfADeposedLeaderIsRefused() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    admin.delete(running, -1);
    Await.until("the revocation", () -> !lease.isValid());

    Exception refused =
        assertThrows(
            Exception.class, () -> ha.positionStore().saveAndRelease(checkpoint(101), lease));

    assertInstanceOf(StaleEpochException.class, refused);
    assertEquals(checkpoint(100), stored().checkpoint());
    assertTrue(elected(stand(ha, destination)).isValid());
  }

  @Test
  void aLastSaveThatComesTooLateLeavesTheNextLeaderAlone() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease old = elected(stand(first, destination));
    await(first, checkpoint(100), old);
    CompletableFuture<Lease> standby = stand(second, destination);
    var succeeded = new CountDownLatch(1);
    first.context().loop().execute(() -> hold(succeeded));
    CompletableFuture<Void> lastSave =
        CompletableFuture.runAsync(
            () ->
                assertThrows(
                    StaleEpochException.class,
                    () -> first.positionStore().saveAndRelease(checkpoint(101), old)));
    Await.until("the attempt", () -> !old.isValid());
    admin.delete(running, -1);
    Lease next = elected(standby);

    succeeded.countDown();

    lastSave.get(10, TimeUnit.SECONDS);
    assertEquals(next.epoch(), admin.exists(running, false).getCzxid());
    assertEquals(checkpoint(100), stored().checkpoint());
    assertTrue(next.isValid());
  }

  @Test
  void closingALeaseTooLateLeavesTheNextLeaderAlone() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease old = elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    var succeeded = new CountDownLatch(1);
    first.context().loop().execute(() -> hold(succeeded));
    CompletableFuture<Void> closed = CompletableFuture.runAsync(old::close);
    Await.until("the attempt", () -> !old.isValid());
    admin.delete(running, -1);
    Lease next = elected(standby);

    succeeded.countDown();

    closed.get(10, TimeUnit.SECONDS);
    assertEquals(next.epoch(), admin.exists(running, false).getCzxid());
    assertTrue(next.isValid());
  }

  @Test
  void anOperatorsHandOverStillTakesTheLastCheckpoint() throws Exception {
    ZooKeeperHa first =
        instances.open(Instances.builder(server.address()).address("10.0.1.1:11111"));
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    admin.setData(running, "{\"active\":false,\"address\":\"10.0.1.1:11111\"}".getBytes(UTF_8), -1);
    Await.until("the revocation", () -> !lease.isValid());

    first.positionStore().saveAndRelease(checkpoint(400), lease);

    assertEquals(Optional.of(checkpoint(400)), second.positionStore().load(elected(standby)));
  }

  @Test
  void somebodyElsesWritingIsOverwritten() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);

    admin.setData(cursor, "nonsense".getBytes(UTF_8), -1);
    await(ha, checkpoint(101), lease);

    assertEquals(checkpoint(101), stored().checkpoint());
    assertTrue(lease.isValid());
  }

  @Test
  void aDeletedNodeIsCreatedAgain() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);

    admin.delete(cursor, -1);
    admin.delete(cursor.substring(0, cursor.lastIndexOf('/')), -1);
    await(ha, checkpoint(101), lease);

    assertEquals(checkpoint(101), stored().checkpoint());
  }

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

    Await.until("the second save", () -> stored().checkpoint().equals(checkpoint(101)));
    assertFalse(second.isDone());
    ha.positionStore().saveAndRelease(checkpoint(102), lease);
    second.get(1, TimeUnit.SECONDS);
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
    CompletableFuture.allOf(saves).get(10, TimeUnit.SECONDS);

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

  private CursorJson stored() throws Exception {
    return CursorJson.read(admin.getData(cursor, false, null));
  }

  private static Checkpoint checkpoint(long offset) {
    return Checkpoint.of(BinlogPosition.builder("mysql-bin.000007", offset).build());
  }

  private static void await(ZooKeeperHa ha, Checkpoint checkpoint, Lease lease) throws Exception {
    ha.positionStore().save(checkpoint, lease).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Throwable failure(ZooKeeperHa ha, Checkpoint checkpoint, Lease lease) {
    return failure(ha.positionStore().save(checkpoint, lease).toCompletableFuture());
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Throwable failure(CompletableFuture<Void> save) {
    @Nullable Throwable cause =
        assertThrows(ExecutionException.class, () -> save.get(10, TimeUnit.SECONDS)).getCause();
    return cause == null ? new AssertionError("no cause") : cause;
  }

  private static byte[] canals(String file, long position) {
    return ("{\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\",\"identity\":"
            + "{\"slaveId\":-1,\"sourceAddress\":{\"address\":\"db\",\"port\":3306}},\"postion\":"
            + "{\"gtid\":\"\",\"included\":false,\"journalName\":\"%s\",\"position\":%d,"
            + "\"serverId\":1,\"timestamp\":1726308024000}}")
        .formatted(file, position)
        .getBytes(UTF_8);
  }
}
