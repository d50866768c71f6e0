package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StateMachineTest {
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Listeners listeners =
      new Listeners("p", new Telemetry("p"), List.of(new Recorder()));
  private final StateMachine state = new StateMachine("p", listeners);

  @Test
  void reportsThatDoNotFitThePhaseChangeNothing() throws Exception {
    state.elected();
    state.following();
    state.failed();
    state.stoodDown();

    assertEquals(PipelineState.NEW, state.state());
    assertEquals(List.of(), heard());
  }

  @Test
  void aLeaderIsRunningOnlyOnceItFollows() throws Exception {
    assertTrue(state.started());
    assertFalse(state.started());
    state.elected();
    state.following();
    state.stoodDown();
    state.elected();

    assertEquals(List.of("STANDBY", "CONNECTING", "RUNNING", "STANDBY", "CONNECTING"), heard());
  }

  @Test
  void aPauseHidesFailuresUntilItIsOver() throws Exception {
    follow();
    state.failing(true);
    state.paused(true);
    state.failing(false);
    state.failing(true);
    state.paused(false);
    state.failing(false);

    assertEquals(List.of("RETRYING", "PAUSED", "RETRYING", "RUNNING"), heard());
  }

  @Test
  void deliveryRestsAsLongAsThereIsOneReason() throws Exception {
    follow();
    state.suspended(true);
    state.paused(true);
    state.suspended(false);
    assertEquals(PipelineState.PAUSED, state.state());
    state.paused(false);

    assertEquals(List.of("PAUSED", "RUNNING"), heard());
  }

  @Test
  void nothingTakesAStopBack() throws Exception {
    follow();
    state.stopping();
    state.paused(true);
    state.stoodDown();
    state.elected();
    state.stopped();
    state.failed();

    assertEquals(List.of("STOPPING", "STOPPED"), heard());
  }

  @Test
  void aPipelineThatWasNeverStartedHasStopped() throws Exception {
    state.stopping();

    assertFalse(state.started());
    assertEquals(List.of("STOPPED"), heard());
  }

  @Test
  void aStopMayEndInAFailure() throws Exception {
    follow();
    state.stopping();
    state.failed();
    state.stopped();

    assertEquals(List.of("STOPPING", "FAILED"), heard());
  }

  private void follow() throws InterruptedException {
    state.started();
    state.elected();
    state.following();
    listeners.drain(TimeUnit.MINUTES.toNanos(1));
    heard.clear();
  }

  private List<String> heard() throws InterruptedException {
    listeners.drain(TimeUnit.MINUTES.toNanos(1));
    return heard;
  }

  private final class Recorder implements PipelineListener {
    @Override
    public void onStateChange(PipelineState from, PipelineState to) {
      heard.add(to.toString());
    }
  }
}
