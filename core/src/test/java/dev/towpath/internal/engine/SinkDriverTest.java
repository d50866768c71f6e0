package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Table;
import dev.towpath.failure.DeadLetter;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.RowFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.testkit.TestEvents;
import dev.towpath.sink.testkit.TestTransaction;
import dev.towpath.testkit.TestLease;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SinkDriverTest {
  private static final Table ORDERS =
      TestEvents.table("shop.orders").column("id", ColumnType.BIGINT).primaryKey("id").build();
  private static final ErrorPolicy RETRY = failure -> new ErrorPolicy.Retry(Duration.ZERO);

  private final TestEvents events = new TestEvents();
  private final BatchBuilder builder = new BatchBuilder("orders", 1 << 20);
  private final PickySink sink = new PickySink();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final List<ChangeEvent> skipped = new CopyOnWriteArrayList<>();
  private @Nullable Listeners listeners;
  private long nextId;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusedRowIsSetAsideAndTheRestIsDeliveredInOrder(boolean atFlush) throws Exception {
    sink.refusesAtFlush = atFlush;
    sink.refused.add(5L);
    SinkDriver driver = driver(isolating());

    driver.write(transactions(4, 3));
    SinkDriver.Acknowledged flushed = Objects.requireNonNull(driver.flush());

    assertEquals(List.of(5L), PickySink.ids(letters.stream().map(DeadLetter::event).toList()));
    assertEquals(all(12, 5), PickySink.ids(sink.durable));
    assertEquals(events.position(), flushed.position());
    // Four times begin, three rows and commit, less the dead letter.
    assertEquals(4 * 5 - 1, flushed.events());
  }

  @Test
  void piecesEndWhereTransactionsEndAndSayWhereToResume() throws Exception {
    sink.refused.add(4L);
    SinkDriver driver = driver(isolating());
    List<BinlogPosition> ends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      add(3);
      ends.add(events.position());
    }

    driver.write(take());
    driver.flush();

    // Rows 3 to 5 are the second transaction: cut between 3, the refused 4, and 5.
    for (EventBatch piece : sink.flushed) {
      List<Long> ids = PickySink.ids(piece.events());
      boolean cut = ids.contains(3L) || (ids.isEmpty() && !piece.endsTransaction());
      assertEquals(!cut, piece.endsTransaction(), piece::toString);
      long last = ids.isEmpty() ? 3 : ids.get(ids.size() - 1);
      int complete = (int) (last / 3) - (cut ? 1 : 0);
      assertEquals(ends.get(complete), piece.position());
      assertTrue(piece.attempt() > 0, "redelivered");
    }
    assertEquals(ends.get(0), letters.get(0).position());
  }

  @Test
  void onePoisonRowCostsAFewDeliveries() throws Exception {
    int rows = 4096;
    sink.refused.add(1234L);
    SinkDriver driver = driver(isolating());

    driver.write(transactions(1, rows));
    driver.flush();

    assertEquals(all(rows, 1234), PickySink.ids(sink.durable));
    assertTrue(sink.written.size() <= 2 * 13 + 2, () -> sink.written.size() + " deliveries");
    assertTrue(sink.created <= 15, () -> sink.created + " sinks");
  }

  @Test
  void manyBatchesBeforeOneFlushAreHalvedToo() throws Exception {
    int batches = 256;
    sink.refusesAtFlush = true;
    sink.refused.add(200L);
    SinkDriver driver = driver(isolating());

    for (int i = 0; i < batches; i++) {
      driver.write(transactions(1, 1));
    }
    driver.flush();

    assertEquals(all(batches, 200), PickySink.ids(sink.durable));
    assertTrue(sink.created <= 14, () -> sink.created + " sinks");
  }

  @Test
  void randomPoisonIsFoundWhereverItIs() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var poison = new TreeSet<Long>();
    int rows = 0;
    SinkDriver driver = driver(isolating(1000));
    for (int round = 0; round < 30; round++) {
      sink.refusesAtFlush = random.nextBoolean();
      for (int batch = random.nextInt(4); batch >= 0; batch--) {
        int transactions = 1 + random.nextInt(5);
        int size = 1 + random.nextInt(20);
        for (long id = rows; id < rows + transactions * size; id++) {
          if (random.nextInt(25) == 0) {
            poison.add(id);
          }
        }
        sink.refused.addAll(poison);
        rows += transactions * size;
        driver.write(transactions(transactions, size));
      }
      driver.flush();
    }

    List<Long> set = PickySink.ids(letters.stream().map(DeadLetter::event).toList());
    assertEquals(List.copyOf(poison), set, () -> "seed " + seed);
    assertEquals(
        LongStream.range(0, rows).filter(id -> !poison.contains(id)).boxed().toList(),
        PickySink.ids(sink.durable),
        () -> "seed " + seed);
    assertEquals(rows + 2L * begins(), sink.durable.size() + poison.size(), () -> "seed " + seed);
  }

  private long begins() {
    return sink.durable.stream()
        .filter(event -> event instanceof dev.towpath.event.TransactionBegin)
        .count();
  }

  @Test
  void handlerThatFailsGetsTheSameLetterAgain() throws Exception {
    sink.refused.add(1L);
    int[] calls = {0};
    SinkDriver driver =
        driver(
            RETRY.on(
                Stage.SINK,
                failure ->
                    new ErrorPolicy.Isolate(
                        letter -> {
                          if (++calls[0] < 3) {
                            throw new IllegalStateException("no space");
                          }
                          letters.add(letter);
                        })));

    driver.write(transactions(1, 3));
    driver.flush();

    assertEquals(3, calls[0]);
    assertEquals(all(3, 1), PickySink.ids(sink.durable));
  }

  @Test
  void handlerThatFailsForGoodStopsBeforeTheChange() throws Exception {
    sink.refused.add(1L);
    ErrorPolicy policy =
        ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .isolating(
                letter -> {
                  throw new IllegalStateException("no space");
                })
            .on(Stage.DEAD_LETTER, failure -> new ErrorPolicy.Stop());
    SinkDriver driver = driver(policy);

    PipelineFailedException stopped =
        assertThrows(PipelineFailedException.class, () -> driver.write(transactions(1, 3)));

    assertEquals(Stage.DEAD_LETTER, stopped.failure().stage());
    assertEquals(List.of(0L), PickySink.ids(sink.durable));
  }

  @Test
  void destinationThatRefusesEverythingStopsThePipeline() throws Exception {
    sink.isDown = true;
    SinkDriver driver = driver(isolating(5));

    PipelineFailedException stopped =
        assertThrows(PipelineFailedException.class, () -> driver.write(transactions(10, 3)));

    assertEquals(5, letters.size());
    assertTrue(
        String.valueOf(stopped.failure().cause().getMessage()).contains("refused 6 changes in a"),
        stopped::toString);
  }

  @Test
  void skipDropsTheRefusedBatchOnlyAndSaysSo() throws Exception {
    sink.refused.add(1L);
    SinkDriver driver = driver(failure -> new ErrorPolicy.Skip());

    driver.write(transactions(1, 1));
    driver.write(transactions(1, 2));
    driver.write(transactions(1, 1));
    SinkDriver.Acknowledged flushed = Objects.requireNonNull(driver.flush());

    Objects.requireNonNull(listeners).drain(TimeUnit.MINUTES.toNanos(1));
    assertEquals(List.of(1L, 2L), PickySink.ids(skipped));
    assertEquals(List.of(0L, 3L), PickySink.ids(sink.durable));
    assertEquals(6, flushed.events());
  }

  @Test
  void settledBatchIsNotDeliveredAgainAfterALaterFailure() throws Exception {
    sink.refused.add(1L);
    sink.refused.add(4L);
    SinkDriver driver = driver(isolating());

    driver.write(transactions(1, 3));
    driver.write(transactions(1, 3));
    driver.flush();

    assertEquals(2, letters.size());
    assertEquals(List.of(0L, 2L, 3L, 5L), PickySink.ids(sink.durable));
  }

  @Test
  void stateOfANewSinkIsSavedBeforeTheFirstWrite() throws Exception {
    sink.state = new byte[] {1};
    SinkDriver driver = driver(isolating());
    List<Integer> writesWhenSaved = new ArrayList<>();

    driver.saveStatesTo(() -> writesWhenSaved.add(sink.written.size()));
    driver.write(transactions(1, 1));
    driver.flush();

    assertEquals(List.of(0), writesWhenSaved);
    assertEquals(1, driver.state().orElseThrow()[0]);
  }

  @Test
  void sinkThatReplacesAnotherIsHandedTheStateAndSavesOnlyWhatIsNew() throws Exception {
    sink.state = new byte[] {1};
    SinkDriver driver = driver(isolating());
    List<Integer> saves = new ArrayList<>();
    driver.saveStatesTo(() -> saves.add(sink.created));

    sink.refused.add(0L);
    driver.write(transactions(1, 1));
    sink.state = new byte[] {2};
    sink.refused.add(1L);
    driver.write(transactions(1, 1));

    assertEquals(Optional.empty(), sink.handedIn.get(0));
    assertEquals(1, sink.handedIn.get(1).orElseThrow()[0]);
    assertEquals(2, saves.size());
    assertNotNull(driver.flush());
  }

  private SinkDriver driver(ErrorPolicy policy) throws Exception {
    EngineConfig config =
        new EngineConfig(
            "orders",
            MySqlSource.builder("127.0.0.1", 1).credentials("u", () -> "p").serverId(1).build(),
            TableFilter.all(),
            new ChangeFilters(ColumnFilter.all(), RowFilter.all(), KindFilter.all()),
            sink,
            new InMemoryPositionStore(),
            new InMemorySchemaStore(),
            Coordinator.standalone(),
            FlushPolicy.every(Duration.ofMillis(10)),
            policy,
            64 << 20,
            Duration.ZERO,
            Duration.ofSeconds(1),
            List.of(new Skips()),
            Clock.systemUTC());
    var parts = EngineParts.of(config);
    listeners = parts.listeners();
    var lease = new TestLease("orders", 1);
    var gate = new TermGate(lease, parts);
    var context = new TermContext("orders", lease, Clock.systemUTC(), Optional.empty());
    var current = new CurrentSink(parts, gate, context);
    current.open();
    builder.startAt(events.position());
    return new SinkDriver(parts, gate, current);
  }

  private final class Skips implements PipelineListener {
    @Override
    public void onSkipped(List<ChangeEvent> changes, BinlogPosition position, Failure failure) {
      skipped.addAll(changes);
    }
  }

  private ErrorPolicy isolating() {
    return RETRY.isolating(letters::add);
  }

  private ErrorPolicy isolating(int mostInARow) {
    return RETRY.on(Stage.SINK, failure -> new ErrorPolicy.Isolate(letters::add, mostInARow));
  }

  private BatchInFlight transactions(int count, int rows) {
    for (int i = 0; i < count; i++) {
      add(rows);
    }
    return take();
  }

  private void add(int rows) {
    TestTransaction transaction = events.transaction();
    for (int row = 0; row < rows; row++) {
      transaction.insert(ORDERS).with("id", nextId++);
    }
    EventBatch batch = transaction.batch();
    batch.events().forEach(builder::add);
    builder.hold(100);
    builder.endTransaction(batch.position());
  }

  private BatchInFlight take() {
    return Objects.requireNonNull(builder.takeComplete());
  }

  private static List<Long> all(int count, long except) {
    return LongStream.range(0, count).filter(id -> id != except).boxed().toList();
  }
}
