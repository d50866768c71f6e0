package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.ServerException;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.testkit.FlakySink;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PipelineFailureIT extends PipelineTestBase {

  @ParameterizedTest
  @EnumSource(FlakySink.Call.class)
  void sinkThatFailsIsReplacedAndNothingIsLost(FlakySink.Call call) throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var flaky = FlakySink.over(recording());
    IntStream.of(2, 3, 5).forEach(n -> flaky.failing(call, n));
    startAndConnect(pipeline().sink(flaky));

    for (int i = 0; i < 50; i++) {
      sql("INSERT INTO t VALUES (" + i + ")");
    }

    await(() -> distinct().size() == 50);
    assertEquals(
        IntStream.range(0, 50).mapToObj(String::valueOf).toList(), List.copyOf(distinct()));
  }

  @Test
  void aPasswordSupplierThatThrowsIsAskedAgain() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var isSealed = new AtomicBoolean();
    Supplier<String> vault =
        () -> {
          if (isSealed.get()) {
            throw new IllegalStateException("vault is sealed");
          }
          return "secret";
        };
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .source(
                    source()
                        .credentials("cdc", vault)
                        .startPosition(StartPosition.latest())
                        .build()));

    isSealed.set(true);
    await(
        () -> {
          endDumps();
          return pipeline.status().failure() != null;
        });

    Failure failure = Objects.requireNonNull(pipeline.status().failure());
    await(
        () -> {
          Failure now = pipeline.status().failure();
          return now != null && now.describe().contains("vault is sealed");
        });
    assertEquals(Failure.Stage.SOURCE, failure.stage());
    isSealed.set(false);
    sql("INSERT INTO t VALUES (1)");
    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }

  /** Ends the dumps that the server knows; one may be about to begin or to end by itself. */
  private static void endDumps() {
    for (List<?> row :
        mysql.query(
            "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")) {
      try {
        mysql.execute("KILL " + row.get(0));
      } catch (ServerException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("Unknown thread id"), e::toString);
      }
    }
  }

  @Test
  void aPipelineThatIsConnectingIsClosedAtOnce() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CdcPipeline pipeline =
          start(
              pipeline()
                  .source(
                      MySqlSource.builder("127.0.0.1", silent.getLocalPort())
                          .credentials("cdc", () -> "secret")
                          .serverId(9001)
                          .connectTimeout(Duration.ofMinutes(10))
                          .build()));
      try (Socket accepted = silent.accept()) {
        assertEquals(PipelineState.CONNECTING, pipeline.status().state());

        pipeline.close();

        assertEquals(PipelineState.STOPPED, pipeline.status().state());
        // The pipeline's side is closed: what it had sent, which is nothing, is followed by the
        // end.
        assertEquals(-1, accepted.getInputStream().read());
      }
    }
  }

  @Test
  void permanentFailureOfTheSinkStopsThePipeline() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var flaky =
        FlakySink.over(recording())
            .failing(FlakySink.Call.WRITE, 1, SinkException.permanent("row too large"));
    CdcPipeline pipeline = startAndConnect(pipeline().sink(flaky));

    sql("INSERT INTO t VALUES (1)");

    CdcException failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    assertTrue(String.valueOf(failure.getMessage()).contains("row too large"));
    assertEquals(List.of(), rows());
    assertEquals(1, sink.closed());
  }

  @Test
  void skippedBatchIsReportedAndTheRestGoesOn() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var flaky =
        FlakySink.over(recording())
            .failing(FlakySink.Call.WRITE, 1, SinkException.permanent("poison"));
    List<ErrorPolicy.Decision> decisions = new CopyOnWriteArrayList<>();
    startAndConnect(
        pipeline()
            .source(patient())
            .sink(flaky)
            .errorPolicy(failure -> new ErrorPolicy.Skip())
            .listener(
                new PipelineListener() {
                  @Override
                  public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
                    decisions.add(decision);
                  }
                }));

    sql("INSERT INTO t VALUES (1)");
    await(() -> !decisions.isEmpty());
    sql("INSERT INTO t VALUES (2)");

    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
    assertEquals(List.of(new ErrorPolicy.Skip()), decisions);
  }

  @Test
  void restartOfMySqlInMidStreamLosesNothing() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (0)", "INSERT INTO t VALUES (1)");

    mysql.restart();
    sql("INSERT INTO t VALUES (2)");
    mysql.kill();
    mysql.start();
    sql("INSERT INTO t VALUES (3)");

    await(() -> distinct().size() == 4);
    assertEquals(List.of("0", "1", "2", "3"), PipelineIT.ids(rows()));
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
  }

  @Test
  void silentServerIsNoticedWithinThreeHeartbeats() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);

    mysql.pause();
    try {
      await(() -> pipeline.status().state() == PipelineState.RETRYING);
    } finally {
      mysql.resume();
    }
    sql("INSERT INTO t VALUES (2)");

    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void slowSinkHoldsTheReaderBackWithoutLosingTheConnection() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, filler VARCHAR(10000))");
    var release = new CountDownLatch(1);
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .memoryBudget(1 << 20)
                .sink(
                    context -> {
                      Sink target = recording().create(context);
                      return batch -> {
                        release.await();
                        target.write(batch);
                        target.flush();
                      };
                    }));

    for (int i = 0; i < 400; i++) {
      sql("INSERT INTO t VALUES (" + i + ", REPEAT('x', 10000))");
    }
    await(() -> pipeline.status().queuedBytes() > 1 << 19);
    assertTrue(pipeline.status().queuedBytes() < 2 << 20, pipeline.status()::toString);
    release.countDown();

    assertEquals(400, awaitRows(400).size());
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
  }

  @Test
  void closeInterruptsASinkThatHangs() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var entered = new CountDownLatch(1);
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .shutdownTimeout(Duration.ofMillis(300))
                .sink(
                    context ->
                        batch -> {
                          entered.countDown();
                          new CountDownLatch(1).await();
                        }));
    sql("INSERT INTO t VALUES (1)");
    entered.await();

    pipeline.close();

    assertTrue(pipeline.status().state().isFinal());
  }

  private Set<String> distinct() {
    List<String> ids = new ArrayList<>();
    for (RowChange change : rows()) {
      if (change.kind() == dev.towpath.event.EventKind.INSERT) {
        ids.add(String.valueOf(change.row().getString("id")));
      }
    }
    return new LinkedHashSet<>(ids);
  }
}
