package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tests of jumps of the wall clock, which must not affect the stream. */
final class ClockJumpIT extends PipelineTestBase {
  private static final Duration YEARS = Duration.ofDays(3650);

  private final ManualClock clock = new ManualClock(Instant.now());

  @Test
  void rowsArriveAndPositionsAreSavedWhereverTheClockJumps() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline().clock(clock));
    int row = 0;
    for (Duration jump : List.of(YEARS.negated(), YEARS.multipliedBy(2), YEARS.negated())) {
      clock.advance(jump);
      row++;
      sql("INSERT INTO t VALUES (%d)".formatted(row));
      awaitRows(row);
      Duration lag = Objects.requireNonNull(pipeline.status().lag());

      assertFalse(lag.isNegative(), lag.toString());
      assertEquals(PipelineState.RUNNING, pipeline.status().state());
    }
    pipeline.close();
    clock.advance(YEARS.negated());
    startAndConnect(pipeline().clock(clock));
    sql("INSERT INTO t VALUES (4)");

    assertEquals(List.of("1", "2", "3", "4"), PipelineIT.ids(awaitRows(4)));
  }
}
