package dev.towpath.internal.engine;

import static dev.towpath.internal.engine.EngineFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.testkit.TestLease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests of how a pipeline ends, and of what must not delay that. */
final class EngineEndsTest extends EngineTestBase {
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
  void closeKeepsItsLimitWithAnySink() throws Exception {
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
    fixture.coordinator = pipeline -> lease;
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
    fixture.coordinator = pipeline -> lease;
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
  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  void aSinkThatNeedsAFlushForItsLastBatchGetsOneOnceNothingComes() throws Exception {
    var flushes = new AtomicInteger();
    fixture.sink =
        context ->
            new Sink() {
              @Override
              public void write(EventBatch batch) {}

              @Override
              public void flush() {
                flushes.incrementAndGet();
              }

              @Override
              public Optional<Acknowledgement> acknowledged() {
                return Optional.of(Acknowledgement.of(0));
              }
            };

    Engine running = start();

    await(() -> running.status().acknowledgedEvents() > 0);
    assertEquals(1, flushes.get());
  }

  @Test
  void aSourceThatEndsWhileThePipelineIsPausedEndsIt() throws Exception {
    fixture.ends = new CountDownLatch(1);
    Engine running = start();
    await(() -> running.status().acknowledgedEvents() > 0);
    running.pause(true);
    await(() -> running.status().state() == PipelineState.PAUSED);

    fixture.ends.countDown();

    assertEquals(Stage.SOURCE, failed(running).stage());
  }

  @Test
  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  void aFailureShowsAlthoughTheSinkDoesNotReturnFromBeingClosed() throws Exception {
    fixture.sink =
        context ->
            new Sink() {
              @Override
              public void write(EventBatch batch) throws IOException {
                throw new IOException("down");
              }

              @Override
              public void close() throws InterruptedException {
                end.await();
              }
            };

    Engine running = start();

    await(() -> running.status().counters().failures() == 1);
    assertNotNull(running.status().failure());
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsForTheEndSaysSo() throws Exception {
    var inSink = new CountDownLatch(1);
    fixture.sink =
        context ->
            batch -> {
              inSink.countDown();
              end.await();
            };
    Engine running = start();
    inSink.await();
    Thread.currentThread().interrupt();

    running.close();

    assertTrue(Thread.interrupted(), "the interrupt is kept");
    await(() -> running.status().state() == PipelineState.STOPPED);
  }
}
