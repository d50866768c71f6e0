package dev.towpath.pipeline;

import java.time.Duration;

/**
 * Counters of a pipeline since its start; they never decrease. Immutable.
 *
 * @param batches how many batches were handed to the sink, redeliveries included
 * @param flushes how many times the sink was flushed
 * @param flushTime the total time of all flushes
 * @param saves how many positions were saved
 * @param failures how many failures the error policy decided on
 * @param skipped how many changes were dropped because the error policy said so; an event that
 *     could not be interpreted counts as one
 * @param deadLetters how many changes a dead-letter handler took
 */
public record PipelineCounters(
    long batches,
    long flushes,
    Duration flushTime,
    long saves,
    long failures,
    long skipped,
    long deadLetters) {

  /** Returns counters that are all zero. */
  public static PipelineCounters zero() {
    return new PipelineCounters(0, 0, Duration.ZERO, 0, 0, 0, 0);
  }
}
