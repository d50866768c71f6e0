package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.PositionLostException;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.PipelineState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests with a binlog that was moved while no pipeline followed it: copied to another server,
 * renamed, numbered further than six digits, purged after a reset. Either nothing is lost, or the
 * position is.
 */
abstract class MovedBinlogContract extends PipelineTestBase {
  private static final String OTHER_UUID = "00000000-0000-0000-0000-0000000000aa";

  @TempDir Path directory = Path.of("");

  /** The description of the server, each time the same. */
  abstract EmbeddedMySql.Builder server();

  @BeforeAll
  static void startServer(TestInfo test) {
    // Each test has one of its own.
  }

  @BeforeEach
  @Override
  void createDatabase(TestInfo test) {
    mysql = server().dataDirectory(directory.resolve("first")).start();
    mysql.createReplicationUser("cdc", "secret");
    super.createDatabase(test);
  }

  @AfterEach
  @Override
  void closePipelines() {
    super.closePipelines();
    mysql.close();
  }

  @Test
  void aCopyOfTheServerIsFollowed() throws Exception {
    stopAfter(3);
    Path copy = copy();

    start(copy);
    insert(4, 6);
    start(pipeline());

    assertEquals(ids(1, 6), PipelineIT.ids(awaitRows(6)));
  }

  @Test
  void aCopyWithAnotherIdentityIsFollowedByGtidOnly() throws Exception {
    stopAfter(3);
    Path copy = copy();

    startAsOther(copy);
    insert(4, 6);
    CdcPipeline pipeline = start(pipeline());

    if (hasGtids()) {
      assertEquals(ids(1, 6), PipelineIT.ids(awaitRows(6)));
    } else {
      assertTells(failure(pipeline), "was taken on server");
    }
  }

  @Test
  void oneOfTwoHistoriesWithACommonBeginningIsNotTheOther() throws Exception {
    stopAfter(3);
    Path copy = copy();
    insert(4, 6);
    CdcPipeline first = start(pipeline());
    awaitRows(6);
    first.close();
    mysql.stop();

    start(copy);
    // Events of MariaDB and 5.7 with one number, place and second are the same event.
    BinlogPosition read = Objects.requireNonNull(first.status().acknowledgedPosition());
    LostHistoryContract.awaitLaterThan(Objects.requireNonNull(read.timestamp()));
    insert(7, 12);

    assertTells(LostHistoryContract.lost(start(pipeline())), "is lost");
  }

  @Test
  void aRenamedBinlogIsALostPosition() throws Exception {
    BinlogPosition stored = stopAfter(3);

    restart("--log-bin=renamed");
    insert(4, 6);

    PositionLostException lost = LostHistoryContract.lost(start(pipeline()));
    assertEquals(stored, lost.position());
    assertTells(lost, "it was reset or renamed");
    start(earliest());
    assertEquals(ids(1, 6), PipelineIT.ids(awaitRows(6)));
  }

  @Test
  void aRenamedBinlogThatGoesOnIsReadAcrossTheName() throws Exception {
    stopAfter(3);
    insert(4, 4);

    restart("--log-bin=renamed", "--log-bin-index=mysql-bin.index");
    insert(5, 5);
    CdcPipeline pipeline = startAndConnect(pipeline());
    awaitRows(5);
    await(() -> acknowledged(pipeline).file().startsWith("renamed"));
    pipeline.close();
    insert(6, 6);
    start(pipeline());

    assertEquals(ids(1, 6), PipelineIT.ids(awaitRows(6)));
  }

  @Test
  void aTableThatWasAlteredAfterARenameDoesNotLendItsNamesToOlderRows() throws Exception {
    stopAfter(3);
    insert(4, 4);

    restart("--log-bin=renamed", "--log-bin-index=mysql-bin.index");
    sql("ALTER TABLE t CHANGE id other INT");
    CdcPipeline pipeline = start(pipeline());

    await(() -> rows().size() > 3 || pipeline.status().state() == PipelineState.FAILED);
    for (int i = 3; i < rows().size(); i++) {
      assertFalse(rows().get(i).row().toString().contains("other"), rows()::toString);
    }
  }

  @Test
  void filesAreNumberedFurtherThanSixDigits() throws Exception {
    renumber(999_998);
    stopAfter(3);
    insert(4, 4);
    sql("FLUSH BINARY LOGS");
    insert(5, 5);

    CdcPipeline pipeline = startAndConnect(pipeline());
    awaitRows(5);
    await(() -> acknowledged(pipeline).file().endsWith(".1000000"));
    pipeline.close();
    sql("FLUSH BINARY LOGS");
    purgeTo("mysql-bin.1000000");
    insert(6, 6);
    CdcPipeline last = startAndConnect(pipeline());

    assertEquals(ids(1, 6), PipelineIT.ids(awaitRows(6)));
    await(() -> acknowledged(last).file().endsWith(".1000001"));
    assertEquals(List.of(), errors(last));
  }

