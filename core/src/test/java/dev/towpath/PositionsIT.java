package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.mysql.StartPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PositionsIT extends PipelineTestBase {
  /** A time later than the server's own events; each test goes further into the future. */
  private static long clock = Instant.parse("2037-01-01T00:00:00Z").getEpochSecond();

  private long begin;

  @BeforeEach
  void createTable() {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    begin = clock;
    clock += 1_000;
  }

  @Test
  void latestSkipsWhatWasThere() throws Exception {
    insertAt(1);

    startAndConnect(from(StartPosition.latest()));
    insertAt(2);

    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void earliestCarriesACompleteSet() throws Exception {
    insertAt(1, 2);

    CdcPipeline pipeline = start(from(StartPosition.earliest()));

    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
    assertCompletes(pipeline);
  }

  @Test
  void gtidSkipsWhatItContains() throws Exception {
    insertAt(1);
    GtidSet executed = executed();
    insertAt(2);

    CdcPipeline pipeline = start(from(StartPosition.gtid(executed)));

    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
    assertCompletes(pipeline);
  }

  @Test
  void offsetIsResumedByGtid() throws Exception {
    insertAt(1, 2);
    List<String> status = status();
    insertAt(3);

    CdcPipeline first = start(from(StartPosition.at(status.get(0), Long.parseLong(status.get(1)))));
    assertEquals(List.of("3"), PipelineIT.ids(awaitRows(1)));
    assertCompletes(first);
    first.close();
    mysql.execute("FLUSH BINARY LOGS");
    insertAt(4);
    start(pipeline());

    assertEquals(List.of("3", "4"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void offsetOfABeginMeansTheStartOfItsTransaction() throws Exception {
    insertAt(1);
    List<String> before = status();
    insertAt(2);
    long begin = Long.parseLong(before.get(1)) + 75;

    start(from(StartPosition.at(before.get(0), begin)));

    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void timestampIsFoundInTheMiddleOfRotatedFiles() throws Exception {
    for (int file = 0; file < 5; file++) {
      insertAt(file * 10 + 1, file * 10 + 2, file * 10 + 3);
      mysql.execute("FLUSH BINARY LOGS");
    }

    CdcPipeline pipeline = start(from(StartPosition.timestamp(second(22))));

    assertEquals(
        List.of("22", "23", "31", "32", "33", "41", "42", "43"), PipelineIT.ids(awaitRows(8)));
    assertCompletes(pipeline);
  }

  @Test
  void timestampBetweenFilesStartsWithTheNext() throws Exception {
    insertAt(1, 2);
    mysql.execute("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    insertAt(11, 12);

    start(from(StartPosition.timestamp(second(5))));

    assertEquals(List.of("11", "12"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void timestampBeforeTheFirstFileIsTheEarliest() throws Exception {
    insertAt(1);

    CdcPipeline pipeline = start(from(StartPosition.timestamp(Instant.EPOCH)));

    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
    assertCompletes(pipeline);
  }

  @Test
  void timestampInTheFutureIsTheLatest() throws Exception {
    insertAt(1);

    startAndConnect(from(StartPosition.timestamp(second(900))));
    insertAt(2);

    assertEquals(List.of("2"), PipelineIT.ids(awaitRows(1)));
  }

  private CdcPipeline.Builder from(StartPosition start) {
    return pipeline().source(source().startPosition(start).build());
  }

  private Instant second(int second) {
    return Instant.ofEpochSecond(begin + second);
  }

  /** Inserts rows whose id is the second in which they are logged. */
  private void insertAt(int... seconds) {
    List<String> statements = new ArrayList<>();
    for (int second : seconds) {
      statements.add("SET timestamp = " + (begin + second));
      statements.add("INSERT INTO t VALUES (" + second + ")");
    }
    sql(statements.toArray(new String[0]));
  }

  private static List<String> status() {
    return mysql.query("SHOW MASTER STATUS").get(0).stream().map(String::valueOf).toList();
  }

  private static GtidSet executed() {
    return GtidSet.parse(
        String.valueOf(mysql.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0)));
  }

  /** Checks that the position ends with exactly the server's own set. */
  private static void assertCompletes(CdcPipeline pipeline) throws InterruptedException {
    GtidSet executed = executed();
    await(
        () -> {
          BinlogPosition position = pipeline.status().acknowledgedPosition();
          return position != null && executed.equals(position.gtidSet());
        });
    assertEquals(
        executed, Objects.requireNonNull(pipeline.status().acknowledgedPosition()).gtidSet());
  }
}
