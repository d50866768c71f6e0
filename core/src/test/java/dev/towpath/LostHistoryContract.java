package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.PositionLostException;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests of a server whose binlog has been replaced by another since it was read. */
abstract class LostHistoryContract extends PipelineTestBase {
  private static final Duration NOTICED = Wait.LIMIT;

  /** The size of the event that commits, with its checksum. */
  private static final int XID_EVENT = 31;

  @Test
  void aBinlogThatWasResetWhileStoppedIsNoticed() throws Exception {
    BinlogPosition stored = stopAfter(9);
    reset();
    insert(10, 49);

    CdcPipeline pipeline = start(pipeline());

    PositionLostException lost = lost(pipeline);
    assertEquals(stored, lost.position());
    String message = String.valueOf(lost.getMessage());
    assertTrue(message.contains("is not the one that the position"), message);
    assertEquals(9, rows().size());
  }

  @Test
  void aBinlogThatWasResetIsReadFromItsBeginningIfWanted() throws Exception {
    stopAfter(9);
    reset();
    insert(10, 49);

    start(earliest());

    assertEquals(ids(1, 49), PipelineIT.ids(awaitRows(49)));
  }

  @Test
  void theSameTransactionsAfterAResetAreOthers() throws Exception {
    stopAfter(9);
    reset();
    sql("DROP TABLE t", "CREATE TABLE t (id INT PRIMARY KEY)");
    insert(1, 12);

    CdcPipeline pipeline = start(pipeline());

    assertNotNull(lost(pipeline));
  }

  @Test
  void aResetIsNoticedAtACursorOfCanal() throws Exception {
    BinlogPosition cursor = cursorOfCanal(false);
    awaitLaterThan(Objects.requireNonNull(cursor.timestamp()));
    reset();
    insert(10, 49);

    assertNotNull(lost(start(pipeline(holding(cursor)))));
  }

  @Test
  void aResetIsNoticedAtACursorOfCanalWithGtids() throws Exception {
    assumeTrue(hasGtids(), "the server has no GTIDs");
    BinlogPosition cursor = cursorOfCanal(true);
    awaitLaterThan(Objects.requireNonNull(cursor.timestamp()));
    reset();
    insert(10, 49);

    assertNotNull(lost(start(pipeline(holding(cursor)))));
  }

  @Test
  void aCursorOfCanalIsGoneOnFrom() throws Exception {
    BinlogPosition cursor = cursorOfCanal(false);
    awaitLaterThan(Objects.requireNonNull(cursor.timestamp()));
    insert(10, 12);

    start(pipeline(holding(cursor)));

    assertEquals(ids(1, 12), PipelineIT.ids(awaitRows(12)));
  }

  @Test
  void aCursorOfCanalMayPointAtAnyEvent() throws Exception {
    BinlogPosition commit = cursorOfCanal(false);
    List<Long> offsets = new ArrayList<>();
    for (List<@Nullable String> event :
        mysql.query("SHOW BINLOG EVENTS IN '" + commit.file() + "'")) {
      offsets.add(Long.valueOf(String.valueOf(event.get(1))));
    }
    int id = 9;
    for (long offset : offsets.subList(offsets.size() - 4, offsets.size())) {
      BinlogPosition cursor =
          BinlogPosition.builder(commit.file(), offset)
              .serverId(commit.serverId())
              .timestamp(commit.timestamp())
              .build();
      int before = rows().size();
      insert(++id, id);
      start(pipeline(holding(cursor))).awaitRunning(LIMIT);

      String last = String.valueOf(id);
      await(() -> rowsAfter(before).contains(last));
      closePipelines();
      List<String> again = rowsAfter(before);
      assertEquals(offset < commit.offset(), again.contains("9"), again::toString);
    }
  }

  private List<String> rowsAfter(int count) {
    List<RowChange> rows = rows();
    return PipelineIT.ids(rows.subList(count, rows.size()));
  }

  private static boolean hasGtids() {
    return mysql.query("SELECT VERSION()").get(0).get(0).contains("Maria")
        || mysql.query("SELECT @@GLOBAL.gtid_mode").get(0).contains("ON");
  }

