package dev.sluice;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a pipeline is in its life: {@code NEW → STANDBY → RUNNING ⇄ PAUSED / RETRYING → STOPPING →
 * STOPPED | FAILED}.
 */
public enum PipelineState {
  /** Built, not started. */
  NEW,
  /** Waiting to be elected. */
  STANDBY,
  /** Elected and delivering changes. */
  RUNNING,
  /**
   * Elected, but nothing is delivered: until {@link CdcPipeline#resume()}, or until the lease is
   * confirmed again.
   */
  PAUSED,
  /** Elected, waiting to try again after a failure. */
  RETRYING,
  /** Asked to stop; delivering and saving what was read. */
  STOPPING,
  /** Stopped as asked. Final. */
  STOPPED,
  /**
   * Stopped by a failure that trying again cannot mend; see {@link PipelineStatus#failure()}.
   * Final.
   */
  FAILED;

  private static final Set<PipelineState> ACTIVE =
      EnumSet.of(STANDBY, RUNNING, PAUSED, RETRYING, STOPPING, FAILED);

  /** Whether a pipeline in this state may be in {@code next} afterwards. */
  public boolean canMoveTo(PipelineState next) {
    return switch (this) {
      case NEW -> next == STANDBY || next == STOPPED;
      case STANDBY, RUNNING, PAUSED, RETRYING -> next != this && ACTIVE.contains(next);
      case STOPPING -> next == STOPPED || next == FAILED;
      case STOPPED, FAILED -> false;
    };
  }

  /** Whether the pipeline has ended. */
  public boolean isFinal() {
    return this == STOPPED || this == FAILED;
  }
}
