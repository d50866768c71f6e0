package dev.sluice.internal.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.sluice.PipelineListener;
import dev.sluice.PipelineState;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Moves of a pipeline's state that meet. */
public final class StateMachineStress {

  private StateMachineStress() {}

  private static StateMachine running(PipelineListener... listeners) {
    var state = new StateMachine("p", new Listeners("p", List.of(listeners)));
    state.moveTo(PipelineState.STANDBY);
    state.moveTo(PipelineState.RUNNING);
    return state;
  }

  /** A pause never takes a stop back, and listeners hear of both in their order. */
  @JCStressTest
  @Outcome(id = "true, true, [PAUSED, STOPPING]", expect = ACCEPTABLE, desc = "paused first")
  @Outcome(id = "false, true, [STOPPING]", expect = ACCEPTABLE, desc = "stopped first")
  @State
  public static class PauseAndStop {
    private final StringBuffer heard = new StringBuffer();
    private final StateMachine state = running(new Recorder(heard));

    public PauseAndStop() {
      heard.setLength(0);
    }

    @Actor
    public void pause(LLL_Result result) {
      result.r1 = state.moveTo(PipelineState.RUNNING, PipelineState.PAUSED);
    }

    @Actor
    public void stop(LLL_Result result) {
      result.r2 = state.moveTo(PipelineState.STOPPING);
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = "[" + heard + "]";
    }
  }

  /** Of two ends one counts. */
  @JCStressTest
  @Outcome(id = "true, false, STOPPED", expect = ACCEPTABLE, desc = "stopped")
  @Outcome(id = "false, true, FAILED", expect = ACCEPTABLE, desc = "failed")
  @State
  public static class TwoEnds {
    private final StateMachine state = running();

    public TwoEnds() {
      state.moveTo(PipelineState.STOPPING);
    }

    @Actor
    public void stopped(LLL_Result result) {
      result.r1 = state.moveTo(PipelineState.STOPPED);
    }

    @Actor
    public void failed(LLL_Result result) {
      result.r2 = state.moveTo(PipelineState.FAILED);
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = state.state();
    }
  }

  /** Who waits for the end hears of it. */
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
      state.moveTo(PipelineState.FAILED);
    }
  }

  private static final class Recorder implements PipelineListener {
    private final StringBuffer heard;

    Recorder(StringBuffer heard) {
      this.heard = heard;
    }

    @Override
    public void onStateChange(PipelineState from, PipelineState to) {
      heard.append(heard.length() == 0 ? "" : ", ").append(to);
    }
  }
}
