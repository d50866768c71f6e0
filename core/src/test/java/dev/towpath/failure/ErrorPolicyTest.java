package dev.towpath.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.ErrorPolicy.Decision;
import dev.towpath.failure.Failure.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrorPolicyTest {
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  @Test
  void delaysGrowFromHalfOfTheFirstToTheLongest() {
    ErrorPolicy policy = ErrorPolicy.backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    assertBetween(Duration.ofMillis(50), Duration.ofMillis(100), policy, 1);
    assertBetween(Duration.ofMillis(100), Duration.ofMillis(200), policy, 2);
    assertBetween(Duration.ofMillis(200), Duration.ofMillis(400), policy, 3);
    assertBetween(Duration.ofMillis(500), Duration.ofSeconds(1), policy, 5);
    assertBetween(Duration.ofMillis(500), Duration.ofSeconds(1), policy, Integer.MAX_VALUE);
  }

  @Test
  void delaysBelowAMillisecondAreKept() {
    ErrorPolicy policy = ErrorPolicy.backoff(Duration.ofNanos(1), Duration.ofNanos(900));

    assertBetween(Duration.ofNanos(1), Duration.ofNanos(1), policy, 1);
    assertBetween(Duration.ofNanos(450), Duration.ofNanos(900), policy, 30);
  }

  @Test
  void extremeDelaysSaturate() {
    Duration saturated = Duration.ofNanos(Long.MAX_VALUE);
    for (int attempt : new int[] {1, 2, 20, 63, 64, 65, Integer.MAX_VALUE}) {
      assertBetween(
          saturated.dividedBy(2), saturated, ErrorPolicy.backoff(LONGEST, LONGEST), attempt);
      assertBetween(
          Duration.ofNanos(1),
          saturated,
          ErrorPolicy.backoff(Duration.ofDays(100_000), LONGEST),
          attempt);
    }
  }

  @Test
  void backoffStopsAtTheLastAttempt() {
    ErrorPolicy policy = ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(9)).atMost(10);

    assertInstanceOf(ErrorPolicy.Retry.class, decide(policy, 9));
    assertInstanceOf(ErrorPolicy.Stop.class, decide(policy, 10));
    assertInstanceOf(ErrorPolicy.Stop.class, decide(policy, 11));
  }

  @Test
  void isolationBeginsAtTheLastAttempt() {
    ErrorPolicy policy =
        ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(9))
            .isolating(letter -> {})
            .atMost(10);

    assertInstanceOf(ErrorPolicy.Retry.class, decide(policy, 9));
    assertInstanceOf(ErrorPolicy.Isolate.class, decide(policy, 10));
  }

  @Test
  void limitHoldsForThePolicyItIsCalledOnOnly() {
    ErrorPolicy policy =
        ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(9))
            .atMost(3)
            .on(Stage.SOURCE, ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(9)));

    assertInstanceOf(ErrorPolicy.Stop.class, decide(policy, 3));
    assertInstanceOf(ErrorPolicy.Retry.class, policy.decide(failure(Stage.SOURCE, 3, false)));
  }

  @Test
  void limitTellsStageCauseAndAttemptAsTheyAre() {
    Failure failed = failure(Stage.SINK, 5, false);
    ErrorPolicy expecting =
        failure -> {
          assertEquals(new Failure(failed.stage(), failed.cause(), 5, true), failure);
          return new ErrorPolicy.Skip();
        };

    assertInstanceOf(ErrorPolicy.Skip.class, expecting.atMost(1).decide(failed));
  }

  @Test
  void lessThanOneAttemptIsRefused() {
    ErrorPolicy policy = failure -> new ErrorPolicy.Stop();

    for (int attempts : List.of(0, -1)) {
      assertThrows(IllegalArgumentException.class, () -> policy.atMost(attempts));
    }
  }

  private static void assertBetween(
      Duration least, Duration most, ErrorPolicy policy, int attempt) {
    for (int i = 0; i < 100; i++) {
      var retry = assertInstanceOf(ErrorPolicy.Retry.class, decide(policy, attempt));
      Duration delay = retry.delay();
      assertTrue(delay.compareTo(least) >= 0 && delay.compareTo(most) <= 0, delay::toString);
    }
  }

  private static Decision decide(ErrorPolicy policy, int attempt) {
    return policy.decide(failure(Stage.SINK, attempt, false));
  }

  private static Failure failure(Stage stage, int attempt, boolean permanent) {
    return new Failure(stage, new IllegalStateException("price is NULL"), attempt, permanent);
  }
}
