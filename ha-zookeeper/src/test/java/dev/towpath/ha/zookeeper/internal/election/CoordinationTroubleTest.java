package dev.towpath.ha.zookeeper.internal.election;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.RecordedCandidacy;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the reports to a pipeline that waits for a lease or holds one. */
final class CoordinationTroubleTest {
  private final Instances instances = new Instances();
  private final RecordedCandidacy candidacy = new RecordedCandidacy("d");
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
  void aCandidateHearsThatNoServerWasEverReachedAndWhenOneIs() throws Exception {
    server.stop();
    ZooKeeperHa ha = instances.open(server.address());

    CompletableFuture<Lease> candidate = candidacy.stand(ha.coordinator());

    candidacy.awaitTrouble(server.address(), "cannot be reached", "Check the connect string");
    assertFalse(candidate.isDone());
    server.startAgain();
    assertTrue(elected(candidate).isValid());
    candidacy.awaitRecovery();
    List<String> told = candidacy.told();
    assertEquals(told.size(), Set.copyOf(told).size(), "told twice: " + told);
  }

  @Test
  void aCandidateHearsThatAHostDoesNotExist() throws Exception {
    ZooKeeperHa ha = instances.open("no-such-host.invalid:2181");

    candidacy.apply(ha.coordinator());

    candidacy.awaitTrouble("no-such-host.invalid:2181 does not resolve");
  }

  @Test
  void aCandidateHearsWhenTheCauseChanges() throws Exception {
    network.set(FaultyNetwork.Mode.BLACKHOLE);
    ZooKeeperHa ha = instances.open(network.address());
    candidacy.apply(ha.coordinator());
    candidacy.awaitTrouble("accepts connections but no session");

    network.close();

    Wait.until(
        "another cause in " + candidacy.told(),
        () -> candidacy.told().stream().anyMatch(text -> text.contains("cannot be reached")));
  }

  @Test
  void aCandidateThatStandsDuringTroubleHearsOfItAtOnce() throws Exception {
    server.stop();
    ZooKeeperHa ha = instances.open(server.address());
    candidacy.apply(ha.coordinator());
    candidacy.awaitTrouble("cannot be reached");
    var late = new RecordedCandidacy("late");

    late.apply(ha.coordinator());

    late.awaitTrouble("cannot be reached");
  }

  @Test
  void aCandidateHearsThatTheChrootIsMissing() throws Exception {
    ZooKeeperHa ha = instances.open(server.address() + "/missing");

    CompletableFuture<Lease> candidate = candidacy.stand(ha.coordinator());

    candidacy.awaitTrouble(server.address() + "/missing", "create the chroot");
    LocalZooKeeper.create(admin, "/missing", new byte[0]);
    candidate.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    candidacy.awaitRecovery();
  }

  @Test
  void aCandidateHearsThatItsPasswordIsWrong() throws Exception {
    ZooKeeperHa right = instances.open(Instances.builder(server.address()).digest("u", "right"));
    elected(stand(right, "d")).close();
    ZooKeeperHa wrong = instances.open(Instances.builder(server.address()).digest("u", "wrong"));

    candidacy.apply(wrong.coordinator());

    candidacy.awaitTrouble(server.address(), "/otter/canal/ha/d", "NOAUTH", "digest");
  }

  /** Otherwise the standby would fail only when it is needed. */
  @Test
  void aStandbyHearsThatItsPasswordIsWrongWhileAnotherLeads() throws Exception {
    ZooKeeperHa right = instances.open(Instances.builder(server.address()).digest("u", "right"));
    Lease lease = elected(stand(right, "d"));
    ZooKeeperHa wrong = instances.open(Instances.builder(server.address()).digest("u", "wrong"));

    candidacy.apply(wrong.coordinator());

    candidacy.awaitTrouble(server.address(), "/otter/canal/ha/d", "NOAUTH", "digest");
    assertTrue(lease.isValid());
  }

  @Test
  void aCandidateHearsThatANodeIsRefusedAndWhenItIsNotAnyMore() throws Exception {
    admin.addAuthInfo("digest", "root:secret".getBytes(UTF_8));
    LocalZooKeeper.create(admin, "/closed", new byte[0]);
    admin.setACL("/closed", Ids.CREATOR_ALL_ACL, -1);
    ZooKeeperHa ha = instances.open(Instances.builder(server.address()).root("/closed/canal"));

    CompletableFuture<Lease> candidate = candidacy.stand(ha.coordinator());

    candidacy.awaitTrouble("/closed/canal", "NOAUTH", server.address());
    assertFalse(candidate.isDone());
    admin.setACL("/closed", Ids.OPEN_ACL_UNSAFE, -1);
    candidate.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    candidacy.awaitRecovery();
  }