  /** Returns what canal stores after nine rows: the start of the last commit event. */
  private BinlogPosition cursorOfCanal(boolean gtids) throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    reset();
    CdcPipeline pipeline = startAndConnect(pipeline());
    insert(1, 9);
    awaitRows(9);
    pipeline.close();
    BinlogPosition end = Objects.requireNonNull(pipeline.status().acknowledgedPosition());
    return BinlogPosition.builder(end.file(), end.offset() - XID_EVENT)
        .gtidSet(gtids ? end.gtidSet() : null)
        .serverId(end.serverId())
        .timestamp(end.timestamp())
        .build();
  }

  private InMemoryPositionStore holding(BinlogPosition position) throws Exception {
    var positions = new InMemoryPositionStore();
    try (Lease lease = Coordinator.standalone().acquire(database)) {
      positions.save(Checkpoint.of(position), lease).toCompletableFuture().join();
    }
    return positions;
  }

  static void awaitLaterThan(Instant taken) throws InterruptedException {
    String sql = "SELECT UNIX_TIMESTAMP() > " + taken.getEpochSecond() + " + 1";
    await(() -> !mysql.query(sql).get(0).contains("0"));
  }

  @Test
  void aResetBeforeAnythingWasReadIsNoticed() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    insert(1, 9);
    startAndConnect(pipeline()).close();
    String taken = String.valueOf(mysql.query("SELECT UNIX_TIMESTAMP()").get(0).get(0));
    await(() -> !mysql.query("SELECT UNIX_TIMESTAMP() > " + taken + " + 1").get(0).contains("0"));
    reset();
    insert(10, 49);

    assertNotNull(lost(start(pipeline())));
  }

  @Test
  void aResetWhileConnectedIsNoticed() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());
    insert(1, 9);
    awaitRows(9);

    reset();
    insert(10, 13);

    PositionLostException lost = lost(pipeline);
    assertTrue(String.valueOf(lost.getMessage()).contains("positionLostPolicy"), lost::toString);
  }

  @Test
  void aResetWhileConnectedLosesNothingIfReadingFromTheBeginningIsWanted() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(earliest());
    insert(1, 9);
    awaitRows(9);

    reset();
    insert(10, 49);

    assertEquals(ids(1, 49), PipelineIT.ids(awaitRows(49)));
  }

  @Test
  void transactionsThatTheServerSkipsAreNoReasonToAsk() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    insert(1, 2_000);
    startAndConnect(pipeline()).close();
    long before = questions();

    start(pipeline());
    insert(2_001, 2_001);

    awaitRows(1);
    assertEquals(0, (questions() - before) / 100, "hundreds of questions");
  }

  @Test
  void theFilesAreListedOnceForAConnection() throws Exception {
    keepFilesForGood();
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    startAndConnect(pipeline()).close();
    long before = count("Com_show_binlogs");

    start(pipeline().source(patient()));
    insert(1, 1);

    awaitRows(1);
    assertEquals(1, count("Com_show_binlogs") - before);
  }

  /** Otherwise the files are also listed to find out when they will be purged. */
  private static void keepFilesForGood() {
    String setting = "binlog_expire_logs_seconds";
    if (!mysql.query("SHOW GLOBAL VARIABLES LIKE '" + setting + "'").isEmpty()) {
      mysql.execute("SET GLOBAL " + setting + " = 0");
    }
  }

  private static long questions() {
    return count("Com_show_status");
  }

  private static long count(String status) {
    String asked = "SHOW GLOBAL STATUS LIKE '" + status + "'";
    return Long.parseLong(String.valueOf(mysql.query(asked).get(0).get(1)));
  }

  final CdcPipeline.Builder earliest() {
    return pipeline()
        .source(source().positionLostPolicy(PositionLostPolicy.RESTART_AT_EARLIEST).build());
  }

  final BinlogPosition stopAfter(int rows) throws InterruptedException {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    insert(1, rows);
    awaitRows(rows);
    first.close();
    return Objects.requireNonNull(first.status().acknowledgedPosition());
  }

  final void insert(int first, int last) {
    sql(
        IntStream.rangeClosed(first, last)
            .mapToObj(id -> "INSERT INTO t VALUES (" + id + ")")
            .toArray(String[]::new));
  }

  private static List<String> ids(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
  }

  static PositionLostException lost(CdcPipeline pipeline) {
    CdcException failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(NOTICED));
    return assertInstanceOf(PositionLostException.class, failure.getCause());
  }

  static void reset() {
    String version = String.valueOf(mysql.query("SELECT VERSION()").get(0).get(0));
    boolean isRenamed =
        !version.contains("Maria")
            && Integer.parseInt(version.substring(0, version.indexOf('.'))) > 8;
    mysql.execute(isRenamed ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
  }
}
