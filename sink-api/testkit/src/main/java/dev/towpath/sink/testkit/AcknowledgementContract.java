package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rule S13 for sinks that acknowledge without a flush; other sinks pass it. */
abstract class AcknowledgementContract extends SinkHarness {
  private static final int BATCHES = 12;

  @Test
  @DisplayName("S13 every written batch is acknowledged without a flush")
  final void everyBatchIsAcknowledgedWithoutAFlush() throws Exception {
    Sink sink = openAcknowledging();
    assertEquals(0, acknowledged(sink).batches(), "batches acknowledged before the first write");
    List<EventBatch> batches = batches();

    writeAll(sink, batches);
    awaitAcknowledged(sink, batches.size());

    assertShows(batches.toArray(EventBatch[]::new));
  }

  @Test
  @DisplayName("S13 what was flushed is acknowledged")
  final void flushedBatchesAreAcknowledged() throws Exception {
    Sink sink = openAcknowledging();
    List<EventBatch> batches = batches();
    writeAll(sink, batches);

    driver.flush(sink);

    assertEquals(batches.size(), acknowledged(sink).batches());
  }

  @Test
  @DisplayName("S13 acknowledged never decreases and never exceeds what was written")
  final void acknowledgedGrowsWithWhatIsWritten() throws Exception {
    Sink sink = openAcknowledging();
    List<EventBatch> batches = batches();
    long before = 0;

    for (int i = 0; i < batches.size(); i++) {
      driver.write(sink, batches.get(i));
      long now = acknowledged(sink).batches();
      assertTrue(now >= before && now <= i + 1, "%d batches after %d".formatted(now, before));
      before = now;
    }
    awaitAcknowledged(sink, batches.size());
    driver.flush(sink);
    driver.write(sink, order(100, "one more"));

    assertTrue(acknowledged(sink).batches() >= batches.size(), "fewer batches after a flush");
    awaitAcknowledged(sink, batches.size() + 1);
  }

  @Test
  @DisplayName("S13 what is acknowledged is durable, also after close")
  final void acknowledgedBatchesAreDurable() throws Exception {
    Sink sink = openAcknowledging();
    List<EventBatch> batches = batches();
    int covered = 0;

    for (EventBatch batch : batches) {
      driver.write(sink, batch);
      covered = (int) acknowledged(sink).batches();
      assertHolds(batches.subList(0, covered));
    }
    driver.close(sink);

    assertHolds(batches.subList(0, covered));
  }

  @Test
  @DisplayName("S13 the next leader resumes from an acknowledgement that was overtaken")
  final void nextLeaderGoesOnFromAnOvertakenAcknowledgement() throws Exception {
    for (int covered : new int[] {0, 1, BATCHES / 2, BATCHES - 1}) {
      Sink sink = openAcknowledging();
      List<EventBatch> batches = batches();
      writeAll(sink, batches.subList(0, covered));
      Acknowledgement saved = awaitAcknowledged(sink, covered);
      writeAll(sink, batches.subList(covered, BATCHES));
      awaitAcknowledged(sink, BATCHES);

      goOn(sink, saved, batches);
    }
  }

  @Test
  @DisplayName("S13 the next leader resumes from the acknowledgement of any moment")
  final void nextLeaderGoesOnFromAnyAcknowledgement() throws Exception {
    for (int asked = 1; asked <= BATCHES; asked += 3) {
      Sink sink = openAcknowledging();
      List<EventBatch> batches = batches();
      writeAll(sink, batches.subList(0, asked));
      Acknowledgement saved = acknowledged(sink);
      writeAll(sink, batches.subList(asked, BATCHES));

      goOn(sink, saved, batches);
    }
  }

  private final List<EventBatch> delivered = new ArrayList<>();

  private void goOn(Sink sink, Acknowledgement saved, List<EventBatch> batches) throws Exception {
    driver.close(sink);
    driver.nextTerm();
    driver.restore(saved.state());
    Sink next = driver.open();
    List<EventBatch> rest = batches.subList((int) saved.batches(), batches.size());
    if (driver.resumePosition(next).isEmpty()) {
      driver.deliver(next, rest.toArray(EventBatch[]::new));
    } else {
      driver.resume(rest.toArray(EventBatch[]::new));
    }
    driver.restore(driver.checkpoint(next).or(saved::state));
    driver.close(next);
    driver.nextTerm();
    delivered.addAll(batches);

    assertShows(delivered.toArray(EventBatch[]::new));
  }

  @Test
  @DisplayName("S13 acknowledged throws once a batch cannot become durable")
  final void acknowledgedThrowsWhenTheDestinationIsDown() throws Exception {
    Sink sink = openAcknowledging();
    EventBatch batch = order(1, "a");
    assumeTrue(breakDestination());

    assertThrows(
        Exception.class,
        () -> {
          driver.write(sink, batch);
          awaitAcknowledged(sink, 1);
        },
        "no failure was reported");
    driver.close(sink);
    repairDestination();
    driver.redeliver(batch);

    assertShows(batch);
  }

  /** Returns batches in which each of five keys in turn is inserted and updated. */
  private List<EventBatch> batches() {
    long first = delivered.size() * 10L;
    return IntStream.range(0, BATCHES)
        .mapToObj(
            i -> {
              long key = first + i % 5;
              return i < 5 ? order(key, "batch " + i) : change(key, key, "batch " + i);
            })
        .toList();
  }

  private Sink openAcknowledging() throws Exception {
    Sink sink = driver.open();
    assumeTrue(driver.acknowledged(sink).isPresent());
    return sink;
  }

  private void writeAll(Sink sink, List<EventBatch> batches) throws Exception {
    for (EventBatch batch : batches) {
      driver.write(sink, batch);
    }
  }

  private Acknowledgement acknowledged(Sink sink) throws Exception {
    return driver
        .acknowledged(sink)
        .orElseThrow(() -> new AssertionError("a sink returns empty always or never"));
  }

  private Acknowledgement awaitAcknowledged(Sink sink, int batches) throws Exception {
    long deadline = System.nanoTime() + patience().toNanos();
    Acknowledgement answer = acknowledged(sink);
    while (answer.batches() < batches) {
      if (System.nanoTime() - deadline > 0) {
        fail("%s of %d after %s".formatted(answer, batches, patience()));
      }
      LockSupport.parkNanos(1_000_000);
      answer = acknowledged(sink);
    }
    assertEquals(batches, answer.batches(), "acknowledged batches");
    return answer;
  }

  /** Fails unless the target shows every row of the batches, in any state. */
  private void assertHolds(List<EventBatch> batches) throws Exception {
    Set<DurableRow> shown = Set.copyOf(durable());
    Set<String> identities = shown.stream().map(DurableRow::identity).collect(Collectors.toSet());
    for (EventBatch batch : batches) {
      for (ChangeEvent event : batch.events()) {
        if (event instanceof RowChange change) {
          DurableRow row = expected(change);
          boolean held =
              fidelity() == Fidelity.IDEMPOTENT
                  ? identities.contains(row.identity())
                  : shown.contains(row);
          assertTrue(held, () -> row + " is acknowledged and not durable");
        }
      }
    }
  }
}
