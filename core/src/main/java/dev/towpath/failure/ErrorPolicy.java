package dev.towpath.failure;

import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A policy that decides what a pipeline does about a failure. Thread-safe; called on the pipeline's
 * threads, once per failure.
 *
 * <p>Policies can be combined. This one retries transient failures, isolates rows that the sink
 * will never accept, and skips events that cannot be decoded.
 *
 * <pre>{@code
 * ErrorPolicy.backoff(Duration.ofMillis(100), Duration.ofSeconds(30))
 *     .isolating(letter -> deadLetters.append(letter))
 *     .on(Failure.Stage.DECODE, failure -> new ErrorPolicy.Skip())
 * }</pre>
 */
@FunctionalInterface
public interface ErrorPolicy {

  /** Decides what to do about {@code failure}. */
  Decision decide(Failure failure);

  /** A reaction to a failure. */
  sealed interface Decision permits Retry, Skip, Isolate, Stop {}

  /**
   * The decision to retry with a new connection, a new sink, and every batch that was not flushed.
   * Means {@link Stop} where a retry cannot help: an event that cannot be interpreted stays so.
   *
   * @param delay how long to wait before the retry
   */
  record Retry(Duration delay) implements Decision {

    /** Checks that there is a delay. */
    public Retry {
      Objects.requireNonNull(delay, "delay");
    }
  }

  /**
   * The decision to drop what failed and continue. Never a default; always logged, counted and
   * reported to {@link dev.towpath.pipeline.PipelineListener#onSkipped}.
   *
   * <ul>
   *   <li>{@link Stage#SINK}: the batch that a write refused, or all that was not flushed when a
   *       flush failed. While the sink cannot be created there is nothing to drop: {@link Stop}.
   *   <li>{@link Stage#DECODE}: an event of row changes, all its rows, when it was read correctly
   *       and cannot be interpreted. Any other event is needed to know where the stream stands or
   *       what the tables look like: {@link Stop}.
   *   <li>Other stages: {@link Stop}.
   * </ul>
   */
  record Skip() implements Decision {}

  /**
   * The decision to find the changes that the sink refuses, give each to {@code handler}, and
   * deliver the rest in order. For {@link Stage#SINK} only, otherwise {@link Stop}.
   *
   * <p>Events that were not flushed are delivered again in ever smaller pieces, cut between
   * transactions where possible. Each piece is flushed before the next. After each refusal the
   * policy is asked again: a {@link Retry} tries the same piece again, an {@code Isolate} cuts it
   * further, down to a single change. One refused change among <i>n</i> costs about 2
   * log<sub>2</sub> <i>n</i> deliveries, and a new sink after each that failed. No position after a
   * refused change is saved before its handler has returned.
   *
   * @param handler takes the changes
   * @param mostInARow how many changes may be refused in a row without one accepted in between, at
   *     least 1; beyond that the changes are probably not the cause, and the pipeline stops
   */
  record Isolate(DeadLetterHandler handler, int mostInARow) implements Decision {
    private static final int DEFAULT_MOST_IN_A_ROW = 100;

    /** Checks the range. */
    public Isolate {
      Objects.requireNonNull(handler, "handler");
      if (mostInARow < 1) {
        throw new IllegalArgumentException("mostInARow must be at least 1: " + mostInARow);
      }
    }

    /** Creates the decision to isolate up to 100 changes in a row. */
    public Isolate(DeadLetterHandler handler) {
      this(handler, DEFAULT_MOST_IN_A_ROW);
    }
  }

  /**
   * The decision to stop the pipeline in state {@link dev.towpath.pipeline.PipelineState#FAILED}.
   */
  record Stop() implements Decision {}

  /**
   * Retries with exponentially growing delays, half of each random so that many pipelines do not
   * retry in step; stops on permanent failures.
   *
   * @param first the longest first delay, above zero
   * @param max the longest delay at all, at least {@code first}; more than 292 years count as that
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
      long limit = grown(first, max, failure.attempt());
      return new Retry(
          Duration.ofNanos(limit - ThreadLocalRandom.current().nextLong(limit / 2 + 1)));
    };
  }

  /** Returns the longest delay after {@code attempt} attempts, in nanoseconds. */
  private static long grown(Duration first, Duration max, int attempt) {
    long start = Durations.saturatedNanos(first);
    long limit = Durations.saturatedNanos(max);
    int doublings = Math.min(Math.max(attempt, 1) - 1, Long.SIZE - 2);
    return start > limit >> doublings ? limit : start << doublings;
  }

  /**
   * Returns this policy, except that from the given attempt on every failure counts as permanent.
   * {@code backoff(…).atMost(10)} stops at the tenth failure in a row of the same stage; {@code
   * backoff(…).isolating(handler).atMost(10)} isolates the change at which a sink fails ten times
   * in a row. A policy that does not look at {@link Failure#isPermanent} is not limited by this.
   *
   * @param attempts the attempt from which on a failure is permanent, at least 1
   * @throws IllegalArgumentException if it is less
   */
  default ErrorPolicy atMost(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("atMost needs at least 1 attempt: " + attempts);
    }
    return failure ->
        decide(
            failure.attempt() < attempts
                ? failure
                : new Failure(
                    failure.stage(), failure.cause(), failure.attempt(), true, failure.during()));
  }

  /**
   * Returns this policy, except that changes which the sink refuses permanently ({@link
   * Failure#isPermanent}) are given to {@code handler} one by one; see {@link Isolate}.
   */
  default ErrorPolicy isolating(DeadLetterHandler handler) {
    Decision isolate = new Isolate(handler);
    return on(Stage.SINK, failure -> failure.isPermanent() ? isolate : decide(failure));
  }

  /**
   * Returns a policy that applies {@code policy} to failures of {@code stage} and this policy to
   * all others.
   */
  default ErrorPolicy on(Stage stage, ErrorPolicy policy) {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(policy, "policy");
    return failure -> failure.stage() == stage ? policy.decide(failure) : decide(failure);
  }
}
