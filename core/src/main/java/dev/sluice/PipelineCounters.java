package dev.sluice;

import java.time.Duration;

/**
 * What a pipeline has done since it was started; only ever grows. Immutable.
 *
 * @param batches how many batches were handed to the sink, redeliveries included
 * @param flushes how many times the sink was flushed
 * @param flushTime the time all flushes took together
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

  /** Nothing was done yet. */
  public static PipelineCounters zero() {
    return new PipelineCounters(0, 0, Duration.ZERO, 0, 0, 0, 0);
  }
}