  @Test
  void aStandbyHearsThatTheServerIsGoneAndBack() throws Exception {
    ZooKeeperHa leader = instances.open(server.address());
    elected(stand(leader, "d"));
    ZooKeeperHa standby = instances.open(network.address());
    candidacy.apply(standby.coordinator());
    candidacy.awaitRecovery();

    network.set(FaultyNetwork.Mode.REFUSE);
    candidacy.awaitTrouble(network.address(), "no ZooKeeper session");
    network.heal();

    candidacy.awaitRecovery();
  }

  @Test
  void aLeaderHearsThatTheServersDoNotAnswerBeforeItsLeaseIsSuspect() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(network.address()).sessionTimeout(Duration.ofSeconds(15)));
    Lease lease = elected(candidacy.stand(ha.coordinator()));

    network.set(FaultyNetwork.Mode.BLACKHOLE);
    candidacy.awaitTrouble(network.address(), "has not answered");
    boolean wasValid = lease.isValid();
    network.heal();

    assertTrue(wasValid);
    candidacy.awaitRecovery();
    assertTrue(lease.isValid());
  }

  @Test
  void aLeaderHearsThatItsLeaseIsSuspectAndWhenItIsValidAgain() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(network.address()).sessionTimeout(Duration.ofSeconds(4)));
    Lease lease = elected(candidacy.stand(ha.coordinator()));

    // The server still hears from the client, so the session does not expire.
    network.set(FaultyNetwork.Mode.DROP_REPLIES);
    Wait.until("the suspicion", () -> !lease.isValid());
    candidacy.awaitTrouble(network.address());
    network.heal();

    lease.await();
    candidacy.awaitRecovery();
  }

  @Test
  void aLeaderWhoseSessionExpiredHearsOfItAndOfItsRecovery() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(candidacy.stand(ha.coordinator()));

    server.expire(admin.exists("/otter/canal/destinations/d/running", false).getEphemeralOwner());

    candidacy.awaitTrouble("the ZooKeeper session expired", server.address());
    lease.close();
    elected(candidacy.stand(ha.coordinator()));
    candidacy.awaitRecovery();
  }

  @Test
  void candidateWithoutItsLeaseHearsNothingMore() throws Exception {
    ZooKeeperHa ha = instances.open(network.address());
    elected(candidacy.stand(ha.coordinator())).close();
    candidacy.awaitRecovery();
    List<String> before = List.copyOf(candidacy.told());
    var other = new RecordedCandidacy("other");
    other.apply(ha.coordinator());

    network.set(FaultyNetwork.Mode.REFUSE);
    other.awaitTrouble("no ZooKeeper session");

    assertEquals(before, candidacy.told());
  }

  @Test
  void aRefusalIsForgottenWhenItsCandidateWithdraws() throws Exception {
    ZooKeeperHa ha = instances.open(server.address() + "/missing");
    var candidate =
        new Thread(
            () -> {
              try {
                ha.coordinator().acquire("d");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    candidate.start();
    Wait.until("the report", () -> ha.health().state() == ConnectionHealth.State.FAILED);

    candidate.interrupt();
    candidate.join();

    Wait.until("no report", () -> ha.health().state() == ConnectionHealth.State.UP);
  }

  @Test
  void aCandidacyThatThrowsErrorsDoesNoHarm() throws Exception {
    server.stop();
    ZooKeeperHa ha = instances.open(server.address());
    var candidacy = new Throwing(new AtomicInteger(), new AtomicInteger());
    CompletableFuture<Lease> candidate = new CompletableFuture<>();
    var thread =
        new Thread(
            () -> {
              try {
                candidate.complete(ha.coordinator().acquire(candidacy));
              } catch (InterruptedException | RuntimeException e) {
                candidate.completeExceptionally(e);
              }
            });
    thread.start();
    Wait.until("the report", () -> candidacy.troubles().get() > 0);

    server.startAgain();

    assertTrue(elected(candidate).isValid());
    Wait.until("the recovery", () -> candidacy.recoveries().get() > 0);
  }

  private record Throwing(AtomicInteger troubles, AtomicInteger recoveries) implements Candidacy {
    @Override
    public String pipeline() {
      return "d";
    }

    @Override
    public long knownEpoch() {
      return 0;
    }

    @Override
    public void troubled(Exception cause) {
      troubles.incrementAndGet();
      throw new LinkageError("injected");
    }

    @Override
    public void recovered() {
      recoveries.incrementAndGet();
      throw new AssertionError("injected");
    }
  }
}
