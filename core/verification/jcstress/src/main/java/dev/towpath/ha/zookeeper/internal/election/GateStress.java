package dev.towpath.ha.zookeeper.internal.election;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Stress tests of a lease's deadline, which one thread moves and others read. */
public final class GateStress {
  private static final int TIMEOUT_MILLIS = 3000;
  private static final ClockReading NOW = new ClockReading(60_000_000_000L, 60_000);

  private GateStress() {}

  /** Returns a gate whose last proof was sent that long ago, with a clock that stands still. */
  private static Gate gate(long millisAgo) {
    return new Gate("the lease", () -> NOW, ago(millisAgo), TIMEOUT_MILLIS);
  }

  private static ClockReading ago(long millis) {
    return new ClockReading(NOW.nanos() - millis * 1_000_000, NOW.wallMillis() - millis);
  }

  /** Test: no proof opens a permanently closed gate. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, false"},
      expect = ACCEPTABLE,
      desc = "open until it is closed")
  @State
  public static class ProofAndClose {
    private final Gate gate = gate(2500);

    @Actor
    public void proof(LL_Result result) {
      gate.proven(ago(10), TIMEOUT_MILLIS);
      result.r1 = gate.isOpen();
    }

    @Actor
    public void close() {
      gate.close("another instance was elected");
    }

    @Arbiter
    public void end(LL_Result result) {
      result.r2 = gate.isOpen();
    }
  }

  /** Test: the later proof counts, in either order of arrival. */
  @JCStressTest
  @Outcome(id = "10000000, true", expect = ACCEPTABLE, desc = "the later one counts")
  @State
  public static class TwoProofs {
    private final Gate gate = gate(2500);

    @Actor
    public void earlier() {
      gate.proven(ago(2200), TIMEOUT_MILLIS);
    }

    @Actor
    public void later() {
      gate.proven(ago(10), TIMEOUT_MILLIS);
    }

    @Arbiter
    public void end(LL_Result result) {
      result.r1 = gate.proofAgeNanos();
      result.r2 = gate.isOpen();
    }
  }

  /** Test: a thread that waits at a shut gate passes with the next proof. */
  @JCStressTest
  @Outcome(id = "passed", expect = ACCEPTABLE, desc = "went on")
  @State
  public static class WaitingForAProof {
    private final Gate gate = gate(2500);

    @Actor
    public void writer(L_Result result) {
      result.r1 = outcomeOf(gate);
    }

    @Actor
    public void proof() {
      gate.proven(ago(10), TIMEOUT_MILLIS);
    }
  }

  /** Test: a thread that waits at a permanently closed gate gets an exception. */
  @JCStressTest
  @Outcome(id = "refused", expect = ACCEPTABLE, desc = "told")
  @State
  public static class WaitingInVain {
    private final Gate gate = gate(2500);

    @Actor
    public void writer(L_Result result) {
      result.r1 = outcomeOf(gate);
    }

    @Actor
    public void close() {
      gate.close("another instance was elected");
    }
  }

  private static String outcomeOf(Gate gate) {
    try {
      gate.await();
      return "passed";
    } catch (LeaseLostException e) {
      return "refused";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
