package dev.towpath.ha.zookeeper.internal.election;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.CoordinationException;
import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.Internals;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.RecordedCandidacy;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.position.ZooKeeperPositionStore;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of errors in an instance's steps and in users' callbacks. */
final class LoopFaultsTest {
  private static LocalZooKeeper server;

  private final Instances instances = new Instances();
  private final FaultyTicker ticker = new FaultyTicker();
  private ZooKeeperCoordinator coordinator;

  @BeforeAll
  static void startServer() throws Exception {
    server = LocalZooKeeper.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void prepare() {
    coordinator =
        new ZooKeeperCoordinator(
            Internals.settings(Instances.builder(server.address())),
            ticker,
            ZooKeeperPositionStore::work);
  }

  @AfterEach
  void close() {
    ticker.failures.set(0);
    coordinator.close(Duration.ofSeconds(3));
    instances.close();
  }

  @Test
  void anErrorInAStepRevokesTheLeaseAndTheElectionGoesOn() throws Exception {
    coordinator.start();
    Lease lease = elected(stand(coordinator, "once"));
    var revocations = new AtomicInteger();
    var wasValid = new AtomicBoolean();
    lease.onRevoked(
        () -> {
          wasValid.set(lease.isValid());
          revocations.incrementAndGet();
        });

    ticker.failures.set(1);

    Wait.until("the revocation", () -> revocations.get() == 1);
    assertFalse(wasValid.get());
    assertFalse(lease.isValid());
    LeaseLostException lost = assertThrows(LeaseLostException.class, lease::await);
    String message = String.valueOf(lost.getMessage());
    assertTrue(message.contains(FaultyTicker.class.getName()), message);
    Lease next = elected(stand(coordinator, "once"));
    assertTrue(next.epoch() > lease.epoch());
    assertEquals(1, revocations.get());
  }

  @Test
  void aCandidateStaysOneWhenAStepFails() throws Exception {
    ZooKeeperHa other = instances.open(server.address());
    Lease lease = elected(stand(other, "standby"));
    coordinator.start();
    CompletableFuture<Lease> standby = stand(coordinator, "standby");
    Wait.until("the session", () -> health().state() == ConnectionHealth.State.UP);

    ticker.failures.set(3);
    Wait.until("the failures", () -> ticker.failures.get() <= 0);
    lease.close();

    assertTrue(elected(standby).isValid());
  }

  @Test
  void aLoopThatCannotGoOnLeavesNeitherLeasesNorCandidatesNorNodes() throws Exception {
    ZooKeeperHa other = instances.open(server.address());
    coordinator.start();
    Lease lease = elected(stand(coordinator, "dead"));
    var candidacy = new RecordedCandidacy("dead");
    CompletableFuture<Lease> candidate = candidacy.stand(coordinator);
    candidacy.awaitRecovery();
    CompletableFuture<Lease> standby = stand(other, "dead");

    ticker.failures.set(Integer.MAX_VALUE);

    ExecutionException told =
        assertThrows(
            ExecutionException.class, () -> candidate.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    assertInstanceOf(CoordinationException.class, told.getCause());
    assertTrue(told.toString().contains(FaultyTicker.class.getName()), told.toString());
    assertFalse(lease.isValid());
    assertTrue(elected(standby).isValid());
    assertThrows(CoordinationException.class, () -> coordinator.acquire("dead"));
    assertThrows(
        LeaseLostException.class,
        () -> new ZooKeeperPositionStore(coordinator.context()).load(lease));
  }

  @Test
  void anErrorOfAnActionOnRevocationKeepsNoOtherFromRunning() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, "actions"));
    var ran = new CompletableFuture<Void>();
    lease.onRevoked(
        () -> {
          throw new LinkageError("injected");
        });
    lease.onRevoked(() -> ran.complete(null));

    ha.close();

    ran.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertFalse(lease.isValid());
  }

  @Test
  void anErrorOfAClaimDelayIsTakenForZero() throws Exception {
    ZooKeeperHa ha =
        instances.open(
            Instances.builder(server.address())
                .claimDelay(
                    (destination, leading) -> {
                      throw new LinkageError("injected");
                    }));

    assertTrue(elected(stand(ha, "delay")).isValid());
  }

  @Test
  void aListenerOfTheClusterThatThrowsAnErrorIsToldAgain() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    var calls = new AtomicInteger();

    try (var watching =
        ha.cluster()
            .onChange(
                state -> {
                  calls.incrementAndGet();
                  throw new LinkageError("injected");
                })) {
      Wait.until("the first call", () -> calls.get() > 0);
      int before = calls.get();
      elected(stand(ha, "listener"));
      Wait.until("a further call", () -> calls.get() > before);
      assertTrue(watching != null);
    }
  }

  private ConnectionHealth health() {
    return coordinator.context().problems().health();
  }

  /** Clocks whose next reads on the loop fail. */
  private static final class FaultyTicker implements Ticker {
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public ClockReading now() {
      if (Thread.currentThread().getName().equals("towpath-zookeeper")
          && failures.get() > 0
          && failures.getAndDecrement() > 0) {
        throw new LinkageError("injected");
      }
      return Ticker.SYSTEM.now();
    }
  }
}
