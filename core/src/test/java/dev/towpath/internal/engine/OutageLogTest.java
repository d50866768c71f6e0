package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

final class OutageLogTest {
  private final FixedClock clock = new FixedClock();
  private final OutageLog outages = new OutageLog(clock);

  @Test
  void outageIsNewsOnceAndThenOnceAMinute() {
    int told = 0;
    for (int second = 0; second <= 150; second++) {
      told += isNews("down") ? 1 : 0;
      clock.pass(Duration.ofSeconds(1));
    }

    assertEquals(3, told);
    assertEquals(151, outages.seconds(Stage.SOURCE));
  }

  @Test
  void otherCauseIsNewsAndKnownCauseIsNot() {
    assertTrue(isNews("connection broke"));
    assertTrue(isNews("connection refused"));
    assertFalse(isNews("connection broke"));
    assertFalse(isNews("connection refused"));
  }

  @Test
  void messageThatAlwaysDiffersIsNoStreamOfNews() {
    int told = 0;
    for (int i = 0; i < 100; i++) {
      told += isNews("no answer for " + i + " ms") ? 1 : 0;
    }

    assertEquals(5, told);
  }

  @Test
  void stagesHaveOutagesOfTheirOwn() {
    assertTrue(isNews("down"));
    clock.pass(Duration.ofSeconds(9));
    outages.failed(Stage.SINK);
    assertTrue(outages.isNews(failure(Stage.SINK, "down")));
    assertEquals(9, outages.seconds(Stage.SOURCE));

    outages.forget(Stage.SOURCE);

    assertEquals(0, outages.seconds(Stage.SOURCE));
    assertTrue(isNews("down"));
  }

  private boolean isNews(String message) {
    outages.failed(Stage.SOURCE);
    return outages.isNews(failure(Stage.SOURCE, message));
  }

  private static Failure failure(Stage stage, String message) {
    return new Failure(stage, new CdcException(message), 1, false);
  }

  /** A clock that stands still until a test moves it. */
  private static final class FixedClock implements MonotonicClock {
    private long now = -5;

    void pass(Duration duration) {
      now += duration.toNanos();
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long await(Condition condition, long nanos) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sleep(long nanos) {
      throw new UnsupportedOperationException();
    }
  }
}
