package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.RowChange;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests of transactions that are handed out in parts, on every server: stopped, and cut, in the
 * middle.
 */
abstract class LargeTransactionContract extends LostHistoryContract {
  /** More than a batch holds, several times. */
  private static final int ROWS = 35_000;

  private static final int BYTES_BEFORE_THE_CUT = 700_000;

  /** The way in which a transaction is written. */
  enum Kind {
    PLAIN,
    XA_TWO_PHASE,
    XA_ONE_PHASE
  }

  @ParameterizedTest
  @EnumSource
  void aStopInTheMiddleLosesNothing(Kind kind) throws Exception {
    createTables();
    startAndConnect(pipeline()).close();
    write(kind);
    sql("INSERT INTO t VALUES (%d, 'last')".formatted(ROWS));

    stopInTheMiddle();
    start(pipeline());

    awaitRows(ROWS + 1);
    assertEquals(IntStream.rangeClosed(0, ROWS).boxed().toList(), ids(rows()));
  }

  @Test
  void aConnectionCutInTheMiddleRepeatsNothing() throws Exception {
    createTables();
    try (var proxy =
        new CuttingProxy(
            mysql.port(), cuts -> cuts == 0 ? BYTES_BEFORE_THE_CUT : Integer.MAX_VALUE)) {
      startAndConnect(pipeline().source(through(proxy)));
      write(Kind.PLAIN);
      sql("INSERT INTO t VALUES (%d, 'last')".formatted(ROWS));

      awaitRows(ROWS + 1);

      assertEquals(1, proxy.cuts());
      assertEquals(IntStream.rangeClosed(0, ROWS).boxed().toList(), ids(rows()));
    }
  }

  /** Runs a pipeline that is asked to stop while its sink has the first part of a transaction. */
  void stopInTheMiddle() throws InterruptedException {
    AtomicReference<CdcPipeline> pipeline = new AtomicReference<>();
    List<EventBatch> written = new CopyOnWriteArrayList<>();
    Sink stopping =
        batch -> {
          written.add(batch);
          if (!batch.endsTransaction()) {
            Objects.requireNonNull(pipeline.get()).stop();
          }
        };
    pipeline.set(
        pipeline()
            .sink(
                (SinkContext context) -> {
                  // Not before the pipeline to stop is known.
                  await(() -> pipeline.get() != null);
                  return stopping;
                })
            .build());
    CdcPipeline running = Objects.requireNonNull(pipeline.get());
    running.start();
    assertTrue(running.awaitStopped(LIMIT));

    assertFalse(written.isEmpty());
    assertFalse(written.get(written.size() - 1).endsTransaction(), "it stopped in the middle");
  }

  private void createTables() {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, filler VARCHAR(100))",
        "CREATE TABLE digits (d INT PRIMARY KEY)",
        "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
  }

  private void write(Kind kind) throws InterruptedException {
    String insert =
        ("INSERT INTO t SELECT id, REPEAT('x', 40) FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 *"
                + " e.d AS id FROM digits a, digits b, digits c, digits d, digits e) ids WHERE id <"
                + " %d ORDER BY id")
            .formatted(ROWS);
    switch (kind) {
      case PLAIN -> sql(insert);
      case XA_ONE_PHASE ->
          sql("XA START 'one'", insert, "XA END 'one'", "XA COMMIT 'one' ONE PHASE");
      case XA_TWO_PHASE ->
          sql("XA START 'two'", insert, "XA END 'two'", "XA PREPARE 'two'", "XA COMMIT 'two'");
    }
  }

  private MySqlSource through(CuttingProxy proxy) {
    return MySqlSource.builder("127.0.0.1", proxy.port())
        .credentials("cdc", () -> "secret")
        .serverId(9001)
        .tls(TlsMode.DISABLED)
        .publicKeyRetrieval(true)
        .heartbeatInterval(Duration.ofMillis(500))
        .build();
  }

  private static List<Integer> ids(List<RowChange> rows) {
    List<Integer> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.row().getInt("id")));
    return ids;
  }
}
