package dev.sluice.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.PipelineListener;
import dev.sluice.PipelineState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class StateMachineTest {
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Test
  void whatIsNotLegalDoesNotHappen() {
    StateMachine state = machine(new Recorder("", next -> {}));

    assertFalse(state.moveTo(PipelineState.RUNNING));
    assertFalse(state.moveTo(PipelineState.STANDBY, PipelineState.RUNNING));

    assertEquals(PipelineState.NEW, state.state());
    assertEquals(List.of(), heard);
  }

  @Test
  void listenersHearOfAListenersOwnMoveAfterTheOneItHeard() {
    StateMachine[] state = new StateMachine[1];
    state[0] =
        machine(
            new Recorder(
                "first ",
                next -> {
                  if (next == PipelineState.RUNNING) {
                    state[0].moveTo(PipelineState.STOPPING);
                  }
                }),
            new Recorder("second ", next -> {}));
    state[0].moveTo(PipelineState.STANDBY);
    heard.clear();

    state[0].moveTo(PipelineState.RUNNING);

    assertEquals(
        List.of("first RUNNING", "second RUNNING", "first STOPPING", "second STOPPING"), heard);
  }

  /** One thread tells of a failure and the listener stops, another one reports a recovery. */
  @Test
  void aListenerMayMoveItWhileAnotherThreadDoes() throws Exception {
    var inListener = new CountDownLatch(1);
    var recovering = new CountDownLatch(1);
    StateMachine[] state = new StateMachine[1];
    var stopsOnFailure =
        new PipelineListener() {
          @Override
          public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
            inListener.countDown();
            awaitQuietly(recovering);
            state[0].moveTo(PipelineState.STOPPING);
          }
        };
    var listeners = new Listeners("p", List.of(stopsOnFailure));
    state[0] = new StateMachine("p", listeners);
    state[0].moveTo(PipelineState.STANDBY);
    state[0].moveTo(PipelineState.RETRYING);
    var failure = new Failure(Failure.Stage.SINK, new IllegalStateException(), 1, false);
    Thread failing = start(() -> listeners.tell(l -> l.onFailure(failure, new ErrorPolicy.Stop())));
    inListener.await();
    Thread recovered = start(() -> state[0].moveTo(PipelineState.RETRYING, PipelineState.RUNNING));
    while (recovered.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    recovering.countDown();

    assertTrue(ends(failing), "the listener waits for ever");
    assertTrue(ends(recovered), "the other thread waits");
    assertEquals(PipelineState.STOPPING, state[0].state());
  }

  private static StateMachine machine(PipelineListener... listeners) {
    return new StateMachine("p", new Listeners("p", List.of(listeners)));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ends(Thread thread) throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(20));
    return !thread.isAlive();
  }

  private static Thread start(Runnable action) {
    var thread = new Thread(action);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private final class Recorder implements PipelineListener {
    private final String name;
    private final Consumer<PipelineState> then;

    Recorder(String name, Consumer<PipelineState> then) {
      this.name = name;
      this.then = then;
    }

    @Override
    public void onStateChange(PipelineState from, PipelineState to) {
      heard.add(name + to);
      then.accept(to);
    }
  }
}
