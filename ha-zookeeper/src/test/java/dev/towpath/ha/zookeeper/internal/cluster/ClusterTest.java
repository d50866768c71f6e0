package dev.towpath.ha.zookeeper.internal.cluster;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.CoordinationException;
import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.Cluster;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.internal.position.PositionStoreTestBase;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ClusterState;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.ha.zookeeper.state.DestinationState;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // resources that are only closed, one of them early
final class ClusterTest extends PositionStoreTestBase {
  private static final Duration PATIENCE = Wait.LIMIT;
  private static final int ROUNDS = 300;

  @Test
  void itShowsWhoRunsADestinationAndWhoWaits() throws Exception {
    ZooKeeperHa first =
        instances.open(Instances.builder(server.address()).address("10.0.1.1:11111"));
    ZooKeeperHa second =
        instances.open(Instances.builder(server.address()).address("10.0.1.2:11111"));
    Lease lease = elected(stand(first, destination));
    var unused = stand(second, destination);
    await(first, checkpoint(100), lease);
    awaitConnection(second);
    Wait.until("the standby", () -> state(second).standbys().size() == 1);

    DestinationState state = state(second);

    assertEquals(List.of("10.0.1.2:11111"), state.standbys());
    assertEquals(List.of("10.0.1.1:11111", "10.0.1.2:11111"), state.members());
    DestinationState.Leader leader = state.leader();
    assertNotNull(leader);
    assertEquals("10.0.1.1:11111", leader.address());
    assertTrue(leader.isActive());
    assertFalse(leader.isCanal());
    assertEquals(lease.epoch(), state.epoch());
    DestinationState.SavedPosition cursor = state.cursor();
    assertNotNull(cursor);
    assertEquals(checkpoint(100).position(), cursor.position());
    assertEquals(lease.epoch(), cursor.epoch());
    assertTrue(cursor.age(Instant.now()).compareTo(PATIENCE) < 0, state.toString());
    assertEquals(List.of(), state.remarks());
    assertFalse(unused.isDone());
  }

  @Test
  void itAnswersWhatAClientOfCanalAsks() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    awaitConnection(ha);
    LocalZooKeeper.create(admin, "/otter/canal/destinations/" + destination + "/1001", new byte[0]);
    assertTrue(ha.cluster().leader(destination).toCompletableFuture().get().isEmpty());

    admin.create(
        running,
        "{\"active\":true,\"address\":\"10.9.9.9:11111\"}".getBytes(UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL);

    DestinationState.Leader leader =
        ha.cluster().leader(destination).toCompletableFuture().get().orElseThrow();
    assertEquals("10.9.9.9:11111", leader.address());
    assertTrue(leader.isCanal());
    admin.delete(running, -1);
  }

  @Test
  void canalsCursorIsShownBesideOurs() throws Exception {
    LocalZooKeeper.create(admin, canalCursor, canals("mysql-bin.000024", 512));
    ZooKeeperHa ha = instances.open(server.address());
    awaitConnection(ha);

    DestinationState state = state(ha);

    assertNull(state.cursor());
    DestinationState.SavedPosition canals = state.canalCursor();
    assertNotNull(canals);
    assertEquals(512, canals.position().offset());
    assertEquals(0, state.epoch());
  }

  @Test
  void aNodeThatCannotBeReadIsARemarkAndNotAFailure() throws Exception {
    LocalZooKeeper.create(admin, cursor, "{".getBytes(UTF_8));
    LocalZooKeeper.create(admin, running, "canal".getBytes(UTF_8));
    ZooKeeperHa ha = instances.open(server.address());
    awaitConnection(ha);

    DestinationState state = state(ha);

    assertEquals(2, state.remarks().size(), state.toString());
    assertNull(state.cursor());
  }

