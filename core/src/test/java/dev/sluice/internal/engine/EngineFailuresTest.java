package dev.sluice.internal.engine;

import static dev.sluice.internal.engine.EngineFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.PipelineListener;
import dev.sluice.PipelineState;
import dev.sluice.coordination.Candidacy;
import dev.sluice.coordination.Coordinator;
import dev.sluice.coordination.Lease;
import dev.sluice.event.BinlogPosition;
import dev.sluice.event.EventKind;
import dev.sluice.position.Checkpoint;
import dev.sluice.position.InMemoryPositionStore;
import dev.sluice.position.PositionStore;
import dev.sluice.position.UnusableStoreException;
import dev.sluice.sink.EventBatch;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkFactory;
import dev.sluice.testkit.TestLease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the application's parts throw, and answer against their contracts. */
@Timeout(300)
@SuppressWarnings("NullAway") // parts of an application that break their contracts
final class EngineFailuresTest {
  private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

  private final EngineFixture fixture = new EngineFixture();
  private final CountDownLatch end = new CountDownLatch(1);
  private @Nullable Engine engine;

  @AfterEach
  void close() {
    end.countDown();
    if (engine != null) {
      engine.close();
    }
  }

  private Engine start() {
    engine = fixture.start();
    return engine;
  }

  private Failure failed(Engine running) throws InterruptedException {
    await(() -> running.status().state().isFinal());
    assertEquals(PipelineState.FAILED, running.status().state());
    assertThrows(CdcException.class, () -> running.awaitStopped(0));
    return Objects.requireNonNull(running.status().failure());
  }

  static Stream<Named<SinkFactory>> sinksThatBreakTheirContract() {
    return Stream.of(
        Named.of("no sink", context -> null),
        Named.of(
            "factory with an error",
            context -> {
              throw new NoClassDefFoundError("org/example/Missing");
            }),
        Named.of(
            "error in write",
            context ->
                batch -> {
                  throw new StackOverflowError();
                }),
        Named.of("error in flush", context -> new ThrowingSink("flush")),
        Named.of("no interests", context -> new ThrowingSink("interests")),
        Named.of("null resume position", context -> new ThrowingSink("resume")),
        Named.of("null checkpoint", context -> new ThrowingSink("checkpoint")),
        Named.of("null acknowledgement", context -> new ThrowingSink("acknowledged")));
  }

  @ParameterizedTest
  @MethodSource
  void sinksThatBreakTheirContract(SinkFactory factory) throws Exception {
    fixture.sink = factory;
    fixture.policy = ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(2));

    Failure failure = failed(start());

