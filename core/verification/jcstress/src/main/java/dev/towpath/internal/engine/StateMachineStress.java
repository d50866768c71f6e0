package dev.towpath.internal.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Stress tests of concurrent changes of a pipeline's state. */
public final class StateMachineStress {

  private StateMachineStress() {}

  private static StateMachine running() {
    var state = new StateMachine("p", new Listeners("p", new Telemetry("p"), List.of()));
    state.started();
    state.elected();
    state.following();
    return state;
  }

  /** Test: a pause never cancels a stop. */
  @JCStressTest
  @Outcome(id = "STOPPING", expect = ACCEPTABLE, desc = "stopping")
  @State
  public static class PauseAndStop {
    private final StateMachine state = running();

    @Actor
    public void pause() {
      state.paused(true);
    }

    @Actor
    public void stop() {
      state.stopping();
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = state.state();
    }
  }

  /** Test: two reasons to pause, reported by two threads, count separately. */
  @JCStressTest
  @Outcome(id = "PAUSED", expect = ACCEPTABLE, desc = "one reason is left")
  @State
  public static class TwoReasonsToRest {
    private final StateMachine state = running();

    public TwoReasonsToRest() {
      state.paused(true);
    }

    @Actor
    public void resume() {
      state.paused(false);
    }

    @Actor
    public void suspend() {
      state.suspended(true);
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = state.state();
    }
  }

  /** Test: of two ends only the first counts. */
  @JCStressTest
  @Outcome(id = "STOPPED", expect = ACCEPTABLE, desc = "stopped")
  @Outcome(id = "FAILED", expect = ACCEPTABLE, desc = "failed")
  @State
  public static class TwoEnds {
    private final StateMachine state = running();

    public TwoEnds() {
      state.stopping();
    }

    @Actor
    public void stopped() {
      state.stopped();
    }

    @Actor
    public void failed() {
      state.failed();
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = state.state();
    }
  }

  /** Test: a thread that waits for the end is woken. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "the wait ended")
  @State
  public static class WaitingForTheEnd {
    private final StateMachine state = running();

    @Actor
    public void waiting(L_Result result) {
      try {
        result.r1 = state.awaitFinal(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Actor
    public void ending() {
      state.failed();
    }
  }
}