  @Test
  void listenersAreToldAboutLeadersAndMembers() throws Exception {
    ZooKeeperHa observer = instances.open(server.address());
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).address("10.0.1.3:11111"));
    var told = new CopyOnWriteArrayList<ClusterState>();
    try (Cluster.Subscription subscription = observer.cluster().onChange(told::add)) {
      Lease lease = elected(stand(ha, destination));
      Wait.until("the leader", () -> isLed(told, "10.0.1.3:11111"));

      lease.close();
      Wait.until("the vacancy", () -> isLed(told, null));

      subscription.close();
      int count = told.size();
      elected(stand(ha, destination));
      Wait.until("it is led again", () -> state(observer).leader() != null);
      assertEquals(count, told.size());
    }
  }

  @Test
  void aChangeDuringAReadingIsToldToo() throws Exception {
    ZooKeeperHa observer = instances.open(server.address());
    LocalZooKeeper.create(admin, cluster(destination), new byte[0]);
    var told = new CopyOnWriteArrayList<ClusterState>();
    try (Cluster.Subscription ignored = observer.cluster().onChange(told::add)) {
      Wait.until("the first state", () -> !told.isEmpty());
      for (int round = 0; round < ROUNDS; round++) {
        String address = "10.0.2.1:" + round;
        String member = cluster(destination) + "/member-" + round;
        admin.create(member, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        // Each round later within the reading that the new member causes.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20) + round * 20_000L);
        admin.create(
            running,
            "{\"active\":true,\"address\":\"%s\"}".formatted(address).getBytes(UTF_8),
            Ids.OPEN_ACL_UNSAFE,
            CreateMode.EPHEMERAL);

        Wait.until("the leader", () -> isLed(told, address));
        admin.delete(running, -1);
        Wait.until("the vacancy", () -> isLed(told, null));
      }
    }
  }

  private static String cluster(String destination) {
    return "/otter/canal/destinations/" + destination + "/cluster";
  }

  @Test
  void savingAPositionIsNoChange() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    await(ha, checkpoint(4), lease);
    // It is shown as a member a moment after it is elected, which is a change.
    Wait.until("membership", () -> !state(ha).members().isEmpty());
    var told = new CopyOnWriteArrayList<ClusterState>();
    try (Cluster.Subscription ignored = ha.cluster().onChange(told::add)) {
      Wait.until("the first state", () -> !told.isEmpty());

      for (int offset = 5; offset < 25; offset++) {
        await(ha, checkpoint(offset), lease);
      }
      lease.close();

      Wait.until("the vacancy", () -> isLed(told, null));
      assertTrue(told.size() <= 3, told.toString());
    }
  }

  @Test
  void aListenerSeesWhatHappenedWhileItWasCutOff() throws Exception {
    try (var network = new FaultyNetwork(server.port())) {
      ZooKeeperHa observer = instances.open(network.address());
      ZooKeeperHa ha =
          instances.open(Instances.builder(server.address()).address("10.0.1.4:11111"));
      var told = new CopyOnWriteArrayList<ClusterState>();
      try (Cluster.Subscription ignored = observer.cluster().onChange(told::add)) {
        Wait.until("the first state", () -> !told.isEmpty());

        network.set(FaultyNetwork.Mode.REFUSE);
        elected(stand(ha, destination));
        network.heal();

        Wait.until("the leader", () -> isLed(told, "10.0.1.4:11111"));
      }
    }
  }

  @Test
  void withoutAConnectionThereIsAClearAnswer() throws Exception {
    try (LocalZooKeeper absent = LocalZooKeeper.notStarted()) {
      ZooKeeperHa ha = instances.open(absent.address());

      CoordinationException failure =
          assertInstanceOf(
              CoordinationException.class,
              assertThrows(
                      ExecutionException.class,
                      () ->
                          ha.cluster()
                              .read()
                              .toCompletableFuture()
                              .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS))
                  .getCause());

      assertTrue(String.valueOf(failure.getMessage()).contains(absent.address()));
    }
  }

  @Test
  void aConsumerIsShownAsCanalsClientsAreWhileItsDestinationRunsHere() throws Exception {
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).address("10.0.1.5:11111"));
    String client = "/otter/canal/destinations/" + destination + "/1001";
    ZooKeeperHa.ShownConsumer consumer = ha.showConsumer(destination);
    String member = client + "/cluster/10.0.1.5:11111";
    Wait.until("membership", () -> admin.exists(member, false) != null);
    assertNull(admin.exists(client + "/running", false));

    Lease lease = elected(stand(ha, destination));
    Wait.until("consuming", () -> admin.exists(client + "/running", false) != null);
    var stat = new Stat();
    String content = new String(admin.getData(client + "/running", false, stat), UTF_8);
    assertTrue(content.contains("\"clientId\":1001"), content);
    assertTrue(stat.getEphemeralOwner() != 0);
    assertEquals("10.0.1.5:11111", state(ha).consumer());

    lease.close();
    Wait.until("not consuming", () -> admin.exists(client + "/running", false) == null);
    assertNotNull(admin.exists(member, false));

    consumer.close();
    Wait.until("leaving", () -> admin.exists(member, false) == null);
  }

  @Test
  void aClientOfCanalInTheConsumersPlaceIsReportedAndWaitedFor() throws Exception {
    String consuming = "/otter/canal/destinations/" + destination + "/1001/running";
    LocalZooKeeper.create(admin, "/otter/canal/destinations/" + destination + "/1001", new byte[0]);
    admin.create(
        consuming,
        "{\"active\":true,\"address\":\"10.1.1.1:50544\",\"clientId\":1001}".getBytes(UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL);
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).sessionTimeout(Duration.ofSeconds(3)));
    try (ZooKeeperHa.ShownConsumer ignored = ha.showConsumer(destination)) {
      elected(stand(ha, destination));

      Wait.until("the report", () -> ha.health().why().contains(consuming));
      admin.delete(consuming, -1);

      Wait.until("the place is taken", () -> admin.exists(consuming, false) != null);
      Wait.until("all is well", () -> ha.health().state() == ConnectionHealth.State.UP);
    }
  }

  @Test
  void anInstanceHandsOverWhenAskedThroughAnother() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    lease.onRevoked(lease::close);

    second
        .handOver(destination, PATIENCE)
        .toCompletableFuture()
        .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);

    assertFalse(lease.isValid());
    CompletableFuture<Lease> again = stand(first, destination);
    assertTrue(elected(standby).epoch() > lease.epoch());
    assertFalse(again.isDone());
  }

  @Test
  void aCanalServerIsAskedToHandOverInItsOwnWords() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    awaitConnection(ha);
    LocalZooKeeper.create(admin, "/otter/canal/destinations/" + destination + "/1001", new byte[0]);
    admin.create(
        running,
        "{\"active\":true,\"address\":\"10.9.9.8:11111\"}".getBytes(UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL);
    awaitConnection(ha);

    CompletableFuture<Void> handedOver = ha.handOver(destination, PATIENCE).toCompletableFuture();
    Wait.until("the wish", () -> content().contains("false"));
    assertEquals("{\"active\":false,\"address\":\"10.9.9.8:11111\"}", content());
    assertFalse(handedOver.isDone());
    admin.delete(running, -1);

    handedOver.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void destinationWithoutALeaderCannotBeHandedOver() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());

    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                ha.handOver(destination, PATIENCE)
                    .toCompletableFuture()
                    .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));

    assertTrue(String.valueOf(failure.getMessage()).contains("no instance runs it"));
  }

  @Test
  void callerWaitingForAHandOverIsToldThatTheInstanceWasClosed() throws Exception {
    ZooKeeperHa ha = instances.open("127.0.0.1:1");
    CompletableFuture<Void> handedOver = ha.handOver(destination, PATIENCE).toCompletableFuture();

    ha.close();

    assertThrows(
        ExecutionException.class, () -> handedOver.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void aHandOverMayBeWaitedForWithoutBound() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);

    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                ha.handOver(destination, forever)
                    .toCompletableFuture()
                    .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));

    assertTrue(String.valueOf(failure.getMessage()).contains("no instance runs it"));
  }

  /** Waits until the instance can read the state, which it refuses while it has no session. */
  private static void awaitConnection(ZooKeeperHa ha) throws Exception {
    Wait.until("the connection", () -> ha.health().state() == ConnectionHealth.State.UP);
  }

  private String content() throws Exception {
    return new String(admin.getData(running, false, null), UTF_8);
  }

  private DestinationState state(ZooKeeperHa ha) throws Exception {
    return ha.cluster()
        .read()
        .toCompletableFuture()
        .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)
        .destination(destination)
        .orElseThrow();
  }

  private boolean isLed(List<ClusterState> told, @Nullable String address) {
    DestinationState state =
        told.isEmpty() ? null : told.get(told.size() - 1).destinations().get(destination);
    DestinationState.Leader leader = state == null ? null : state.leader();
    return leader == null ? address == null : leader.address().equals(address);
  }
}
