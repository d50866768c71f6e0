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

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.Internals;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.StaleEpochException;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;

final class PositionStoreTest extends PositionStoreTestBase {
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
    // With a session that long no heartbeat is due, which would meet the newer epoch first.
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).sessionTimeout(Duration.ofMinutes(1)));
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    // Another client deposes it while no watch of ours can notice.
    admin.setData("/otter/canal/ha/" + destination, new byte[0], -1);

    Throwable refused = failure(ha, checkpoint(101), lease);

    assertInstanceOf(StaleEpochException.class, refused);
    assertThrows(LeaseLostException.class, lease::await);
    assertEquals(checkpoint(100), stored().checkpoint());
  }

  @Test
  void aSaveThatMeetsACanalServerIsRefused() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    var takenOver = new CountDownLatch(1);
    // The loop learns of the take-over after it has sent the save.
    Internals.context(ha).loop().execute(() -> hold(takenOver));
    CompletableFuture<Void> save =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();
    admin.delete(running, -1);
    admin.create(
        running,
        "{\"active\":true,\"address\":\"h:1\"}".getBytes(UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL);

    takenOver.countDown();

    assertInstanceOf(LeaseLostException.class, failure(save));
    assertEquals(checkpoint(100), stored().checkpoint());
    assertThrows(LeaseLostException.class, lease::await);
    admin.delete(running, -1);
  }

  @Test
  void saveWithoutALeaderIsRefusedToo() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    var deleted = new CountDownLatch(1);
    Internals.context(ha).loop().execute(() -> hold(deleted));
    CompletableFuture<Void> save =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();
    admin.delete(running, -1);

    deleted.countDown();

    assertInstanceOf(LeaseLostException.class, failure(save));
    assertEquals(checkpoint(100), stored().checkpoint());
  }

  @Test
  void theLastSaveAndTheHandOverAreOneTransaction() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    ha.positionStore().load(lease);
    Wait.until("membership", () -> admin.exists(members(), false) != null);
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

    before.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(checkpoint(101), stored().checkpoint());
  }

  @Test
  void theLastSaveOfADeposedLeaderIsRefused() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(100), lease);
    admin.delete(running, -1);
    Wait.until("the revocation", () -> !lease.isValid());

    IOException refused =
        assertThrows(
            IOException.class, () -> ha.positionStore().saveAndRelease(checkpoint(101), lease));

    assertInstanceOf(LeaseLostException.class, refused.getCause());
    assertEquals(checkpoint(100), stored().checkpoint());
    assertTrue(elected(stand(ha, destination)).isValid());
  }

  @Test
  void aLastSaveThatComesTooLateLeavesTheNextLeaderAlone() throws Exception {
    ZooKeeperHa first =
        instances.open(Instances.builder(server.address()).closeTimeout(Wait.LIMIT));
    ZooKeeperHa second = instances.open(server.address());
    Lease old = elected(stand(first, destination));
    await(first, checkpoint(100), old);
    CompletableFuture<Lease> standby = stand(second, destination);
    var succeeded = new CountDownLatch(1);
    Internals.context(first).loop().execute(() -> hold(succeeded));
    CompletableFuture<Void> lastSave =
        CompletableFuture.runAsync(
            () -> {
              IOException refused =
                  assertThrows(
                      IOException.class,
                      () -> first.positionStore().saveAndRelease(checkpoint(101), old));
              assertInstanceOf(StaleEpochException.class, refused.getCause());
            });
    Wait.until("the attempt", () -> !old.isValid());
    admin.delete(running, -1);
    admin.delete("/otter/canal/ha/" + destination + "/seat", -1);
    Lease next = elected(standby);

    succeeded.countDown();

    lastSave.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(next.epoch(), admin.exists(running, false).getCzxid());
    assertEquals(checkpoint(100), stored().checkpoint());
    assertTrue(next.isValid());
  }

  @Test
  void closingALeaseTooLateLeavesTheNextLeaderAlone() throws Exception {
    ZooKeeperHa first =
        instances.open(Instances.builder(server.address()).closeTimeout(Wait.LIMIT));
    ZooKeeperHa second = instances.open(server.address());
    Lease old = elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    var succeeded = new CountDownLatch(1);
    Internals.context(first).loop().execute(() -> hold(succeeded));
    CompletableFuture<Void> closed = CompletableFuture.runAsync(old::close);
    Wait.until("the attempt", () -> !old.isValid());
    admin.delete(running, -1);
    admin.delete("/otter/canal/ha/" + destination + "/seat", -1);
    Lease next = elected(standby);

    succeeded.countDown();

    closed.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
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
    var revoked = new CompletableFuture<Void>();
    lease.onRevoked(() -> revoked.complete(null));
    admin.setData(running, "{\"active\":false,\"address\":\"10.0.1.1:11111\"}".getBytes(UTF_8), -1);
    // A lease is suspect before the wish has been read, and nothing can be saved meanwhile.
    revoked.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);

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
}
