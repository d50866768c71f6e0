package dev.towpath.pipeline;

/**
 * The phase of a pipeline's life: {@code NEW → STANDBY → CONNECTING → RUNNING ⇄ PAUSED / RETRYING →
 * STOPPING → STOPPED | FAILED}.
 */
public enum PipelineState {
  /** Built, not started. */
  NEW,
  /**
   * Waiting to be elected. Entered as soon as a lease is lost, while the work under it still ends:
   * its sink may not be closed yet.
   */
  STANDBY,
  /**
   * Elected, but not following yet: loading the position, creating the sink, connecting to the
   * source. With {@link dev.towpath.mysql.StartPosition#latest()} as the start, changes committed
   * before {@link #RUNNING} may be before that start.
   */
  CONNECTING,
  /**
   * Elected and following: the source sends its binlog from a known position, and its changes are
   * delivered.
   */
  RUNNING,
  /**
   * Elected, but nothing is delivered: until {@link dev.towpath.CdcPipeline#resume()}, or until the
   * lease is confirmed again.
   */
  PAUSED,
  /** Elected, waiting to retry after a failure. */
  RETRYING,
  /** Asked to stop; delivering the events read so far and saving the position. */
  STOPPING,
  /** Stopped as asked. Final. */
  STOPPED,
  /** Stopped by a permanent failure; see {@link PipelineStatus#failure()}. Final. */
  FAILED;

  /** Returns whether the pipeline has ended. */
  public boolean isFinal() {
    return this == STOPPED || this == FAILED;
  }
}
