package dev.towpath.ha.zookeeper.internal.session;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.Internals;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.internal.position.CursorJson;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.position.Checkpoint;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionFaultsTest {
  private static final String RUNNING = "/otter/canal/destinations/d/running";
  private static final String CURSOR = "/otter/canal/ha/d/cursor/1001";

  private final Instances instances = new Instances();
  private LocalZooKeeper server;
  private FaultyNetwork network;
  private ZooKeeper admin;

  @BeforeEach
  void start() throws Exception {
    server = LocalZooKeeper.start();
    network = new FaultyNetwork(server.port());
    admin = server.client();
  }

  @AfterEach
  void stop() throws Exception {
    instances.close();
    network.close();
    admin.close();
    server.close();
  }

  @Test
  void aClaimWhoseAnswerIsLostIsWonAfterAll() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    network.loseTheAnswerTo("\"active\":true");

    CompletableFuture<Lease> candidate = stand(ha, "d");
    Wait.until("the claim", () -> admin.exists(RUNNING, false) != null);
    long claimed = admin.exists(RUNNING, false).getCzxid();
    assertFalse(candidate.isDone());
    network.heal();

    Lease lease = elected(candidate);
    assertTrue(lease.isValid());
    assertTrue(lease.epoch() > claimed);
    assertEquals(claimed, admin.exists(RUNNING, false).getCzxid());
    assertEquals(2, admin.exists("/otter/canal/ha/d", false).getVersion());
  }

  @Test
  void aClaimWhoseAnswerIsLostIsUndoneWhenItsCandidateHasGone() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    network.loseTheAnswerTo("\"active\":true");
    var candidate =
        new Thread(
            () -> assertThrows(InterruptedException.class, () -> ha.coordinator().acquire("d")));
    candidate.start();
    Wait.until("the claim", () -> admin.exists(RUNNING, false) != null);

    candidate.interrupt();
    candidate.join();
    network.heal();

    Wait.until("the node is deleted", () -> admin.exists(RUNNING, false) == null);
  }

  @Test
  void aSaveWhoseAnswerIsLostHappensOnce() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    Lease lease = elected(stand(ha, "d"));
    await(ha, checkpoint(100), lease);
    network.loseTheAnswerTo("\"v\":1,\"t\":");

    CompletableFuture<Void> save =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();
    Wait.until("the save", () -> stored().checkpoint().equals(checkpoint(101)));
    assertFalse(save.isDone());
    network.heal();

    save.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(1, admin.exists(CURSOR, false).getVersion());
    await(ha, checkpoint(102), lease);
    assertEquals(2, admin.exists(CURSOR, false).getVersion());
  }

  @Test
  void theLastSaveWhoseAnswerIsLostIsRecognised() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(network.address()).closeTimeout(Duration.ofSeconds(20)));
    Lease lease = elected(stand(ha, "d"));
    await(ha, checkpoint(100), lease);
    network.loseTheAnswerTo("\"v\":1,\"t\":");

    CompletableFuture<Void> saved =
        CompletableFuture.runAsync(
            () -> {
              try {
                ha.positionStore().saveAndRelease(checkpoint(101), lease);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Wait.until("the hand-over", () -> admin.exists(RUNNING, false) == null);
    assertFalse(saved.isDone());
    network.heal();

    saved.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(checkpoint(101), stored().checkpoint());
  }

  @Test
  void aSuspectLeaseIsResumedUnderTheSameEpoch() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(network.address()).sessionTimeout(Duration.ofSeconds(4)));
    Lease lease = elected(stand(ha, "d"));
    var revoked = new CompletableFuture<Void>();
    lease.onRevoked(() -> revoked.complete(null));

    // The server still hears from the client, so the session does not expire.
    network.set(FaultyNetwork.Mode.DROP_REPLIES);
    Wait.until("the suspicion", () -> !lease.isValid());
    network.heal();

    lease.await();
    assertTrue(lease.isValid());
    assertFalse(revoked.isDone());
    assertEquals(lease.epoch(), admin.exists("/otter/canal/ha/d", false).getMzxid());
    await(ha, checkpoint(100), lease);
  }

  @Test
  void aSessionThatTheServerEndedRevokesItsLease() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    Lease lease = elected(stand(ha, "d"));
    await(ha, checkpoint(100), lease);

    server.expire(admin.exists(RUNNING, false).getEphemeralOwner());

    assertLost(lease);
    Lease next = elected(stand(ha, "d"));
    assertTrue(next.epoch() > lease.epoch());
    assertEquals(Optional.of(checkpoint(100)), ha.positionStore().load(next));
  }

  @Test
  void aSessionThatOnlyTheClientGaveUpIsTakenBackWithItsLease() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    Lease lease = elected(stand(ha, "d"));
    Handle handle = handle(ha);
    long session = handle.sessionId();

    handle.client().getTestable().injectSessionExpiration();

    Wait.until("another client object", () -> handle(ha) != handle);
    lease.await();
    assertEquals(session, handle(ha).sessionId());
    assertEquals(session, admin.exists(RUNNING, false).getEphemeralOwner());
    await(ha, checkpoint(100), lease);
    admin.delete(RUNNING, -1);
    Wait.until("the watch is there again", () -> !lease.isValid());
  }

  @Test
  void aLeaderThatIsCutOffStopsBeforeAnotherIsElected() throws Exception {
    ZooKeeperHa cutOff = instances.open(network.address());
    ZooKeeperHa standby = instances.open(server.address());
    Lease lease = elected(stand(cutOff, "d"));
    await(cutOff, checkpoint(100), lease);
    CompletableFuture<Lease> next = stand(standby, "d");

    network.set(FaultyNetwork.Mode.BLACKHOLE);
    Lease taken = elected(next);
    boolean wasStillValid = lease.isValid();

    assertFalse(wasStillValid);
    assertTrue(taken.epoch() > lease.epoch());
    assertEquals(Optional.of(checkpoint(100)), standby.positionStore().load(taken));
    await(standby, checkpoint(200), taken);
    CompletableFuture<Void> zombie =
        cutOff.positionStore().save(checkpoint(101), lease).toCompletableFuture();
    network.heal();
    assertThrows(ExecutionException.class, () -> zombie.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    assertLost(lease);
    assertEquals(checkpoint(200), stored().checkpoint());
    assertTrue(taken.isValid());
  }

  @Test
  void deletedNodeOfALeaderThatIsCutOffDoesNotMakeTwo() throws Exception {
    ZooKeeperHa cutOff = instances.open(network.address());
    ZooKeeperHa standby = instances.open(server.address());
    Lease lease = elected(stand(cutOff, "d"));
    CompletableFuture<Lease> next = stand(standby, "d");

    network.set(FaultyNetwork.Mode.BLACKHOLE);
    admin.delete(RUNNING, -1);
    Lease taken = elected(next);
    boolean wasStillValid = lease.isValid();

    assertFalse(wasStillValid);
    assertTrue(taken.isValid());
  }

  @Test
  void aShortRestartOfTheServersChangesNothing() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).sessionTimeout(Duration.ofSeconds(6)));
    Lease lease = elected(stand(ha, "d"));

    server.stop();
    server.startAgain();

    Wait.until("the connection", () -> ha.health().state() == ConnectionHealth.State.UP);
    await(ha, checkpoint(100), lease);
    assertTrue(lease.isValid());
  }

  @Test
  void anOutageThatOutlivesTheClientDoesNotCostTheSession() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, "d"));
    await(ha, checkpoint(100), lease);
    long created = admin.exists(RUNNING, false).getCzxid();
    Handle handle = handle(ha);

    // Stopped servers expire no sessions.
    server.stop();
    Wait.until("the client gave up", () -> !handle.client().getState().isAlive());
    assertLost(lease);
    CompletableFuture<Lease> candidate = stand(ha, "d");
    server.startAgain();

    Lease next = elected(candidate);
    assertEquals(created, LocalZooKeeper.stat(server.address(), RUNNING).getCzxid());
    assertTrue(next.epoch() > lease.epoch());
    assertEquals(Optional.of(checkpoint(100)), ha.positionStore().load(next));
  }

  @Test
  void serversThatLostAllDataAreUsedAgain() throws Exception {
    ZooKeeperHa ha =
        instances.open(
            Internals.stuckAfter(
                Instances.builder(server.address()).sessionTimeout(Duration.ofSeconds(4)),
                Duration.ofSeconds(1)));
    Lease lease = elected(stand(ha, "d"));
    for (int offset = 100; offset < 120; offset++) {
      await(ha, checkpoint(offset), lease);
    }

    server.startEmpty();

    assertLost(lease);
    Lease next = elected(stand(ha, "d"));
    assertEquals(Optional.empty(), ha.positionStore().load(next));
  }

  @Test
  void itStartsWhileNoServerIsThere() throws Exception {
    server.stop();
    ZooKeeperHa ha = instances.open(server.address());
    CompletableFuture<Lease> candidate = stand(ha, "d");
    assertEquals(ConnectionHealth.State.CONNECTING, ha.health().state());
    Wait.until(
        "the diagnosis", () -> ha.health().why().contains(server.address() + " cannot be reached"));
    assertFalse(candidate.isDone());

    server.startAgain();

    Lease lease = elected(candidate);
    lease.await();
    assertTrue(lease.isValid());
    assertEquals(ConnectionHealth.State.UP, ha.health().state());
    assertEquals("", ha.health().why());
  }

  @Test
  void aHostThatDoesNotExistIsNamed() throws Exception {
    ZooKeeperHa ha =
        instances.open(
            Instances.builder("no-such-host.invalid:2181").sessionTimeout(Duration.ofMillis(200)));

    Wait.until(
        "the diagnosis",
        () -> ha.health().why().contains("no-such-host.invalid:2181 does not resolve"));
    assertEquals(ConnectionHealth.State.CONNECTING, ha.health().state());
  }

  @Test
  void beingDisconnectedIsVisible() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    Wait.until("the connection", () -> ha.health().state() == ConnectionHealth.State.UP);

    network.set(FaultyNetwork.Mode.REFUSE);

    Wait.until("the disconnection", () -> ha.health().state() == ConnectionHealth.State.DEGRADED);
    assertTrue(ha.health().why().contains(network.address()), ha.health().why());
  }

  @Test
  void closingIsBoundedWhenNothingAnswers() throws Exception {
    ZooKeeperHa ha =
        instances.open(
            Instances.builder(network.address())
                .sessionTimeout(Duration.ofMinutes(1))
                .closeTimeout(Duration.ofMillis(300)));
    Lease first = elected(stand(ha, "d"));
    Lease second = elected(stand(ha, "e"));
    network.set(FaultyNetwork.Mode.BLACKHOLE);

    Duration release = Instances.timed(first::close);
    Duration lastSave =
        Instances.timed(
            () ->
                assertThrows(
                    IOException.class,
                    () -> ha.positionStore().saveAndRelease(checkpoint(100), second)));
    Duration close = Instances.timed(ha::close);

    // The client library would wait for two thirds of the session timeout.
    Duration limit = Duration.ofSeconds(20);
    assertTrue(release.compareTo(limit) < 0, "release: " + release);
    assertTrue(lastSave.compareTo(limit) < 0, "last save: " + lastSave);
    assertTrue(close.compareTo(limit) < 0, "close: " + close);
    assertFalse(first.isValid());
    assertFalse(second.isValid());
  }

  @Test
  void aLastSaveThatWaitedInVainDoesNotKeepUsFromStandingAgain() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(network.address()).closeTimeout(Duration.ofMillis(200)));
    Lease lease = elected(stand(ha, "d"));
    await(ha, checkpoint(100), lease);
    network.set(FaultyNetwork.Mode.BLACKHOLE);
    CompletableFuture<Void> before =
        ha.positionStore().save(checkpoint(101), lease).toCompletableFuture();

    assertThrows(
        IOException.class, () -> ha.positionStore().saveAndRelease(checkpoint(102), lease));
    network.heal();

    assertThrows(ExecutionException.class, () -> before.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    Lease next = elected(stand(ha, "d"));
    assertTrue(next.epoch() > lease.epoch());
  }

  @Test
  void aLeaseGivenUpWhileNothingAnswersIsGivenUpLater() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(network.address()).closeTimeout(Duration.ofMillis(200)));
    Lease lease = elected(stand(ha, "d"));
    network.set(FaultyNetwork.Mode.BLACKHOLE);
    lease.close();
    assertTrue(admin.exists(RUNNING, false) != null);

    network.heal();

    Wait.until("the node is deleted", () -> admin.exists(RUNNING, false) == null);
  }

  @Test
  void noThreadOutlivesTheInstance() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    elected(stand(ha, "d"));

    ha.close();

    Wait.until(
        "the threads end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("towpath-zookeeper")));
  }

  private CursorJson stored() throws Exception {
    return CursorJson.read(admin.getData(CURSOR, false, new Stat()));
  }

  private static void assertLost(Lease lease) throws Exception {
    var lost = new CompletableFuture<Void>();
    lease.onRevoked(() -> lost.complete(null));
    lost.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertFalse(lease.isValid());
    assertThrows(LeaseLostException.class, lease::await);
  }

  /** Returns the handle in use, read on the loop. */
  private static Handle handle(ZooKeeperHa ha) throws Exception {
    var found = new AtomicReference<Handle>();
    Wait.until(
        "a connection",
        () -> {
          var answer = new CompletableFuture<Optional<Handle>>();
          Context context = Internals.context(ha);
          context
              .loop()
              .execute(() -> answer.complete(Optional.ofNullable(context.session().connected())));
          answer.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS).ifPresent(found::set);
          return found.get() != null;
        });
    return Objects.requireNonNull(found.get());
  }

  private static Checkpoint checkpoint(long offset) {
    return Checkpoint.of(BinlogPosition.builder("mysql-bin.000007", offset).build());
  }

  private static void await(ZooKeeperHa ha, Checkpoint checkpoint, Lease lease) throws Exception {
    ha.positionStore()
        .save(checkpoint, lease)
        .toCompletableFuture()
        .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
