package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.Gap;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.TransactionBegin;
import dev.towpath.event.TransactionCommit;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.PositionLostException;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.FilePositionStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XaIT extends XaTestBase {
  @TempDir Path directory = Path.of("");

  @Test
  void rowsAreDeliveredAtTheCommitAsPartOfIt() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    prepare("'a'", insert(1), insert(2));
    sql(insert(3));
    assertEquals(List.of("3"), awaitIds(1));
    awaitAll(pipeline);
    assertEquals("X'61',X'',1", prepared(pipeline).get(0).xid());
    List<String> before = strings(mysql.query("SHOW MASTER STATUS").get(0));

    commit("'a'");

    assertEquals(List.of("3", "1", "2"), awaitIds(3));
    Origin first = rows().get(1).origin();
    assertEquals(executed(), first.transactionId().replaceFirst(":", ":1-"));
    assertEquals(first.gtid(), transactionId(rows().get(2)));
    assertTrue(first.offset() > Long.parseLong(before.get(1)), first::toString);
    assertTrue(first.eventOrdinal() < rows().get(2).origin().eventOrdinal());
    awaitAll(pipeline);
    assertEquals(List.of(), prepared(pipeline));
    assertEquals(executed(), Objects.toString(acknowledged(pipeline).gtidSet()));
  }

  @Test
  void committedTransactionHasOneBeginAndOneCommit() throws Exception {
    startAndConnect(pipeline());

    prepare("'m'", insert(1), insert(2));
    commit("'m'");

    awaitIds(2);
    await(() -> sink.events().size() >= 4);
    assertInstanceOf(TransactionBegin.class, sink.events().get(0));
    assertInstanceOf(TransactionCommit.class, sink.events().get(3));
    assertEquals(sink.events().get(0).origin().gtid(), sink.events().get(3).origin().gtid());
    assertEquals(4, sink.events().size());
  }

  @Test
  void rolledBackRowsNeverAppear() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());

    prepare("'r'", insert(1));
    rollback("'r'");
    transact("'s'", "XA ROLLBACK 's'", insert(2));
    sql(insert(3));

    assertEquals(List.of("3"), awaitIds(1));
    awaitAll(pipeline);
    assertEquals(List.of(), prepared(pipeline));
    assertEquals(List.of("3"), PipelineIT.ids(rows()));
  }

  @Test
  void onePhaseCommitsAtOnce() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());

    transact("'o'", "XA COMMIT 'o' ONE PHASE", insert(1), insert(2));
    sql(insert(3));

    assertEquals(List.of("1", "2", "3"), awaitIds(3));
    awaitAll(pipeline);
    assertEquals(List.of(), prepared(pipeline));
  }

  @Test
  void interleavedTransactionsAppearInTheOrderOfTheirCommits() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());

    prepare("'gl','b1',7", insert(1));
    prepare("'gl','b2',7", insert(2));
    sql(insert(3));
    prepare("'gl','b3'," + largestFormat(), insert(4));
    commit("'gl','b2',7");
    rollback("'gl','b1',7");
    sql(insert(5));
    commit("'gl','b3'," + largestFormat());

    assertEquals(List.of("3", "2", "5", "4"), awaitIds(4));
    awaitAll(pipeline);
    assertEquals(List.of(), prepared(pipeline));
  }

  @Test
  void sameIdentifierIsUsedAgainAndAgain() throws Exception {
    startAndConnect(pipeline());

    for (int i = 1; i <= 20; i++) {
      prepare("'again'", insert(i));
      if (i % 4 == 0) {
        rollback("'again'");
      } else {
        commit("'again'");
      }
    }

    List<String> expected =
        IntStream.rangeClosed(1, 20).filter(i -> i % 4 != 0).mapToObj(String::valueOf).toList();
    assertEquals(expected, awaitIds(15));
  }

  @Test
  void restartedPipelineDeliversWhatWasPreparedBefore() throws Exception {
    try (var positions = FilePositionStore.at(directory)) {
      CdcPipeline first = startAndConnect(pipeline(positions));
      prepare("'p'", insert(1), insert(2));
      prepare("'q'", insert(3));
      sql(insert(4));
      awaitIds(1);
      awaitAll(first);
      first.close();
      mysql.execute("FLUSH BINARY LOGS");
      rollback("'q'");
      commit("'p'");
      sql(insert(5));

      CdcPipeline second = start(pipeline(positions));

      assertEquals(List.of("4", "1", "2", "5"), awaitIds(4));
      awaitAll(second);
      assertEquals(List.of(), prepared(second));
      assertEquals(transactionId(rows().get(1)), transactionId(rows().get(2)));
      second.close();
    }
  }

  @Test
  void restartedServerKeepsWhatWasPreparedBefore() throws Exception {
    startAndConnect(pipeline());
    prepare("'k'", insert(1));
    prepare("'l'", insert(2));
    sql(insert(3));
    awaitIds(1);

    mysql.restart();
    commit("'l'");
    sql(insert(4));
    mysql.kill();
    mysql.start();
    commit("'k'");

    assertEquals(List.of("3", "2", "4", "1"), awaitIds(4));
  }

  @Test
  void pipelineAndServerMayBothRestart() throws Exception {
    CdcPipeline first = startAndConnect(pipeline());
    prepare("'b'", insert(1));
    awaitAll(first);
    assertEquals(1, prepared(first).size());
    first.close();
    mysql.restart();

    start(pipeline());
    commit("'b'");

    assertEquals(List.of("1"), awaitIds(1));
  }

  @Test
  void purgedFileDoesNotMatterWhileTheRowsAreHeld() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    prepare("'h'", insert(1));
    awaitAll(pipeline);

    purge();
    commit("'h'");

    assertEquals(List.of("1"), awaitIds(1));
  }

  @Test
  void purgedFileStopsAPipelineThatHasToReadItAgain() throws Exception {
    CdcPipeline pipeline = restartedAfterAPurge(PositionLostPolicy.FAIL);

    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));

    var lost = assertInstanceOf(PositionLostException.class, failure.getCause());
    String message = String.valueOf(lost.getMessage());
    assertTrue(message.contains("XA transaction X'67',X'',1, prepared at "), message);
    assertTrue(message.contains("is gone"), message);
    assertTrue(message.contains("positionLostPolicy"), message);
    assertEquals(1, lost.position().prepared().size());
    assertEquals(List.of(), gaps);
  }

  @Test
  void purgedFileIsAGapWhenThatIsAccepted() throws Exception {
    CdcPipeline pipeline = restartedAfterAPurge(PositionLostPolicy.RESTART_AT_EARLIEST);

    assertEquals(List.of("2"), awaitIds(1));
    await(() -> !gaps.isEmpty());
    assertEquals(1, gaps.size());
    assertEquals(1, gaps.get(0).get(0).prepared().size());
    assertEquals(List.of(), gaps.get(0).get(1).prepared());
    awaitAll(pipeline);
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
  }

  private CdcPipeline restartedAfterAPurge(PositionLostPolicy policy) throws Exception {
    CdcPipeline first = startAndConnect(pipeline());
    prepare("'g'", insert(1));
    awaitAll(first);
    first.close();
    purge();
    commit("'g'");
    sql(insert(2));
    return start(pipeline().source(source().positionLostPolicy(policy).build()).listener(listener));
  }

  @Test
  void commitOfWhatWasPreparedBeforeTheFirstStartIsAGap() throws Exception {
    prepare("'u'", insert(1));
    CdcPipeline pipeline = startAndConnect(pipeline().listener(listener).sink(sink.factory()));

    commit("'u'");
    sql(insert(2));

    assertEquals(List.of("2"), awaitIds(1));
    await(() -> !gaps.isEmpty());
    assertEquals(1, gaps.size());
    List<Gap> delivered =
        sink.events().stream().filter(Gap.class::isInstance).map(Gap.class::cast).toList();
    assertEquals(1, delivered.size());
    assertEquals(gaps.get(0).get(1), delivered.get(0).resumed());
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
  }

  @Test
  void startBetweenPrepareAndCommitFindsThePreparedGroupInItsFile() throws Exception {
    prepare("'f'", insert(1));
    List<String> status = strings(mysql.query("SHOW MASTER STATUS").get(0));
    sql(insert(2));
    commit("'f'");

    start(
        pipeline()
            .source(
                source()
                    .startPosition(StartPosition.at(status.get(0), Long.parseLong(status.get(1))))
                    .build())
            .listener(listener));

    assertEquals(List.of("2", "1"), awaitIds(2));
    assertEquals(List.of(), gaps);
  }

  @Test
  void hugePreparedTransactionIsReadAgainAndSplit() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline().memoryBudget(4 << 20));
    String[] large = new String[60];
    for (int i = 0; i < large.length; i++) {
      large[i] = "INSERT INTO t VALUES (%d, REPEAT('y', 500000))".formatted(i);
    }

    prepare("'huge'", large);
    sql(insert(1000));
    awaitAll(pipeline);
    commit("'huge'");
    transact("'once'", "XA COMMIT 'once' ONE PHASE", insert(1001));

    List<String> ids = awaitIds(62);
    assertEquals("1000", ids.get(0));
    for (int i = 0; i < 60; i++) {
      assertEquals(String.valueOf(i), ids.get(1 + i));
    }
    assertEquals("1001", ids.get(61));
    assertEquals(transactionId(rows().get(1)), transactionId(rows().get(60)));
    assertFalse(transactionId(rows().get(1)).equals(transactionId(rows().get(0))));
  }

  @Test
  void hugeOnePhaseTransactionIsReadAgain() throws Exception {
    startAndConnect(pipeline().memoryBudget(1 << 20));
    String[] large = new String[8];
    for (int i = 0; i < large.length; i++) {
      large[i] = "INSERT INTO t VALUES (%d, REPEAT('y', 200000))".formatted(i);
    }

    transact("'once'", "XA COMMIT 'once' ONE PHASE", large);

    assertEquals(8, awaitIds(8).size());
  }

  @Test
  void tablesThatAreNotCapturedAreLeftOut() throws Exception {
    sql("CREATE TABLE other (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline().tables(TableFilter.include(database + ".t")));

    prepare("'n'", "INSERT INTO other VALUES (1)");
    prepare("'w'", "INSERT INTO other VALUES (2)", insert(1));
    commit("'n'");
    commit("'w'");
    sql(insert(2));

    assertEquals(List.of("1", "2"), awaitIds(2));
    awaitAll(pipeline);
    assertEquals(List.of(), prepared(pipeline));
    for (RowChange change : rows()) {
      assertEquals("t", change.table().name());
    }
  }

  @Test
  void originalStatementsAreKnown() throws Exception {
    startAndConnect(pipeline());

    prepare("'st'", logStatements(), insert(1));
    commit("'st'");

    awaitIds(1);
    assertEquals(insert(1), rows().get(0).origin().statement());
  }

  @Test
  void pausedPipelineDeliversAfterwards() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    prepare("'z'", insert(1));
    awaitAll(pipeline);

    pipeline.pause();
    await(() -> pipeline.status().state() == PipelineState.PAUSED);
    commit("'z'");
    pipeline.resume();

    assertEquals(List.of("1"), awaitIds(1));
  }

  private static BinlogPosition acknowledged(CdcPipeline pipeline) {
    return Objects.requireNonNull(pipeline.status().acknowledgedPosition());
  }
}
