package dev.towpath.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every {@link Coordinator}, rules C1 to C17. A subclass creates rivals and, where
 * that is possible, revokes a lease from outside.
 */
@Timeout(300)
public abstract class CoordinatorContract {
  private static final String PIPELINE = "orders";
  private static final int HAND_OVERS = 50;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Coordinator one;
  private Coordinator two;

  /** Called by subclasses. */
  @SuppressWarnings("NullAway.Init") // Set before each test.
  protected CoordinatorContract() {}

  /**
   * Opens one more instance, as another process would, which competes with the instances opened
   * before in the same test. Closed after the test if it is {@link AutoCloseable}.
   */
  protected abstract Coordinator open() throws Exception;

  /** Returns whether instances exclude each other; without that C2 to C5 and C13 do not apply. */
  protected boolean isExclusive() {
    return true;
  }

  /**
   * Lets the lease be revoked, as if its holder had been cut off for too long, and returns without
   * waiting. Returns false when leases cannot be revoked; then C10 and C11 do not apply.
   */
  protected boolean revoke(Lease lease) throws Exception {
    return false;
  }

  /**
   * Returns whether the coordinator chooses epochs by itself, so that they must exceed what a store
   * knows. Default: false, then C15 does not apply.
   */
  protected boolean choosesEpochs() {
    return false;
  }

  /** Returns how long an election or a revocation may take. Default 30 s. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  /** Returns how long a rival is watched not to be elected. Default 300 ms. */
  protected Duration exclusionWatch() {
    return Duration.ofMillis(300);
  }

  @BeforeEach
  final void openTwo() throws Exception {
    one = opened(open());
    two = opened(open());
  }

  private Coordinator opened(Coordinator coordinator) {
    if (coordinator instanceof AutoCloseable closeable) {
      opened.add(closeable);
    }
    return coordinator;
  }

  @AfterEach
  final void closeAll() throws Exception {
    threads.shutdownNow();
    boolean ended = threads.awaitTermination(30, TimeUnit.SECONDS);
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
    assertTrue(ended, "a candidate does not end when it is interrupted");
  }

  @Test
  @DisplayName("C1 an acquired lease is valid and names its pipeline")
  final void acquiredLeaseIsValid() throws Exception {
    try (Lease lease = one.acquire(PIPELINE)) {
      assertEquals(PIPELINE, lease.pipeline());
      assertTrue(lease.isValid());
      assertDoesNotThrow(lease::await);
    }
  }

  @Test
  @DisplayName("C2 a rival waits while the lease is held, and is elected when it is given up")
  final void rivalWaitsUntilTheLeaseIsGivenUp() throws Exception {
    assumeTrue(isExclusive());
    Lease held = one.acquire(PIPELINE);
    Future<Lease> rival = candidate(two);

    assertNotElected(rival);
    assertTrue(held.isValid());
    held.close();

    try (Lease next = get(rival)) {
      assertTrue(next.isValid());
      assertFalse(held.isValid());
    }
  }

  @Test
  @DisplayName("C3 epochs strictly grow over many hand-overs, on both instances")
  final void epochsGrowOverHandOvers() throws Exception {
    assumeTrue(isExclusive());
    long last = Long.MIN_VALUE;
    for (int i = 0; i < HAND_OVERS; i++) {
      try (Lease lease = get(candidate(i % 2 == 0 ? one : two))) {
        long before = last;
        last = lease.epoch();
        assertTrue(last > before, () -> lease.epoch() + " came after " + before);
      }
    }
  }

  @Test
  @DisplayName("C4 never are two leases valid at once, however many compete")
  final void atMostOneLeaseIsValid() throws Exception {
    assumeTrue(isExclusive());
    var holders = new AtomicInteger();
    List<Future<Integer>> rivals = new ArrayList<>();
    for (Coordinator coordinator : List.of(one, two, opened(open()))) {
      rivals.add(threads.submit(rival(coordinator, holders)));
    }

    for (Future<Integer> rival : rivals) {
      assertEquals(1, get(rival), "holders seen by a holder");
    }
  }

