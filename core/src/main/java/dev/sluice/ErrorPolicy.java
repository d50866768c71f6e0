package dev.sluice;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides what a pipeline does about a failure. Thread-safe; called on the pipeline's threads, once
 * per failure.
 */
@FunctionalInterface
public interface ErrorPolicy {

  /** What to do about {@code failure}. */
  Decision decide(Failure failure);

  /** What can be done about a failure. */
  sealed interface Decision permits Retry, Skip, Stop {}

  /**
   * Try again: with a new connection, a new sink, and every batch that was not flushed.
   *
   * @param delay how long to wait before
   */
  record Retry(Duration delay) implements Decision {}

  /**
   * Drop the batches that the sink refused and go on. Never a default; always reported to the
   * listeners and logged. Means {@link Stop} for failures of other stages.
   */
  record Skip() implements Decision {}

  /** Stop the pipeline in state {@link PipelineState#FAILED}. */
  record Stop() implements Decision {}

  /**
   * Retries with exponentially growing delays, half of each random so that many pipelines do not
   * retry in step; stops on permanent failures.
   *
   * @param first the longest first delay, above zero
   * @param max the longest delay at all, at least {@code first}
   * @throws IllegalArgumentException if the delays are out of range
   */
  static ErrorPolicy backoff(Duration first, Duration max) {
    if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "back-off needs 0 < first ≤ max: first %s, max %s".formatted(first, max));
    }
    return failure -> {
      if (failure.isPermanent()) {
        return new Stop();
      }
      long ceiling = first.toMillis() << Math.min(failure.attempt() - 1, 20);
      long limit = Math.max(2, Math.min(ceiling, max.toMillis()));
      return new Retry(
          Duration.ofMillis(limit / 2 + ThreadLocalRandom.current().nextLong(limit / 2)));
    };
  }
}
