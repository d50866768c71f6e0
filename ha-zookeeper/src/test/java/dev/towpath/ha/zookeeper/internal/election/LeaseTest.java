package dev.towpath.ha.zookeeper.internal.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests of the guarantees to a lease's holder under concurrent events. */
final class LeaseTest {
  private final UnconnectedLeases leases = new UnconnectedLeases();
  private final ZooKeeperLease lease = leases.next();

  @AfterEach
  void close() {
    leases.close();
  }

  @Test
  void callerOfASuspectLeaseSleepsUntilItIsProven() throws Exception {
    leases.ticker().pass(Duration.ofMinutes(9));
    assertFalse(lease.isValid());
    var passed = new CompletableFuture<Void>();
    var waiting = new Thread(() -> pass(passed));
    waiting.start();

    Wait.until("sleep", () -> waiting.getState() == Thread.State.WAITING);
    assertFalse(passed.isDone());
    lease.gate().proven(leases.ticker().now(), 600_000);

    passed.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    waiting.join();
    assertTrue(lease.isValid());
  }

  @Test
  void callerOfASuspectLeaseIsToldThatItIsRevoked() throws Exception {
    lease.gate().distrust();
    var passed = new CompletableFuture<Void>();
    var waiting = new Thread(() -> pass(passed));
    waiting.start();
    Wait.until("sleep", () -> waiting.getState() == Thread.State.WAITING);

    lease.revoke("injected");

    waiting.join();
    assertTrue(passed.isCompletedExceptionally());
  }

  @Test
  void aRevocationIsVisibleBeforeAnyActionRuns() {
    var wasValid = new CompletableFuture<Boolean>();
    lease.onRevoked(
        () -> {
          assertThrows(LeaseLostException.class, lease::await);
          wasValid.complete(lease.isValid());
        });

    lease.revoke("injected");

    assertFalse(wasValid.join());
  }

  @RepeatedTest(50)
  void eachActionRunsOnceAndAfterTheGateIsShut() throws Exception {
    int registrars = 3;
    var barrier = new CyclicBarrier(registrars + 1);
    var runs = new AtomicInteger();
    var validRuns = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < registrars; i++) {
      var registrar =
          new Thread(
              () -> {
                meet(barrier);
                for (int action = 0; action < 100; action++) {
                  lease.onRevoked(
                      () -> {
                        runs.incrementAndGet();
                        validRuns.addAndGet(lease.isValid() ? 1 : 0);
                      });
                }
              });
      registrar.start();
      threads.add(registrar);
    }

    meet(barrier);
    lease.revoke("injected");
    lease.revoke("again");
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(registrars * 100, runs.get());
    assertEquals(0, validRuns.get());
  }

  @Test
  void aLeaseThatWasGivenUpIsNeitherValidNorRevoked() {
    var runs = new AtomicInteger();
    lease.onRevoked(runs::incrementAndGet);

    assertTrue(lease.release());
    lease.revoke("late");
    lease.onRevoked(runs::incrementAndGet);

    assertFalse(lease.isValid());
    assertEquals(0, runs.get());
  }

  private void pass(CompletableFuture<Void> passed) {
    try {
      lease.await();
      passed.complete(null);
    } catch (InterruptedException | LeaseLostException e) {
      passed.completeExceptionally(e);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
