package dev.towpath.ha.zookeeper.internal.election;

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
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ElectionTest {
  /**
   * The limit for a takeover that follows an event. Without the event it would come with the next
   * regular look, after 30 s, or with the end of the session.
   */
  private static final Duration PROMPTLY = Duration.ofSeconds(20);

  private static LocalZooKeeper server;
  private static ZooKeeper admin;

  private final Instances instances = new Instances();
  private String destination = "";
  private String running = "";

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
  }

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void theFirstCandidateLeadsInCanalsLayout() throws Exception {
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).address("10.0.0.7:11111"));

    Lease lease = elected(stand(ha, destination));

    var stat = new Stat();
    RunningJson content = RunningJson.read(admin.getData(running, false, stat));
    assertTrue(content.active());
    assertEquals("10.0.0.7:11111", content.address());
    assertEquals(1, stat.getVersion());
    assertTrue(stat.getEphemeralOwner() != 0);
    assertEquals(lease.epoch(), admin.exists("/otter/canal/ha/" + destination, false).getMzxid());
    assertTrue(lease.isValid());
    assertEquals(destination, lease.pipeline());
    assertEquals(ConnectionHealth.State.UP, ha.health().state());
  }

  @Test
  void membersAreShownWhileTheyServeTheDestination() throws Exception {
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).address("10.0.0.8:11111"));
    String member = "/otter/canal/cluster/10.0.0.8:11111";
    String serving = "/otter/canal/destinations/" + destination + "/cluster/10.0.0.8:11111";

    Lease lease = elected(stand(ha, destination));

    Wait.until("membership", () -> admin.exists(member, false) != null);
    Wait.until("membership of the destination", () -> admin.exists(serving, false) != null);
    assertTrue(admin.exists(serving, false).getEphemeralOwner() != 0);
    assertEquals(0, admin.getData(serving, false, null).length);

    lease.close();
    Wait.until("leaving", () -> admin.exists(serving, false) == null);
    assertNotNull(admin.exists(member, false));
  }

  @Test
  void twoInstancesExcludeEachOther() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));

    CompletableFuture<Lease> standby = stand(second, destination);

    Wait.until("the standby is there", () -> members() == 2);
    assertFalse(standby.isDone());
    assertTrue(lease.isValid());
  }

  @Test
  void twoCandidatesOfOneInstanceExcludeEachOther() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    CompletableFuture<Lease> other = stand(ha, destination);

    lease.close();

    assertTrue(elected(other).epoch() > lease.epoch());
  }

  @Test
  void aStandbyTakesOverWhenTheLeaseIsClosed() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    Wait.until("the standby is there", () -> members() == 2);

    lease.close();
    Lease next = standby.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS);

    assertTrue(next.epoch() > lease.epoch());
    assertFalse(lease.isValid());
    assertThrows(LeaseLostException.class, lease::await);
  }

  @Test
  void aStandbyTakesOverWhenTheInstanceIsClosed() throws Exception {
    ZooKeeperHa first =
        instances.open(
            Instances.builder(server.address()).sessionTimeout(PROMPTLY.multipliedBy(2)));
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    var revoked = new CountDownLatch(1);
    lease.onRevoked(revoked::countDown);
    CompletableFuture<Lease> standby = stand(second, destination);
    Wait.until("the standby is there", () -> members() == 2);

    first.close();

    assertTrue(standby.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS).epoch() > lease.epoch());
    assertEquals(0, revoked.getCount());
  }

  @Test
  void epochsGrowOverTwoHundredHandOvers() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    CompletableFuture<Lease> next = stand(first, destination);
    long last = 0;

    for (int term = 0; term < 200; term++) {
      Lease lease = elected(next);
      assertTrue(lease.epoch() > last, lease.epoch() + " after " + last);
      last = lease.epoch();
      next = stand(term % 2 == 0 ? second : first, destination);
      lease.close();
    }

    // Read only once the last candidate leads: it is elected as soon as the lease is closed.
    Lease latest = elected(next);
    assertEquals(201, admin.exists("/otter/canal/ha/" + destination, false).getVersion());
    latest.close();
  }

  @Test
  void aClosedLeaseIsNotRevoked() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    var revocations = new AtomicInteger();
    lease.onRevoked(revocations::incrementAndGet);

    lease.close();
    lease.close();
    elected(stand(ha, destination));

    lease.onRevoked(revocations::incrementAndGet);
    assertEquals(0, revocations.get());
  }

  @Test
  void deletingTheRunningNodeDeposesTheLeader() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    var revocations = new AtomicInteger();
    lease.onRevoked(revocations::incrementAndGet);

    admin.delete(running, -1);

    Wait.until("the revocation", () -> revocations.get() == 1);
    assertFalse(lease.isValid());
    lease.onRevoked(revocations::incrementAndGet);
    assertEquals(2, revocations.get());
    Lease next = elected(stand(ha, destination));
    assertTrue(next.epoch() > lease.epoch());
  }

  @Test
  void aRunningNodeThatWasReplacedDeposesTheLeader() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    admin.multi(
        List.of(
            Op.delete(running, -1),
            Op.create(running, canals(true), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL)));

    Wait.until("the revocation", () -> !lease.isValid());
    assertThrows(LeaseLostException.class, lease::await);
    CompletableFuture<Lease> standby = stand(ha, destination);
    admin.delete(running, -1);
    assertTrue(elected(standby).epoch() > lease.epoch());
  }

  @Test
  void overwrittenRunningNodeIsMadeAgain() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    admin.setData(running, "nonsense".getBytes(UTF_8), -1);

    Wait.until("the revocation", () -> !lease.isValid());
    lease.close();
    assertTrue(elected(stand(ha, destination)).isValid());
    assertEquals(1, admin.exists(running, false).getVersion());
  }

  @Test
  void aWrittenEpochNodeDeposesTheLeader() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    admin.setData("/otter/canal/ha/" + destination, new byte[0], -1);

    Wait.until("the revocation", () -> !lease.isValid());
    assertTrue(elected(stand(ha, destination)).epoch() > lease.epoch());
  }

  @Test
  void deletingOurWholeTreeIsSurvived() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    ZKUtil.deleteRecursive(admin, "/otter/canal/ha/" + destination);
    ZKUtil.deleteRecursive(admin, "/otter/canal/destinations/" + destination);

    Wait.until("the revocation", () -> !lease.isValid());
    assertTrue(elected(stand(ha, destination)).epoch() > lease.epoch());
  }

  @Test
  void anOperatorHandsOverByClearingActive() throws Exception {
    ZooKeeperHa first =
        instances.open(Instances.builder(server.address()).address("10.0.0.9:11111"));
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    Wait.until("the standby is there", () -> members() == 2);

    admin.setData(running, canals(false, "10.0.0.9:11111"), -1);

    Wait.until("the revocation", () -> !lease.isValid());
    CompletableFuture<Lease> again = stand(first, destination);
    assertTrue(standby.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS).epoch() > lease.epoch());
    assertFalse(again.isDone());
  }

  @Test
  void handOverWithoutASuccessorEndsAfterAPause() throws Exception {
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).address("10.0.0.10:11111"));
    Lease lease = elected(stand(ha, destination));
    long asked = System.nanoTime();

    admin.setData(running, canals(false, "10.0.0.10:11111"), -1);
    Wait.until("the revocation", () -> !lease.isValid());
    Lease next = elected(stand(ha, destination));

    Duration pause = Duration.ofNanos(System.nanoTime() - asked);
    assertTrue(pause.compareTo(Duration.ofSeconds(5)) >= 0, pause.toString());
    assertTrue(next.epoch() > lease.epoch());
  }

  @Test
  void aCanalServerIsWaitedFor() throws Exception {
    LocalZooKeeper.create(admin, "/otter/canal/destinations/" + destination + "/1001", new byte[0]);
    admin.create(running, canals(true), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    ZooKeeperHa ha = instances.open(server.address());
    CompletableFuture<Lease> standby = stand(ha, destination);
    Wait.until("the standby is there", () -> members() == 1);
    assertFalse(standby.isDone());

    admin.delete(running, -1);

    assertTrue(standby.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS).isValid());
  }

  @Test
  void aCanalServerWithOurAddressIsNotMistakenForUs() throws Exception {
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).address("10.0.0.11:11111"));
    LocalZooKeeper.create(admin, "/otter/canal/destinations/" + destination + "/1001", new byte[0]);
    admin.create(
        running, canals(true, "10.0.0.11:11111"), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);

    CompletableFuture<Lease> standby = stand(ha, destination);

    Wait.until("the standby is there", () -> members() == 1);
    assertFalse(standby.isDone());
  }

  @Test
  void anInterruptedCandidateWithdraws() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    Lease lease = elected(stand(first, destination));
    var wasInterrupted = new CountDownLatch(1);
    var candidate =
        new Thread(
            () -> {
              try {
                second.coordinator().acquire(destination);
              } catch (InterruptedException e) {
                wasInterrupted.countDown();
              }
            });
    candidate.start();
    Wait.until("the candidate is there", () -> members() == 2);

    candidate.interrupt();
    candidate.join();
    lease.close();

    assertEquals(0, wasInterrupted.getCount());
    Wait.until("the running node is gone", () -> admin.exists(running, false) == null);
    Wait.until("the candidate left", () -> members() == 0);
  }

  @Test
  void aNameThatCannotBeANodeIsRefused() {
    ZooKeeperHa ha = instances.open(server.address());

    for (String name : new String[] {"", "a/b", ".", "..", "a\u0000b"}) {
      assertThrows(CoordinationException.class, () -> ha.coordinator().acquire(name));
    }
  }

  @Test
  void aClosedInstanceTellsItsCandidates() throws Exception {
    ZooKeeperHa first = instances.open(server.address());
    ZooKeeperHa second = instances.open(server.address());
    elected(stand(first, destination));
    CompletableFuture<Lease> standby = stand(second, destination);
    Wait.until("the standby is there", () -> members() == 2);

    second.close();

    var told = assertThrows(ExecutionException.class, () -> elected(standby));
    assertInstanceOf(CoordinationException.class, told.getCause());
    assertThrows(CoordinationException.class, () -> second.coordinator().acquire(destination));
    assertEquals(ConnectionHealth.State.FAILED, second.health().state());
  }

  @Test
  void anAddressThatIsTakenIsReported() throws Exception {
    String address = "10.0.0.12:11111";
    ZooKeeperHa first = instances.open(quick(address));
    Wait.until("the first is there", () -> first.health().state() == ConnectionHealth.State.UP);
    elected(stand(first, destination));

    ZooKeeperHa second = instances.open(quick(address));

    Wait.until("the report", () -> second.health().why().contains(address));
    assertEquals(ConnectionHealth.State.DEGRADED, second.health().state());
    assertEquals(ConnectionHealth.State.UP, first.health().state());

    first.close();
    Wait.until("the resolution", () -> second.health().state() == ConnectionHealth.State.UP);
  }

  private static ZooKeeperHa.Builder quick(String address) {
    return Instances.builder(server.address())
        .address(address)
        .sessionTimeout(Duration.ofSeconds(3));
  }

  @Test
  void aSettingThatZooKeeperRefusesIsReportedAndWaitedFor() throws Exception {
    LocalZooKeeper.create(admin, "/closed" + destination, new byte[0]);
    admin.setACL("/closed" + destination, Ids.READ_ACL_UNSAFE, -1);
    ZooKeeperHa ha =
        instances.open(
            Instances.builder(server.address()).root("/closed" + destination + "/canal"));

    CompletableFuture<Lease> candidate = stand(ha, destination);

    Wait.until("the report", () -> ha.health().state() == ConnectionHealth.State.FAILED);
    assertTrue(ha.health().why().contains("NOAUTH"), ha.health().why());
    assertTrue(ha.health().why().contains(server.address()), ha.health().why());
    assertFalse(candidate.isDone());
  }

  @Test
  void aMissingChrootIsReported() throws Exception {
    ZooKeeperHa ha = instances.open(server.address() + "/missing");

    CompletableFuture<Lease> candidate = stand(ha, destination);

    Wait.until("the report", () -> ha.health().state() == ConnectionHealth.State.FAILED);
    assertTrue(ha.health().why().contains("chroot"), ha.health().why());
    LocalZooKeeper.create(admin, "/missing", new byte[0]);
    assertTrue(elected(candidate).isValid());
    assertEquals(ConnectionHealth.State.UP, ha.health().state());
  }

  @Test
  void strangersCannotWriteProtectedPositions() throws Exception {
    ZooKeeperHa ha =
        instances.open(
            Instances.builder(server.address())
                .root("/protected/canal")
                .digest("towpath", "secret"));
    elected(stand(ha, destination));
    String epoch = "/protected/canal/ha/" + destination;

    assertThrows(NoAuthException.class, () -> admin.setData(epoch, new byte[0], -1));
    assertThrows(
        NoAuthException.class,
        () -> admin.delete("/protected/canal/ha/" + destination + "/cursor", -1));
    assertNotNull(admin.exists(epoch, false));
    ZooKeeperHa stranger =
        instances.open(Instances.builder(server.address()).root("/protected/canal"));
    CompletableFuture<Lease> candidate = stand(stranger, "another");
    Wait.until("the report", () -> stranger.health().state() == ConnectionHealth.State.FAILED);
    assertNull(admin.exists("/protected/canal/destinations/another/running", false));
    assertFalse(candidate.isDone());
  }

  private int members() throws Exception {
    String path = "/otter/canal/destinations/" + destination + "/cluster";
    return admin.exists(path, false) == null ? 0 : admin.getChildren(path, false).size();
  }

  private static byte[] canals(boolean active) {
    return canals(active, "172.16.23.8:11111");
  }

  private static byte[] canals(boolean active, String address) {
    return "{\"active\":%s,\"address\":\"%s\"}".formatted(active, address).getBytes(UTF_8);
  }
}
