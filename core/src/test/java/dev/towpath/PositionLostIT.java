package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Gap;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.PositionLostException;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class PositionLostIT extends PipelineTestBase {
  private final List<List<BinlogPosition>> gaps = new CopyOnWriteArrayList<>();
  private final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void onGap(BinlogPosition lost, BinlogPosition resumed) {
          gaps.add(List.of(lost, resumed));
        }
      };

  @Test
  void purgedPositionStopsThePipeline() throws Exception {
    BinlogPosition stored = stopBeforeAPurge();

    CdcPipeline pipeline = start(pipeline().listener(listener));

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    var lost = assertInstanceOf(PositionLostException.class, failure.getCause());
    assertEquals(stored, lost.position());
    String message = String.valueOf(lost.getMessage());
    assertTrue(message.contains("has purged the transactions"), message);
    assertTrue(message.contains("positionLostPolicy"), message);
    assertEquals(List.of("1"), PipelineIT.ids(rows()));
    assertEquals(List.of(), gaps);
  }

  @Test
  void restartAtEarliestGoesOnWithWhatIsLeft() throws Exception {
    BinlogPosition stored = stopBeforeAPurge();

    start(restarting(PositionLostPolicy.RESTART_AT_EARLIEST));

    assertEquals(List.of("1", "3"), PipelineIT.ids(awaitRows(2)));
    assertGap(stored);
  }

  @Test
  void restartAtLatestGoesOnWithWhatIsNew() throws Exception {
    BinlogPosition stored = stopBeforeAPurge();

    CdcPipeline pipeline = start(restarting(PositionLostPolicy.RESTART_AT_LATEST));
    await(() -> !gaps.isEmpty());
    sql("INSERT INTO t VALUES (4)");

    assertEquals(List.of("1", "4"), PipelineIT.ids(awaitRows(2)));
    assertGap(stored);
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
  }

  @Test
  void gapIsDeliveredToSinksThatAskForIt() throws Exception {
    BinlogPosition stored = stopBeforeAPurge();

    start(restarting(PositionLostPolicy.RESTART_AT_EARLIEST).sink(sink.factory()));

    awaitRows(2);
    List<Gap> delivered = new ArrayList<>();
    for (ChangeEvent event : sink.events()) {
      if (event instanceof Gap gap) {
        delivered.add(gap);
      }
    }
    assertEquals(1, delivered.size());
    // Listeners are told by a thread of their own.
    await(() -> !gaps.isEmpty());
    assertEquals(stored, delivered.get(0).lost());
    assertEquals(gaps.get(0).get(1), delivered.get(0).resumed());
  }

  @Test
  void gapIsReportedOnceAndThePositionAfterItStored() throws Exception {
    stopBeforeAPurge();
    CdcPipeline first = start(restarting(PositionLostPolicy.RESTART_AT_EARLIEST));
    awaitRows(2);
    first.close();

    sql("INSERT INTO t VALUES (4)");
    start(restarting(PositionLostPolicy.RESTART_AT_EARLIEST));

    assertEquals(List.of("1", "3", "4"), PipelineIT.ids(awaitRows(3)));
    await(() -> !gaps.isEmpty());
    assertEquals(1, gaps.size());
  }

  @Test
  void configuredFileThatIsGoneIsALostPosition() {
    CdcPipeline pipeline =
        start(
            pipeline()
                .source(source().startPosition(StartPosition.at("mysql-bin.999999", 4)).build()));

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));

    var lost = assertInstanceOf(PositionLostException.class, failure.getCause());
    assertEquals("mysql-bin.999999", lost.position().file());
  }

  private CdcPipeline.Builder restarting(PositionLostPolicy policy) {
    return pipeline().source(source().positionLostPolicy(policy).build()).listener(listener);
  }

  /** Stops a pipeline so that row 1 is delivered, row 2 purged, and row 3 still there. */
  private BinlogPosition stopBeforeAPurge() throws InterruptedException {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);
    first.close();
    BinlogPosition stored = Objects.requireNonNull(first.status().acknowledgedPosition());
    sql("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS");
    sql("INSERT INTO t VALUES (3)");
    String current = String.valueOf(mysql.query("SHOW MASTER STATUS").get(0).get(0));
    purgeTo(current);
    return stored;
  }

  private void assertGap(BinlogPosition stored) throws InterruptedException {
    await(() -> !gaps.isEmpty());
    assertEquals(1, gaps.size());
    assertEquals(stored, gaps.get(0).get(0));
    assertTrue(stored.compare(gaps.get(0).get(1)).orElse(1) < 0, gaps::toString);
  }
}
