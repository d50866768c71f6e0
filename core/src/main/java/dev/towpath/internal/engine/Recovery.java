package dev.towpath.internal.engine;

import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.ErrorPolicy.Decision;
import dev.towpath.failure.Failure;
import java.util.Set;

/**
 * The reaction of the writing thread to a failure: it asks the policy, waits before a retry, and
 * throws if the pipeline is to end. Used by the writing thread.
 */
final class Recovery {
  private final Health health;
  private final WriterControl control;

  Recovery(EngineParts parts) {
    this.health = parts.health();
    this.control = parts.control();
  }

  /**
   * Decides about a failure, and waits as long as the policy says.
   *
   * @param possible the decisions that are possible besides stopping
   * @return the verdict, which is not to stop
   * @throws StopException if the pipeline was asked to stop, which leaves no time for a retry
   * @throws PipelineFailedException if the policy says stop
   */
  Health.Verdict decide(Failure failure, Set<Class<? extends Decision>> possible) throws Exception {
    return decide(failure, possible, () -> {});
  }

  /**
   * Does the same as the other method, with a callback.
   *
   * @param announced runs once the decision is known and announced, before any waiting
   */
  Health.Verdict decide(
      Failure failure, Set<Class<? extends Decision>> possible, Runnable announced)
      throws Exception {
    control.check();
    if (control.isStopRequested()) {
      health.whileStopping(failure);
      throw new StopException();
    }
    Health.Verdict verdict = health.failed(failure, possible);
    announced.run();
    if (verdict.decision() instanceof ErrorPolicy.Retry retry) {
      control.sleep(retry.delay());
    } else if (verdict.decision() instanceof ErrorPolicy.Stop) {
      throw new PipelineFailedException(verdict.failure());
    }
    return verdict;
  }
}
