package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.mysql.StartPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests with a server whose {@code gtid_mode} changes while it is followed. */
final class GtidModeIT extends PipelineTestBase {
  private static final List<String> DOWN = List.of("ON_PERMISSIVE", "OFF_PERMISSIVE", "OFF");
  private static final List<String> UP = List.of("OFF_PERMISSIVE", "ON_PERMISSIVE", "ON");

  private int inserted;

  @BeforeEach
  void createTable() {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
  }

  @AfterEach
  void turnGtidsOn() {
    String mode = mode();
    int next = mode.equals("OFF") ? 0 : UP.indexOf(mode) + 1;
    UP.subList(next, UP.size()).forEach(GtidModeIT::turn);
  }

  private static String mode() {
    return String.valueOf(mysql.query("SELECT @@GLOBAL.gtid_mode").get(0).get(0));
  }

  private static void turn(String mode) {
    mysql.execute("SET GLOBAL gtid_mode = " + mode);
  }

  private void insert(int rows) {
    for (int i = 0; i < rows; i++) {
      sql("INSERT INTO t VALUES (" + ++inserted + ")");
    }
  }

  /** Checks that every inserted row has arrived, in order and once. */
  private void assertAllArrive() throws InterruptedException {
    List<RowChange> rows = awaitRows(inserted);
    assertEquals(
        IntStream.rangeClosed(1, inserted).mapToObj(String::valueOf).toList(),
        PipelineIT.ids(rows));
  }

  private static GtidSet executed() {
    return GtidSet.parse(
        String.valueOf(mysql.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0)));
  }

  private static BinlogPosition acknowledged(CdcPipeline pipeline) {
    return Objects.requireNonNull(pipeline.status().acknowledgedPosition());
  }

  @Test
  void connectedPipelineReadsThroughAllModes() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());

    insert(2);
    for (String mode : concat(DOWN, UP)) {
      turn(mode);
      insert(2);
      assertAllArrive();
    }

    await(() -> executed().equals(acknowledged(pipeline).gtidSet()));
  }

  @Test
  void pipelineResumesAfterEachChange() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    insert(1);
    assertAllArrive();

    for (String mode : concat(DOWN, UP)) {
      pipeline.close();
      insert(1);
      turn(mode);
      insert(1);
      pipeline = start(pipeline());
      assertAllArrive();
    }

    insert(1);
    assertAllArrive();
    pipeline.close();
    CdcPipeline last = startAndConnect(pipeline());
    insert(1);
    assertAllArrive();
    await(() -> executed().equals(acknowledged(last).gtidSet()));
  }

  @Test
  void unreadTransactionsBetweenGtidsAreNotPassedOver() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    insert(1);
    assertAllArrive();
    pipeline.close();
    DOWN.forEach(GtidModeIT::turn);
    insert(2);
    UP.forEach(GtidModeIT::turn);
    insert(2);

    assertRefused(start(pipeline()));

    turn("ON_PERMISSIVE");
    startAndConnect(pipeline());
    assertAllArrive();
  }

  @Test
  void historyWithoutGtidsIsReadWhenTheServerSendsIt() throws Exception {
    DOWN.forEach(GtidModeIT::turn);
    mysql.execute("RESET MASTER");
    insert(2);
    UP.forEach(GtidModeIT::turn);
    insert(1);
    CdcPipeline.Builder earliest =
        pipeline().source(source().startPosition(StartPosition.earliest()).build());

    assertRefused(start(earliest));

    turn("ON_PERMISSIVE");
    start(earliest);
    assertAllArrive();
  }

  @Test
  void purgedTransactionsThatMayHaveHadNoGtidAreMentioned() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());
    insert(1);
    assertAllArrive();
    pipeline.close();
    DOWN.forEach(GtidModeIT::turn);
    sql("INSERT INTO t VALUES (100)");
    UP.forEach(GtidModeIT::turn);
    String file = String.valueOf(mysql.query("SHOW MASTER STATUS").get(0).get(0));
    purgeTo(file);
    try (var log = LogLines.of("dev.towpath.mysql")) {
      start(pipeline().source(patient()));
      insert(1);

      assertAllArrive();
      assertEquals(1, log.with("gtid_mode was not ON would be missing").size());
    }
  }

  private static void assertRefused(CdcPipeline pipeline) {
    var failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("gtid_mode = ON_PERMISSIVE until they are read"), message);
    pipeline.close();
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
