package dev.towpath.internal.engine;

import static dev.towpath.internal.engine.EngineFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import dev.towpath.testkit.TestLease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of failures of coordinators, leases, and stores. */
@SuppressWarnings("NullAway") // Parts of an application that violate their contracts.
final class EngineNeighboursTest extends EngineTestBase {
  @Test
  void troubleOfTheCoordinatorShowsUntilItIsOver() throws Exception {
    var candidate = new CompletableFuture<Candidacy>();
    List<Failure> heard = new CopyOnWriteArrayList<>();
    fixture.listeners.add(
        new PipelineListener() {
          @Override
          public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
            heard.add(failure);
          }
        });
    fixture.coordinator =
        new TestCoordinator(
            candidacy -> {
              candidate.complete(candidacy);
              end.await();
              throw new InterruptedException();
            });
    Engine running = start();

    candidate.get().troubled(new IOException("no server answers"));
    candidate.get().troubled(new IOException("no server answers"));

    Failure shown = Objects.requireNonNull(running.status().failure());
    assertEquals(Stage.COORDINATION, shown.stage());
    assertEquals(PipelineState.STANDBY, running.status().state());
    assertEquals(1, running.status().counters().failures());
    await(() -> heard.size() == 1);
    candidate.get().recovered();
    assertNull(running.status().failure());
  }

  /** A coordinator that receives the whole candidacy. */
  private record TestCoordinator(Election election) implements Coordinator {
    interface Election {
      Lease acquire(Candidacy candidacy) throws InterruptedException;
    }

    @Override
    public Lease acquire(String pipeline) {
      throw new AssertionError("the pipeline asks with a candidacy");
    }

    @Override
    public Lease acquire(Candidacy candidacy) throws InterruptedException {
      return election.acquire(candidacy);
    }
  }

  @Test
  void aCoordinatorThatThrowsIsRetriedAndOneThatGrantsNothingIsNot() throws Exception {
    var calls = new AtomicInteger();
    fixture.policy = ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    fixture.coordinator =
        pipeline -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("not yet");
          }
          return null;
        };

    Failure failure = failed(start());

    assertEquals(Stage.COORDINATION, failure.stage());
    assertEquals(2, calls.get());
    assertTrue(failure.describe().contains("granted null"), failure::describe);
  }

  @Test
  void aPositionOfAFutureEpochIsFollowedByALaterOne() throws Exception {
    var store = new InMemoryPositionStore();
    long future = System.currentTimeMillis() * 1000 + Duration.ofHours(1).toMillis() * 1000;
    store.load(new TestLease("orders", future));
    fixture.positions = store;

    Engine running = start();

    await(() -> running.status().acknowledgedEvents() > 0);
    assertTrue(Objects.requireNonNull(running.status().epoch()) > future);
  }

  @Test
  void aStoreThatRetryingCannotHelpEndsThePipelineAtOnce() throws Exception {
    fixture.policy = failure -> failure.isPermanent() ? new ErrorPolicy.Stop() : retry();
    fixture.positions = new LoadingStore(new UnusableStoreException("damaged", null));

    Failure failure = failed(start());

    assertEquals(Stage.POSITION, failure.stage());
    assertTrue(failure.describe().contains("damaged"), failure::describe);
    assertTrue(failure.describe().contains("LoadingStore"), failure::describe);
  }

  private static ErrorPolicy.Decision retry() {
    throw new AssertionError("it does not pass by itself");
  }

  private record LoadingStore(IOException failure) implements PositionStore {
    @Override
    public Optional<Checkpoint> load(Lease lease) throws IOException {
      throw failure;
    }

    @Override
    public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
      throw new AssertionError("nothing was loaded");
    }
  }

  @Test
  void aSaveThatIsCancelledIsRepeated() throws Exception {
    var store = new InMemoryPositionStore();
    var calls = new AtomicInteger();
    fixture.policy = failure -> new ErrorPolicy.Retry(Duration.ZERO);
    fixture.positions = new CancellingStore(store, calls);

    Engine running = start();

    await(() -> running.status().acknowledgedEvents() > 0);
    await(() -> calls.get() > 3 && running.status().counters().saves() > 0);
    running.close();
    assertEquals(PipelineState.STOPPED, running.status().state());
  }

  private record CancellingStore(PositionStore store, AtomicInteger calls)
      implements PositionStore {
    @Override
    public Optional<Checkpoint> load(Lease lease) throws IOException, InterruptedException {
      return store.load(lease);
    }

    @Override
    public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
      if (calls.incrementAndGet() <= 3) {
        var cancelled = new CompletableFuture<Void>();
        cancelled.cancel(false);
        return cancelled;
      }
      return store.save(checkpoint, lease);
    }
  }

  @Test
  void runningBeginsOnceTheFirstPositionIsStored() throws Exception {
    var store = new InMemoryPositionStore();
    var open = new CountDownLatch(1);
    fixture.positions = store;
    fixture.sink =
        context -> {
          open.await();
          return batch -> {};
        };
    Engine running = start();
    await(() -> running.status().state() == PipelineState.CONNECTING);

    assertFalse(running.awaitRunning(1));
    open.countDown();
    assertTrue(running.awaitRunning(Long.MAX_VALUE));

    assertTrue(store.checkpoint("orders").isPresent());
    running.close();
    assertThrows(CdcException.class, () -> running.awaitRunning(1));
  }

  @Test
  void aSuspectLeaseIsWaitedForAndShown() throws Exception {
    var lease = new TestLease("orders", 1);
    fixture.coordinator = pipeline -> lease;
    Engine running = start();
    await(() -> running.status().acknowledgedEvents() > 0);

    lease.suspect();

    await(() -> running.status().state() == PipelineState.PAUSED);
    await(() -> isWaitingForLease());
    lease.restore();
    await(() -> running.status().state() == PipelineState.RUNNING);
  }

  private static boolean isWaitingForLease() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals("towpath-orders-writer"))
        .anyMatch(
            entry ->
                entry.getKey().getState() == Thread.State.WAITING
                    && Stream.of(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(TestLease.class.getName())));
  }

  @Test
  void aSinkThatSwallowsTheInterruptOfARevocationDoesNotKeepTheTerm() throws Exception {
    var first = new TestLease("orders", 1);
    var elections = new AtomicInteger();
    var inSink = new CountDownLatch(1);
    fixture.coordinator =
        new TestCoordinator(
            candidacy -> {
              if (elections.incrementAndGet() == 1) {
                return first;
              }
              end.await();
              throw new InterruptedException();
            });
    fixture.sink =
        context ->
            batch -> {
              inSink.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                // Swallowed.
              }
            };
    Engine running = start();
    inSink.await();

    first.revoke();

    await(() -> running.status().state() == PipelineState.STANDBY && elections.get() == 2);
    assertTrue(fixture.sourceClosed);
    assertNull(running.status().epoch());
    assertNull(running.status().lag());
  }

  @Test
  void unorderedInterruptIsAFailureOfTheCoordinator() throws Exception {
    fixture.coordinator =
        pipeline -> {
          throw new InterruptedException("a pool was shut down");
        };

    Failure failure = failed(start());

    assertEquals(Stage.COORDINATION, failure.stage());
    assertTrue(failure.describe().contains("a pool was shut down"), failure::describe);
  }

  @Test
  void leasesThatAreLostAsSoonAsTheyAreGrantedAreToldAndPausedFor() throws Exception {
    var elections = new AtomicInteger();
    fixture.coordinator =
        pipeline -> {
          var lease = new TestLease("orders", elections.incrementAndGet());
          lease.revoke();
          return lease;
        };

    Engine running = start();

    await(() -> running.status().failure() != null);
    Failure failure = Objects.requireNonNull(running.status().failure());
    assertEquals(Stage.COORDINATION, failure.stage());
    assertTrue(failure.describe().contains("repeatedly lost"), failure::describe);
    assertEquals(Duration.ofMillis(100), pauseAfter(3));
    assertEquals(Duration.ofSeconds(10), pauseAfter(100));
  }

  private static Duration pauseAfter(int shortTerms) {
    var pauses = new ElectionPauses();
    for (int i = 0; i < shortTerms; i++) {
      pauses.lost(0);
    }
    return pauses.next();
  }

  @Test
  void savesOfAStaleEpochAreFollowedByALaterLease() throws Exception {
    var store = new InMemoryPositionStore();
    var saves = new AtomicInteger();
    long future = System.currentTimeMillis() * 1000 + Duration.ofHours(1).toMillis() * 1000;
    fixture.positions = new OvertakenStore(store, saves, future);

    Engine running = start();

    await(() -> running.status().acknowledgedEvents() > 0);
    assertTrue(Objects.requireNonNull(running.status().epoch()) > future);
  }

  private record OvertakenStore(PositionStore store, AtomicInteger saves, long epoch)
      implements PositionStore {
    @Override
    public Optional<Checkpoint> load(Lease lease) throws IOException, InterruptedException {
      return store.load(lease);
    }

    @Override
    public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
      return lease.epoch() < epoch
          ? CompletableFuture.failedFuture(new StaleEpochException("orders", lease.epoch(), epoch))
          : store.save(checkpoint, lease);
    }
  }

  @Test
  void aLeaseThatIsLostWhileItIsSuspectIsNeverShownAsRunning() throws Exception {
    List<PipelineState> heard = new CopyOnWriteArrayList<>();
    var lease = new TestLease("orders", 1);
    var elections = new AtomicInteger();
    fixture.listeners.add(
        new PipelineListener() {
          @Override
          public void onStateChange(PipelineState from, PipelineState to) {
            heard.add(to);
          }
        });
    fixture.coordinator =
        new TestCoordinator(
            candidacy -> {
              if (elections.incrementAndGet() > 1) {
                end.await();
              }
              return lease;
            });
    Engine running = start();
    await(() -> running.status().acknowledgedEvents() > 0);
    lease.suspect();
    await(() -> running.status().state() == PipelineState.PAUSED);

    lease.revoke();

    await(() -> running.status().state() == PipelineState.STANDBY);
    await(() -> heard.contains(PipelineState.PAUSED) && heard.size() == 5);
    assertEquals(
        List.of(
            PipelineState.STANDBY,
            PipelineState.CONNECTING,
            PipelineState.RUNNING,
            PipelineState.PAUSED,
            PipelineState.STANDBY),
        heard);
  }
}