    assertEquals(Stage.SINK, failure.stage(), failure::describe);
    assertTrue(failure.isPermanent(), failure::describe);
    assertTrue(failure.describe().contains("EngineFailuresTest"), failure::describe);
  }

  @SuppressWarnings("try") // close() may be interrupted, as that of any sink
  private record ThrowingSink(String at) implements Sink {
    @Override
    public void write(EventBatch batch) {}

    @Override
    public void flush() {
      if (at.equals("flush")) {
        throw new AssertionError("broken");
      }
    }

    @Override
    public Set<EventKind> interests() {
      return at.equals("interests") ? null : Sink.super.interests();
    }

    @Override
    public Optional<BinlogPosition> resumePosition() {
      return at.equals("resume") ? null : Optional.empty();
    }

    @Override
    public Optional<byte[]> checkpoint() {
      return at.equals("checkpoint") ? null : Optional.empty();
    }

    @Override
    public Optional<dev.sluice.sink.Acknowledgement> acknowledged() {
      return at.equals("acknowledged") ? null : Optional.empty();
    }
  }

  @Test
  void anInterruptedExceptionNobodyOrderedIsAFailureOfTheSink() throws Exception {
    List<Failure> heard = new CopyOnWriteArrayList<>();
    var calls = new AtomicInteger();
    fixture.policy =
        failure -> {
          heard.add(failure);
          return new ErrorPolicy.Retry(Duration.ZERO);
        };
    fixture.sink =
        context ->
            batch -> {
              if (calls.incrementAndGet() < 3) {
                throw new InterruptedException("a pool was shut down");
              }
            };

    Engine running = start();

    await(() -> running.status().acknowledgedEvents() > 0);
    assertEquals(2, heard.size());
    assertEquals(Stage.SINK, heard.get(0).stage());
    assertNull(running.status().failure());
  }

  static Stream<Named<ErrorPolicy>> policiesThatFail() {
    return Stream.of(
        Named.of(
            "throws",
            failure -> {
              throw new IllegalStateException("no decision");
            }),
        Named.of(
            "throws an error",
            failure -> {
              throw new AssertionError("no decision");
            }),
        Named.of("answers null", failure -> null));
  }

  @ParameterizedTest
  @MethodSource
  void policiesThatFail(ErrorPolicy policy) throws Exception {
    fixture.policy = policy;
    fixture.sink =
        context ->
            batch -> {
              throw new IllegalArgumentException("price is NULL");
            };

    Failure failure = failed(start());

    assertEquals(Stage.SINK, failure.stage());
    assertTrue(failure.describe().contains("EngineFailuresTest"), failure::describe);
    assertTrue(failure.describe().contains("price is NULL"), failure::describe);
  }

  @Test
  void aRetryInFarFutureWaitsAndCanBeStopped() throws Exception {
    fixture.policy = failure -> new ErrorPolicy.Retry(LONG);
    fixture.sink =
        context -> {
          throw new IOException("down");
        };
    Engine running = start();
    await(() -> running.status().state() == PipelineState.RETRYING);

    running.close();

    assertEquals(PipelineState.STOPPED, running.status().state());
  }

  @Test
  void aListenerThatBlocksHoldsNothingUp() throws Exception {
    fixture.listeners.add(
        new PipelineListener() {
          @Override
          public void onStateChange(PipelineState from, PipelineState to) {
            try {
              end.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    Engine running = start();
    await(() -> running.status().acknowledgedEvents() > 0);

    running.close();

    assertEquals(PipelineState.STOPPED, running.status().state());
  }

  @Test
  void aListenerThatThrowsErrorsHearsOfEverythingElse() throws Exception {
    List<PipelineState> heard = new CopyOnWriteArrayList<>();
    fixture.listeners.add(
        new PipelineListener() {
          @Override
          public void onStateChange(PipelineState from, PipelineState to) {
            heard.add(to);
            throw new NoSuchMethodError("an older library");
          }
        });
    Engine running = start();
    await(() -> running.status().acknowledgedEvents() > 0);

    running.close();

    assertEquals(
        List.of(
            PipelineState.STANDBY,
            PipelineState.CONNECTING,
            PipelineState.RUNNING,
            PipelineState.STOPPING,
            PipelineState.STOPPED),
        heard);
  }

  @Test
  void aListenerMayCloseThePipeline() throws Exception {
    Engine[] running = new Engine[1];
    var closed = new CountDownLatch(1);
    fixture.listeners.add(
        new PipelineListener() {
          @Override
          public void onAcknowledged(BinlogPosition position, int events, Duration lag) {
            running[0].close();
            closed.countDown();
          }
        });
    running[0] = fixture.engine();
    running[0].start();

    closed.await();

    assertEquals(PipelineState.STOPPED, running[0].status().state());
  }

  @Test
  void aSinkMayCloseThePipelineItIsIn() throws Exception {
    Engine[] running = new Engine[1];
    fixture.sink = context -> batch -> running[0].close();
    running[0] = fixture.engine();
    running[0].start();

    await(() -> running[0].status().state() == PipelineState.STOPPED);
  }

  @Test
  void closeKeepsItsLimitWhateverTheSinkDoes() throws Exception {
    fixture.shutdownTimeout = Duration.ofMillis(50);
    var entered = new CountDownLatch(1);
    fixture.sink =
        context ->
            batch -> {
              entered.countDown();
              while (end.getCount() > 0) {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  // Ignores orders.
                }
              }
            };
    Engine running = start();
    entered.await();

    running.close();

    assertEquals(PipelineState.STOPPING, running.status().state());
    end.countDown();
    await(() -> running.status().state() == PipelineState.STOPPED);
  }

  @Test
  void extremeDurationsSaturate() throws Exception {
    fixture.shutdownTimeout = LONG;
    fixture.saveInterval = LONG;
    Engine running = start();
    await(() -> running.status().acknowledgedEvents() > 0);

    running.close();

    assertTrue(running.awaitStopped(Long.MAX_VALUE));
  }

  @Test
  void aThreadThatCannotBeStartedEndsThePipelineAndLeavesNothing() throws Exception {
    var lease = new TestLease("orders", 1);
    fixture.coordinator = destination -> lease;
    fixture.startFailure = new OutOfMemoryError("unable to create native thread");

    Failure failure = failed(start());

    assertEquals(Stage.SOURCE, failure.stage());
    assertTrue(fixture.sourceClosed);
    assertTrue(lease.isClosed());
  }

  @Test
  void aStopWhileTheSinkFailsSavesWhatIsAcknowledgedAndGivesTheLeaseUp() throws Exception {
    var store = new InMemoryPositionStore();
    var lease = new TestLease("orders", 1);
    List<ErrorPolicy.Decision> decisions = new CopyOnWriteArrayList<>();
    fixture.positions = store;
    fixture.coordinator = destination -> lease;
    fixture.saveInterval = Duration.ofHours(1);
    fixture.listeners.add(
        new PipelineListener() {
          @Override
          public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
            decisions.add(decision);
          }
        });
    Engine[] running = new Engine[1];
    fixture.sink =
        context ->
            batch -> {
              running[0].stop();
              throw new IOException("the target is down");
            };
    running[0] = fixture.engine();
    running[0].start();
    await(() -> running[0].status().state().isFinal());
    running[0].close();

    assertEquals(PipelineState.STOPPED, running[0].status().state());
    assertTrue(lease.isClosed());
    assertTrue(store.checkpoint("orders").isPresent());
    assertEquals(List.of(new ErrorPolicy.Stop()), decisions, "nothing says that it is retried");
  }

  @Test
  void aFailureNamesSinkTablesAndPlaces() throws Exception {
    fixture.sink =
        context ->
            batch -> {
              throw new IllegalStateException("price is NULL");
            };

    String text = failed(start()).describe();

    assertTrue(text.contains("EngineFailuresTest"), text);
    assertTrue(text.contains("writing") && text.contains("shop.t"), text);
    assertTrue(text.contains("bin.000001/") && text.contains("price is NULL"), text);
  }

  @Test
  void anIsolatedRowIsNamedByItsKey() throws Exception {
    List<String> letters = new CopyOnWriteArrayList<>();
    fixture.policy =
        ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .isolating(letter -> letters.add(letter.failure().describe()))
            .atMost(3);
    fixture.sink =
        context ->
            batch ->
                batch.events().stream()
                    .filter(event -> PickySink.id(event) == 1)
                    .findAny()
                    .ifPresent(
                        event -> {
                          throw new IllegalStateException("price is NULL");
                        });

    Engine running = start();
    await(() -> !letters.isEmpty());

    String text = letters.get(0);
    assertTrue(text.contains("INSERT of shop.t with key [1] at bin.000001/"), text);
    await(() -> running.status().acknowledgedEvents() > 0);
  }

  @Test
  void aFilterThatThrowsAnErrorIsNamed() throws Exception {
    fixture.rows =
        change -> {
          throw new AssertionError("no such column");
        };

    Failure failure = failed(start());

    assertEquals(Stage.DECODE, failure.stage());
    assertTrue(failure.describe().contains("no such column"), failure::describe);
    assertTrue(failure.describe().contains("row filter"), failure::describe);
  }

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

  /** A coordinator that hears the whole candidacy. */
  private record TestCoordinator(Election election) implements Coordinator {
    interface Election {
      Lease acquire(Candidacy candidacy) throws InterruptedException;
    }

    @Override
    public Lease acquire(String destination) {
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
        destination -> {
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
    assertTrue(running.status().epoch() > future);
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
    fixture.coordinator = destination -> lease;
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
        .filter(entry -> entry.getKey().getName().equals("sluice-orders-writer"))
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
    assertEquals(0, running.status().epoch());
  }

  @Test
  void aFailureWithoutMessageStillSaysWhatWasThrown() {
    var failure = new Failure(Stage.SINK, new IllegalStateException(), 1, false, "writing");

    assertEquals("writing: java.lang.IllegalStateException", failure.describe());
    assertInstanceOf(IllegalStateException.class, failure.cause());
    assertNotNull(failure.stage());
  }
}