  /** Holds the lease ten times and returns the greatest number of holders it ever saw. */
  private static Callable<Integer> rival(Coordinator coordinator, AtomicInteger holders) {
    return () -> {
      int most = 0;
      for (int i = 0; i < 10; i++) {
        try (Lease lease = coordinator.acquire(PIPELINE)) {
          lease.await();
          most = Math.max(most, holders.incrementAndGet());
          TimeUnit.MILLISECONDS.sleep(1);
          most = Math.max(most, holders.getAndDecrement());
        }
      }
      return most;
    };
  }

  @Test
  @DisplayName("C5 closing an ended lease again does not touch its successor")
  final void endedLeaseDoesNotTouchItsSuccessor() throws Exception {
    assumeTrue(isExclusive());
    Lease ended = one.acquire(PIPELINE);
    ended.close();
    try (Lease successor = get(candidate(two))) {
      Future<Lease> third = candidate(one);

      ended.close();

      assertNotElected(third);
      assertTrue(successor.isValid());
      third.cancel(true);
    }
  }

  @Test
  @DisplayName("C6 epochs of one instance strictly grow")
  final void epochsOfOneInstanceGrow() throws Exception {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < HAND_OVERS; i++) {
      try (Lease lease = one.acquire(PIPELINE)) {
        assertTrue(lease.epoch() > last);
        last = lease.epoch();
      }
    }
  }

  @Test
  @DisplayName("C7 close is idempotent, ends the lease, never throws")
  final void closeIsIdempotent() throws Exception {
    Lease lease = one.acquire(PIPELINE);

    lease.close();
    assertDoesNotThrow(lease::close);
    get(threads.submit(lease::close, true));

    assertFalse(lease.isValid());
  }

  @Test
  @DisplayName("C8 await throws LeaseLostException once the lease was closed")
  final void awaitThrowsAfterClose() throws Exception {
    Lease lease = one.acquire(PIPELINE);

    lease.close();

    assertThrows(LeaseLostException.class, lease::await);
  }

  @Test
  @DisplayName("C9 closing a lease does not run what was registered for its revocation")
  final void closeIsNotRevocation() throws Exception {
    var runs = new AtomicInteger();
    Lease lease = one.acquire(PIPELINE);
    lease.onRevoked(runs::incrementAndGet);

    lease.close();
    one.acquire(PIPELINE).close();

    assertEquals(0, runs.get());
  }

  @Test
  @DisplayName("C10 revocation runs every action once, and a late one at once on its caller")
  final void revocationRunsActionsOnce() throws Exception {
    var first = new AtomicInteger();
    var second = new AtomicInteger();
    var late = new AtomicReference<Thread>();
    Lease lease = one.acquire(PIPELINE);
    lease.onRevoked(first::incrementAndGet);
    lease.onRevoked(second::incrementAndGet);

    assumeTrue(revoke(lease));
    awaitRevoked(lease);
    lease.onRevoked(() -> late.set(Thread.currentThread()));
    until(() -> first.get() > 0 && second.get() > 0);
    lease.close();

    assertEquals(1, first.get());
    assertEquals(1, second.get());
    assertSame(Thread.currentThread(), late.get());
  }

  @Test
  @DisplayName("C11 a revoked lease is over for good, and its close does not throw")
  final void revokedLeaseIsOver() throws Exception {
    Lease lease = one.acquire(PIPELINE);

    assumeTrue(revoke(lease));
    awaitRevoked(lease);

    assertFalse(lease.isValid());
    assertThrows(LeaseLostException.class, lease::await);
    assertDoesNotThrow(lease::close);
    try (Lease next = get(candidate(two))) {
      assertTrue(next.epoch() > lease.epoch());
    }
  }

  private void awaitRevoked(Lease lease) throws Exception {
    var revoked = new FutureTask<>(() -> {}, true);
    lease.onRevoked(revoked);
    get(revoked);
  }

  @Test
  @DisplayName("C12 pipelines do not compete")
  final void destinationsDoNotCompete() throws Exception {
    try (Lease orders = one.acquire("orders");
        Lease customers = get(threads.submit(() -> one.acquire("customers")));
        Lease items = get(threads.submit(() -> two.acquire("items")))) {
      assertTrue(orders.isValid());
      assertTrue(customers.isValid());
      assertTrue(items.isValid());
    }
  }

  @Test
  @DisplayName("C13 an interrupted candidate stops and is out of the race")
  final void interruptedCandidateWithdraws() throws Exception {
    assumeTrue(isExclusive());
    Lease held = one.acquire(PIPELINE);
    var outcome = new FutureTask<>(() -> two.acquire(PIPELINE));
    var thread = new Thread(outcome, "candidate");
    thread.start();
    assertNotElected(outcome);

    thread.interrupt();

    var failed = assertThrows(ExecutionException.class, () -> get(outcome));
    assertInstanceOf(InterruptedException.class, failed.getCause());
    held.close();
    try (Lease next = get(candidate(one))) {
      assertTrue(next.isValid());
    }
  }

  @Test
  @DisplayName("C14 a candidacy leads to a valid lease of its pipeline, with growing epochs")
  final void candidacyLeadsToALease() throws Exception {
    var candidacy = new TestCandidacy(PIPELINE, 0);
    long first;
    try (Lease lease = get(candidate(one, candidacy))) {
      assertEquals(PIPELINE, lease.pipeline());
      assertTrue(lease.isValid());
      first = lease.epoch();
    }
    try (Lease lease = get(candidate(one, candidacy))) {
      assertTrue(lease.epoch() > first);
    }
    assertEquals(List.of(), candidacy.troubles());
  }

  @Test
  @DisplayName("C15 an epoch that a coordinator chooses exceeds what a store knows")
  final void chosenEpochExceedsTheKnownOne() throws Exception {
    assumeTrue(choosesEpochs());
    long known;
    try (Lease lease = get(candidate(one, new TestCandidacy(PIPELINE, 0)))) {
      known = lease.epoch() + TimeUnit.HOURS.toMicros(1);
    }

    try (Lease lease = get(candidate(one, new TestCandidacy(PIPELINE, known)))) {
      assertTrue(lease.epoch() > known, () -> lease.epoch() + " does not exceed " + known);
    }
    try (Lease lease = get(candidate(one, new TestCandidacy(PIPELINE, 1)))) {
      assertTrue(lease.epoch() > known, () -> lease.epoch() + " does not exceed " + known);
    }
  }

  @Test
  @DisplayName("C16 waiting for a rival is no trouble")
  final void waitingIsNoTrouble() throws Exception {
    assumeTrue(isExclusive());
    var candidacy = new TestCandidacy(PIPELINE, 0);
    Lease held = one.acquire(PIPELINE);
    Future<Lease> rival = candidate(two, candidacy);

    assertNotElected(rival);
    held.close();

    try (Lease next = get(rival)) {
      assertTrue(next.isValid());
    }
    assertEquals(List.of(), candidacy.troubles());
  }

  @Test
  @DisplayName("C17 an interrupted candidacy is withdrawn")
  final void interruptedCandidacyIsWithdrawn() throws Exception {
    assumeTrue(isExclusive());
    Lease held = one.acquire(PIPELINE);
    var outcome = new FutureTask<>(() -> two.acquire(new TestCandidacy(PIPELINE, 0)));
    var thread = new Thread(outcome, "candidate");
    thread.start();
    assertNotElected(outcome);

    thread.interrupt();

    var failed = assertThrows(ExecutionException.class, () -> get(outcome));
    assertInstanceOf(InterruptedException.class, failed.getCause());
    held.close();
    try (Lease next = get(candidate(one))) {
      assertTrue(next.isValid());
    }
  }

  private Future<Lease> candidate(Coordinator coordinator, TestCandidacy candidacy) {
    return threads.submit(() -> coordinator.acquire(candidacy));
  }

  private Future<Lease> candidate(Coordinator coordinator) {
    return threads.submit(() -> coordinator.acquire(PIPELINE));
  }

  private void assertNotElected(Future<Lease> rival) {
    assertThrows(
        TimeoutException.class,
        () -> rival.get(exclusionWatch().toMillis(), TimeUnit.MILLISECONDS),
        "a rival was elected while the lease was held");
  }

  private <T> T get(Future<T> future) throws Exception {
    return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void until(Callable<Boolean> condition) throws Exception {
    get(
        threads.submit(
            () -> {
              while (!condition.call()) {
                TimeUnit.MILLISECONDS.sleep(1);
              }
              return true;
            }));
  }
}
