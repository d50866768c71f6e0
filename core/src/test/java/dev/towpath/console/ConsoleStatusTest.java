package dev.towpath.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import dev.towpath.internal.engine.StatusSnapshot;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.PipelineStatus;
import dev.towpath.pipeline.ReplicationOutage;
import dev.towpath.waiting.Wait;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConsoleStatusTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final BinlogPosition POSITION =
      BinlogPosition.builder("mysql-bin.000012", 4711).build();

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
  private final AtomicReference<PipelineStatus> status = new AtomicReference<>(running().build());
  private final StatusLine line = new StatusLine(status::get);

  @Test
  void aLineSaysWhatIsGoingOn() {
    line.refresh(0);
    status.set(running().acknowledgedEvents(2_000).build());
    line.refresh(2 * SECOND);

    assertEquals(
        "shop  RUNNING  mysql-bin.000012/4711  2,000 events  500/s  lag 1.5 s  queue 2.0 MiB",
        line.toString());
  }

  @Test
  void aStandbyHasNoRate() {
    status.set(StatusSnapshot.builder("shop", PipelineState.STANDBY).build());
    line.refresh(0);

    assertEquals("shop  STANDBY  no position", line.toString());
  }

  @Test
  void aFailureAndASoonPurgedBinlogAreTold() {
    status.set(
        running()
            .timeUntilPurge(Duration.ofMinutes(2))
            .failure(
                new Failure(Failure.Stage.SOURCE, new IllegalStateException("no\nroute"), 3, false))
            .build());
    line.refresh(0);

    assertTrue(
        line.toString().endsWith("  binlog purged in 120.0 s  SOURCE: no route"), line::toString);
  }

  @Test
  void aReplicationThatStandsStillIsTold() {
    var outage =
        new ReplicationOutage("cdc@db2:3306", "", "db1:3306", "no thread runs", Instant.EPOCH);
    status.set(running().sourceLag(Duration.ofMinutes(1), List.of(outage)).build());
    line.refresh(0);

    assertTrue(
        line.toString().endsWith("  replication from db1:3306 stands still"), line::toString);
    assertEquals("shop RUNNING replication stands still", line.headline());
  }

  @Test
  void onATerminalLinesAreWrittenOver() {
    var display = new LiveDisplay(out);
    line.refresh(0);
    display.show(List.of(line, line), 0, false);
    String first = text();
    display.show(List.of(line, line), SECOND, false);

    assertEquals(first, text().substring(0, first.length()));
    assertTrue(text().substring(first.length()).startsWith("\u001b[2A"), this::text);
    assertEquals(4, text().chars().filter(c -> c == '\n').count());
  }

  @Test
  void elsewhereALineIsAddedWhenTheStateChangesAndAfterTheInterval() {
    var display = new PlainDisplay(out, Duration.ofSeconds(10));
    line.refresh(0);
    display.show(List.of(line), 0, false);
    display.show(List.of(line), SECOND, false);
    assertEquals(1, text().lines().count());

    status.set(StatusSnapshot.builder("shop", PipelineState.RETRYING).build());
    line.refresh(2 * SECOND);
    display.show(List.of(line), 2 * SECOND, false);
    assertEquals(2, text().lines().count());

    display.show(List.of(line), 10 * SECOND, false);
    assertEquals(3, text().lines().count());
  }

  @Test
  void itEndsByItselfWhenThePipelineHasEnded() throws InterruptedException {
    var ended = new CountDownLatch(1);
    ConsoleStatus console = ConsoleStatus.attach(List.of(status::get), ending(ended));
    status.set(StatusSnapshot.builder("shop", PipelineState.STOPPED).build());
    boolean hasEnded = ended.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    console.close();

    assertTrue(hasEnded);
  }

  @Test
  void theLastStateIsShownWhenItIsClosed() {
    ConsoleStatus console =
        ConsoleStatus.attach(List.of(status::get), new PlainDisplay(out, Duration.ofSeconds(10)));
    status.set(StatusSnapshot.builder("shop", PipelineState.STOPPING).build());
    console.close();

    assertTrue(text().contains("shop  STOPPING"), this::text);
  }

  @Test
  void aPipelineIsNeeded() {
    assertThrows(IllegalArgumentException.class, ConsoleStatus::attach);
  }

  private static StatusSnapshot.Builder running() {
    return StatusSnapshot.builder("shop", PipelineState.RUNNING)
        .epoch(7L)
        .positions(POSITION, POSITION)
        .acknowledgedEvents(1_000)
        .queuedBytes(2 << 20)
        .lag(Duration.ofMillis(1_500));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private static Display ending(CountDownLatch ended) {
    return (lines, nanoTime, isLast) -> {
      if (isLast) {
        ended.countDown();
      }
    };
  }
}
