package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.DeadLetter;
import dev.towpath.failure.DeadLetterHandler;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.filter.RowFilter;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.Checkpoint;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
final class PoisonIT extends PipelineTestBase {
  private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

  @Test
  void refusedRowsBecomeDeadLettersAndTheRestIsDeliveredInOrder() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .sink(refusing(7, 40, 41))
                .errorPolicy(pipelinePolicy().isolating(letters::add)));

    sql("INSERT INTO t VALUES " + values(0, 30));
    sql("INSERT INTO t VALUES " + values(30, 40));
    sql("INSERT INTO t VALUES " + values(40, 60));

    assertEquals(
        IntStream.range(0, 60)
            .filter(id -> id != 7 && id != 40 && id != 41)
            .mapToObj(String::valueOf)
            .toList(),
        PipelineIT.ids(awaitRows(57)));
    assertEquals(List.of("7", "40", "41"), letters.stream().map(l -> id(l.event())).toList());
    await(() -> pipeline.status().failure() == null);
    await(() -> pipeline.status().state() == PipelineState.RUNNING);
    assertEquals(3, pipeline.status().counters().deadLetters());
  }

  @Test
  void positionIsNotSavedBeforeTheDeadLetterIsTaken() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var entered = new CountDownLatch(1);
    DeadLetterHandler hangs =
        letter -> {
          entered.countDown();
          new CountDownLatch(1).await();
        };
    CdcPipeline first =
        startAndConnect(
            pipeline()
                .shutdownTimeout(Duration.ofMillis(100))
                .sink(refusing(1))
                .errorPolicy(pipelinePolicy().isolating(hangs)));
    sql("INSERT INTO t VALUES (0), (1), (2)");
    entered.await();
    BinlogPosition before = stored().position();
    first.close();
    assertEquals(before, stored().position());

    start(pipeline().sink(refusing(1)).errorPolicy(pipelinePolicy().isolating(letters::add)));

    await(() -> PipelineIT.ids(rows()).contains("2"));
    assertEquals(List.of("1"), letters.stream().map(letter -> id(letter.event())).toList());
    assertEquals(before, letters.get(0).position());
  }

  @Test
  void rowsThatCannotBeInterpretedAreSkippedOnlyIfThePolicySaysSo() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    List<Failure> skipped = new CopyOnWriteArrayList<>();
    var listener =
        new PipelineListener() {
          @Override
          public void onSkipped(List<ChangeEvent> changes, BinlogPosition at, Failure failure) {
            skipped.add(failure);
          }
        };
    RowFilter fails = change -> 10 / (change.row().getLong("id") - 5) != 99;
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .rows(fails)
                .listener(listener)
                .errorPolicy(Stage.DECODE, failure -> new ErrorPolicy.Skip()));

    sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (4), (5)", "INSERT INTO t VALUES (6)");

    assertEquals(List.of("1", "6"), PipelineIT.ids(awaitRows(2)));
    assertEquals(1, pipeline.status().counters().skipped());
    await(() -> !skipped.isEmpty());
    assertEquals(Stage.DECODE, skipped.get(0).stage());
    assertTrue(
        String.valueOf(skipped.get(0).cause().getMessage()).contains("cannot interpret"),
        skipped::toString);
    pipeline.close();
    sql("INSERT INTO t VALUES (50)", "DELETE FROM t WHERE id = 5");
    CdcPipeline strict = start(pipeline().rows(fails));
    assertThrows(CdcException.class, () -> strict.awaitStopped(LIMIT));
  }

  @Test
  void stateOfANewSinkIsFoundAfterACrashBeforeItsFirstFlush() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    List<Optional<byte[]>> storedAtWrite = new CopyOnWriteArrayList<>();
    SinkFactory pinned =
        context ->
            new Sink() {
              @Override
              public void write(EventBatch batch) throws Exception {
                storedAtWrite.add(stored().sinkState());
                throw SinkException.permanent("crash");
              }

              @Override
              public Optional<byte[]> state() {
                return Optional.of(new byte[] {4, 2});
              }
            };
    CdcPipeline pipeline = startAndConnect(pipeline().sink(pinned));

    sql("INSERT INTO t VALUES (1)");

    assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    assertArrayEquals(new byte[] {4, 2}, storedAtWrite.get(0).orElseThrow());
    assertArrayEquals(new byte[] {4, 2}, stored().sinkState().orElseThrow());
  }

  private Checkpoint stored() {
    return store.checkpoint(database).orElseThrow();
  }

  private static ErrorPolicy pipelinePolicy() {
    return ErrorPolicy.backoff(Duration.ofMillis(20), Duration.ofMillis(200));
  }

  /** Returns a factory of recording sinks that refuse rows permanently. */
  private SinkFactory refusing(int... ids) {
    List<String> refused = IntStream.of(ids).mapToObj(String::valueOf).toList();
    SinkFactory recording = recording();
    return context -> {
      Sink target = recording.create(context);
      return new Sink() {
        @Override
        public void write(EventBatch batch) throws Exception {
          for (ChangeEvent event : batch.events()) {
            if (event instanceof RowChange && refused.contains(id(event))) {
              throw SinkException.permanent("row " + id(event) + " is too large");
            }
          }
          target.write(batch);
        }

        @Override
        public void flush() throws Exception {
          target.flush();
        }

        @Override
        public void close() throws Exception {
          target.close();
        }
      };
    };
  }

  private static String id(ChangeEvent event) {
    return String.valueOf(((RowChange) event).row().getString("id"));
  }

  private static String values(int from, int to) {
    List<String> values = new ArrayList<>();
    for (int id = from; id < to; id++) {
      values.add("(" + id + ")");
    }
    return String.join(",", values);
  }
}