  @Test
  void aResetAfterSixDigitsIsNoticed() throws Exception {
    renumber(999_999);
    stopAfter(3);
    LostHistoryContract.reset();
    insert(4, 9);

    assertTells(LostHistoryContract.lost(start(pipeline())), "it was reset or renamed");
  }

  @Test
  void aBinlogThatWasResetAndPurgedBeyondThePositionIsNoticed() throws Exception {
    BinlogPosition stored = stopAfter(9);
    LostHistoryContract.reset();
    purgeBeyond(stored);
    insert(10, 49);

    LostHistoryContract.lost(start(pipeline()));
    start(earliest());
    assertEquals(ids(1, 49), PipelineIT.ids(awaitRows(49)));
  }

  @Test
  void aFileThatWasPurgedAfterItWasReadIsNotMissed() throws Exception {
    BinlogPosition stored = stopAfter(9);
    purgeBeyond(stored);
    insert(10, 12);

    CdcPipeline pipeline = start(pipeline());

    if (hasGtids()) {
      assertEquals(ids(1, 12), PipelineIT.ids(awaitRows(12)));
    } else {
      assertTells(LostHistoryContract.lost(pipeline), stored.file() + " is gone");
    }
  }

  private void purgeBeyond(BinlogPosition stored) throws InterruptedException {
    do {
      sql("FLUSH BINARY LOGS");
    } while (BinlogPosition.builder(lastFile(), 4).build().compare(withoutGtids(stored)).orElse(1)
        <= 0);
    purgeTo(lastFile());
  }

  private static BinlogPosition withoutGtids(BinlogPosition position) {
    return BinlogPosition.builder(position.file(), position.offset()).build();
  }

  static String lastFile() {
    List<String> files = new ArrayList<>();
    mysql.query("SHOW BINARY LOGS").forEach(row -> files.add(String.valueOf(row.get(0))));
    return files.get(files.size() - 1);
  }

  final boolean hasGtids() {
    return isMariaDb() || value("SELECT @@GLOBAL.gtid_mode").equals("ON");
  }

  private static boolean isMariaDb() {
    return value("SELECT VERSION()").contains("Maria");
  }

  static String value(String query) {
    return String.valueOf(mysql.query(query).get(0).get(0));
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
    return acknowledged(first);
  }

  static BinlogPosition acknowledged(CdcPipeline pipeline) {
    return Objects.requireNonNull(pipeline.status().acknowledgedPosition());
  }

  final void insert(int first, int last) {
    sql(
        IntStream.rangeClosed(first, last)
            .mapToObj(id -> "INSERT INTO t VALUES (" + id + ")")
            .toArray(String[]::new));
  }

  static List<String> ids(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
  }

  private static CdcException failure(CdcPipeline pipeline) {
    return assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));
  }

  static void assertTells(CdcException failure, String expected) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(expected), message);
  }

  private static List<Finding> errors(CdcPipeline pipeline) {
    return pipeline.validate().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .toList();
  }

  /** Ends the server in good order and starts it again with further options. */
  final void restart(String... options) {
    mysql.close();
    mysql = server().options(options).dataDirectory(directory.resolve("first")).start();
  }

  private void start(Path data) {
    mysql.close();
    mysql = server().dataDirectory(data).start();
  }

  /** Starts a server on copied data as an operator does that reads the manual. */
  private void startAsOther(Path data) throws IOException {
    Path uuid = data.resolve("data/auto.cnf");
    mysql.close();
    if (Files.exists(uuid)) {
      Files.writeString(uuid, "[auto]\nserver-uuid=" + OTHER_UUID + "\n");
    }
    mysql = server().options("--server-id=77").dataDirectory(data).start();
  }

  /** A copy of the data, taken while the server is down; it runs again afterwards. */
  private Path copy() throws IOException {
    Path from = directory.resolve("first");
    Path to = directory.resolve("copy");
    mysql.stop();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(found -> !found.toString().endsWith(".sock")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    mysql.start();
    return to;
  }

  /** Gives the last binlog file another number, and the files before it the numbers before. */
  private void renumber(int number) throws IOException {
    Path data = directory.resolve("first/data");
    Path index = data.resolve("mysql-bin.index");
    mysql.stop();
    List<String> names = Files.readAllLines(index);
    List<String> renamed = new ArrayList<>();
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = "mysql-bin." + (number - (names.size() - 1 - i));
      Files.move(data.resolve(names.get(i)), data.resolve(name));
      renamed.add(0, "./" + name);
    }
    Files.write(index, renamed);
    mysql.start();
  }
}
