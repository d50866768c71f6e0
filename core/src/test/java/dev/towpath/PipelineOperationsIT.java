package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ScriptedCoordinator.ScriptedLease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.TableFilter;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PipelineOperationsIT extends PipelineTestBase {
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void pausedPipelineDeliversNothingAndGoesOnWhenResumed() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);

    pipeline.pause();
    pipeline.pause();
    await(() -> pipeline.status().state() == PipelineState.PAUSED);
    sql("INSERT INTO t VALUES (2)");
    assertNotNull(pipeline.status().epoch());
    await(() -> pipeline.status().queuedBytes() > 0);
    assertEquals(1, rows().size());
    await(() -> isLagAbove(Duration.ZERO, pipeline));
    pipeline.resume();

    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
    assertEquals(1, sink.created());
  }

  @Test
  void pauseFlushesWhatWasWritten() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline =
        startAndConnect(pipeline().flush(FlushPolicy.every(Duration.ofMinutes(10))));
    sql("INSERT INTO t VALUES (1)");
    await(() -> pipeline.status().counters().batches() == 1);
    assertEquals(0, pipeline.status().acknowledgedEvents());

    pipeline.pause();

    await(() -> pipeline.status().state() == PipelineState.PAUSED);
    assertEquals(3, pipeline.status().acknowledgedEvents());
  }

  @Test
  void pausedPipelineStopsWhenAsked() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    pipeline.pause();
    await(() -> pipeline.status().state() == PipelineState.PAUSED);

    pipeline.close();

    assertEquals(PipelineState.STOPPED, pipeline.status().state());
    pipeline.resume();
    assertEquals(PipelineState.STOPPED, pipeline.status().state());
  }

  @Test
  void pipelineThatIsPausedBeforeItsStartDeliversNothing() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = pipeline().build();
    try {
      pipeline.pause();
      pipeline.start();
      await(() -> pipeline.status().state() == PipelineState.PAUSED);
      pipeline.resume();
      await(() -> pipeline.status().acknowledgedPosition() != null);
      sql("INSERT INTO t VALUES (1)");

      assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
    } finally {
      pipeline.close();
    }
  }

  @Test
  void leaseThatIsConfirmedAgainDoesNotResumeAPausedPipeline() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var coordinator = new ScriptedCoordinator();
    ScriptedLease lease = coordinator.elect();
    List<PipelineState> states = new CopyOnWriteArrayList<>();
    CdcPipeline pipeline =
        startAndConnect(pipeline().source(patient()).coordinator(coordinator).listener(to(states)));
    assertTrue(pipeline.awaitRunning(LIMIT));
    lease.suspect(true);
    sql("INSERT INTO t VALUES (1)");
    await(() -> pipeline.status().state() == PipelineState.PAUSED);

    pipeline.pause();
    lease.suspect(false);
    await(() -> states.size() >= 6);

    assertEquals(
        List.of(
            PipelineState.STANDBY,
            PipelineState.CONNECTING,
            PipelineState.RUNNING,
            PipelineState.PAUSED,
            PipelineState.RUNNING,
            PipelineState.PAUSED),
        states);
    sql("INSERT INTO t VALUES (2)");
    pipeline.resume();
    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void pausedLeaderThatIsDeposedStandsBy() throws Exception {
    var coordinator = new ScriptedCoordinator();
    ScriptedLease lease = coordinator.elect();
    CdcPipeline pipeline = startAndConnect(pipeline().coordinator(coordinator));
    pipeline.pause();
    await(() -> pipeline.status().state() == PipelineState.PAUSED);

    lease.revoke();

    await(() -> pipeline.status().state() == PipelineState.STANDBY);
  }

  @Test
  void appliedMeansDurableAtTheSink() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    pipeline.pause();
    await(() -> pipeline.status().state() == PipelineState.PAUSED);
    sql("INSERT INTO t VALUES (1)");
    GtidSet executed = executed();
    BinlogPosition end = end();

    assertFalse(pipeline.awaitAcknowledged(executed, SHORT));
    assertFalse(pipeline.awaitAcknowledged(end, SHORT));
    pipeline.resume();

    assertTrue(pipeline.awaitAcknowledged(executed, LIMIT));
    assertEquals(1, rows().size());
    assertTrue(pipeline.awaitAcknowledged(end, LIMIT));
  }

  @Test
  void beginningOfANewBinlogFileIsAppliedThoughNothingFollows() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    mysql.execute("FLUSH BINARY LOGS");

    assertTrue(pipeline.awaitAcknowledged(end(), LIMIT));
  }

  @Test
  void waitingCallerIsToldThatThePipelineStopped() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    GtidSet future = GtidSet.parse("00000000-0000-0000-0000-000000000001:1");
    var failure = new CompletableFuture<Throwable>();
    var started = new CountDownLatch(1);
    var waiting =
        new Thread(
            () -> {
              started.countDown();
              failure.complete(
                  assertThrows(
                      CdcException.class, () -> pipeline.awaitAcknowledged(future, LIMIT)));
            });
    waiting.start();
    started.await();

    pipeline.close();

    assertTrue(String.valueOf(failure.join().getMessage()).contains("stopped before"));
    waiting.join();
  }

  @Test
  void positionOfAnotherServerCannotBeAwaited() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    BinlogPosition elsewhere =
        BinlogPosition.builder("other-bin.000001", 4).serverUuid("elsewhere").build();

    var failure =
        assertThrows(
            CdcException.class, () -> pipeline.awaitAcknowledged(elsewhere, Duration.ZERO));

    assertTrue(String.valueOf(failure.getMessage()).contains("different servers"));
  }

  @Test
  void lagIsTrueAndReturnsToZeroOnAnIdleStream() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    List<Duration> lags = new CopyOnWriteArrayList<>();
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .sink(
                    context ->
                        batch -> {
                          entered.countDown();
                          release.await();
                        })
                .listener(
                    new PipelineListener() {
                      @Override
                      public void onAcknowledged(
                          BinlogPosition position, int events, Duration lag) {
                        if (events > 0) {
                          lags.add(lag);
                        }
                      }
                    }));

    sql("INSERT INTO t VALUES (1)");
    // Until then there may be a lag because the server is silent.
    entered.await();
    await(() -> isLagAbove(Duration.ofMillis(300), pipeline));
    release.countDown();

    await(() -> isLagZero(pipeline));
    await(() -> !lags.isEmpty());
    assertTrue(lags.get(0).compareTo(Duration.ofMillis(300)) > 0, lags::toString);
    assertTrue(lags.get(0).compareTo(LIMIT) < 0, lags::toString);
  }

  @Test
  void lagIsZeroOnAFullyFilteredStream() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    List<Integer> acknowledged = new CopyOnWriteArrayList<>();
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .tables(TableFilter.include("nobody.here"))
                .listener(
                    new PipelineListener() {
                      @Override
                      public void onAcknowledged(
                          BinlogPosition position, int events, Duration lag) {
                        acknowledged.add(events);
                      }
                    }));

    sql("INSERT INTO t VALUES (1)");

    assertTrue(pipeline.awaitAcknowledged(executed(), LIMIT));
    await(() -> isLagZero(pipeline));
    await(() -> !acknowledged.isEmpty());
    assertTrue(acknowledged.stream().allMatch(events -> events == 0));
  }

  @Test
  void lagGrowsWhileTheServerIsSilent() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    await(() -> isLagZero(pipeline));

    mysql.pause();
    try {
      await(() -> isLagAbove(Duration.ofSeconds(2), pipeline));
    } finally {
      mysql.resume();
    }

    await(() -> isLagZero(pipeline));
  }

  @Test
  void pulledChangesAreDurableWhenTheyAreAcknowledged() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var pull = new PullSink();
    CdcPipeline pipeline = startAndConnect(pipeline().sink(pull));
    sql("INSERT INTO t VALUES (1)");
    GtidSet executed = executed();

    PulledBatch batch = pull.poll(3, LIMIT).orElseThrow();
    assertEquals(3, batch.events().size());
    assertFalse(pipeline.awaitAcknowledged(executed, SHORT));
    pull.rollback();
    PulledBatch again = pull.poll(3, LIMIT).orElseThrow();
    assertEquals(batch.events(), again.events());
    pull.ack(again.id());

    assertTrue(pipeline.awaitAcknowledged(executed, LIMIT));
    pull.close();
  }

  @Test
  void pulledBatchOfADeposedLeaderIsDeliveredAgainByTheNext() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var coordinator = new ScriptedCoordinator();
    ScriptedLease first = coordinator.elect();
    var pull = new PullSink();
    CdcPipeline pipeline = startAndConnect(pipeline().coordinator(coordinator).sink(pull));
    sql("INSERT INTO t VALUES (1)");
    PulledBatch lost = pull.poll(3, LIMIT).orElseThrow();

    first.revoke();
    await(() -> pipeline.status().state() == PipelineState.STANDBY);
    await(() -> coordinator.journal().contains("release 1"));
    assertThrows(StaleBatchException.class, () -> pull.ack(lost.id()));
    coordinator.elect();

    PulledBatch again = pull.poll(3, LIMIT).orElseThrow();
    assertEquals(lost.events().toString(), again.events().toString());
    assertEquals(2, again.epoch());
    pull.ack(again.id());
    assertTrue(pipeline.awaitAcknowledged(executed(), LIMIT));
    pull.close();
  }

  @Test
  void closingThePullSinkLetsThePipelineStopAtOnce() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var pull = new PullSink();
    CdcPipeline pipeline =
        startAndConnect(pipeline().sink(pull).shutdownTimeout(Duration.ofMinutes(1)));
    sql("INSERT INTO t VALUES (1)");
    assertTrue(pull.poll(3, LIMIT).isPresent());

    pull.close();
    pipeline.stop();

    assertTrue(pipeline.awaitStopped(LIMIT));
    assertEquals(PipelineState.STOPPED, pipeline.status().state());
  }

  private static PipelineListener to(List<PipelineState> states) {
    return new PipelineListener() {
      @Override
      public void onStateChange(PipelineState from, PipelineState to) {
        states.add(to);
      }
    };
  }

  private static GtidSet executed() {
    return GtidSet.parse(
        String.valueOf(mysql.query("SELECT @@global.gtid_executed").get(0).get(0)));
  }

  /** Returns the end of the binlog as file and offset. */
  private static BinlogPosition end() {
    List<String> status =
        mysql.query("SHOW MASTER STATUS").get(0).stream().map(Objects::toString).toList();
    return BinlogPosition.builder(status.get(0), Long.parseLong(status.get(1))).build();
  }
}
