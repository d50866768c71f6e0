package dev.towpath.internal.binlog.position;

import static dev.towpath.internal.binlog.stream.TestPackets.SOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.stream.TestPackets;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PositionSearchTest {
  private static final long BEGIN = 1_700_000_000L;
  private static final int TRANSACTIONS = 10;

  /** Files of ten transactions each, one every second; four packets of bookkeeping precede them. */
  private static final class Files implements BinlogFiles {
    private final int count;
    private GtidSet purged = GtidSet.empty();
    private boolean anonymous;
    private int scans;
    private int packets;

    Files(int count) {
      this.count = count;
    }

    @Override
    public List<BinlogFile> list() {
      List<BinlogFile> files = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        files.add(new BinlogFile(name(i), end()));
      }
      return files;
    }

    @Override
    public GtidSet purged() {
      return purged;
    }

    @Override
    public BinlogScan scan(String file, @Nullable GtidSet executed) {
      scans++;
      int index = Integer.parseInt(file.substring(file.length() - 2));
      TestPackets recorded = file(index);
      BinlogPosition start =
          BinlogPosition.builder(file, 4).gtidSet(executed).serverUuid("uuid").build();
      return new BinlogScan(
          () -> {
            packets++;
            return recorded.next();
          },
          MySqlSource.builder("db", 3306).credentials("cdc", () -> "").serverId(5).build(),
          start,
          () -> {});
    }

    TestPackets file(int index) {
      var recorded = new TestPackets().startOf(name(index));
      recorded.previousGtids((long) index * TRANSACTIONS);
      for (int i = 0; i < TRANSACTIONS; i++) {
        long number = (long) index * TRANSACTIONS + i + 1;
        recorded.at(BEGIN + number);
        (anonymous ? recorded.anonymous() : recorded.gtid(number)).query("BEGIN").xid();
      }
      return recorded.end();
    }

    /** Returns the offset after {@code transactions} of the first file. */
    long offset(int transactions) {
      var recorded = new TestPackets().startOf(name(0)).previousGtids(0);
      for (int i = 0; i < transactions; i++) {
        recorded.gtid(i + 1).query("BEGIN").xid();
      }
      return recorded.offset();
    }

    long end() {
      return offset(TRANSACTIONS) + 40;
    }

    static String name(int index) {
      return "bin.0000%02d".formatted(index);
    }
  }

  private final Files files = new Files(64);
  private final PositionSearch search = new PositionSearch(files);

  @Test
  void timeIsFoundBetweenTransactionsWithAllGtidsBefore() throws IOException {
    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 325));

    assertEquals(Files.name(32), found.file());
    assertEquals(SOURCE + ":1-324", String.valueOf(found.gtidSet()));
    assertEquals("uuid", found.serverUuid());
  }

  @Test
  void fractionsOfTheSecondLeaveNothingOut() throws IOException {
    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 325, 999_999_999));

    assertEquals(SOURCE + ":1-324", String.valueOf(found.gtidSet()));
  }

  @Test
  void onlyHeadsAndOneFileAreRead() throws IOException {
    search.byTime(Instant.ofEpochSecond(BEGIN + 325));

    assertTrue(files.scans <= 9, () -> files.scans + " scans of 64 files");
    assertTrue(files.packets <= 8 * 4 + 20, () -> files.packets + " packets");
  }

  @Test
  void timeBeforeEverythingIsTheBeginning() throws IOException {
    BinlogPosition found = search.byTime(Instant.EPOCH);

    assertEquals(Files.name(0), found.file());
    assertEquals("", String.valueOf(found.gtidSet()));
  }

  @Test
  void timeAfterEverythingIsTheEnd() throws IOException {
    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 100_000));

    assertEquals(SOURCE + ":1-640", String.valueOf(found.gtidSet()));
    assertEquals(Files.name(63), found.file());
  }

  @Test
  void everyTimeIsFoundWhereTheFirstTransactionNotBeforeItStarts() throws IOException {
    for (int number = 1; number <= 640; number++) {
      BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + number));

      String executed = number == 1 ? "" : SOURCE + (number == 2 ? ":1" : ":1-" + (number - 1));
      assertEquals(executed, String.valueOf(found.gtidSet()));
    }
  }

  @Test
  void purgedTransactionsCountAsExecuted() throws IOException {
    files.purged = GtidSet.parse("00000000-0000-0000-0000-000000000001:1-9");

    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 11));

    assertEquals(
        "00000000-0000-0000-0000-000000000001:1-9," + SOURCE + ":1-10",
        String.valueOf(found.gtidSet()));
  }

  @Test
  void offsetIsCompletedWithTheGtidsBeforeIt() throws IOException {
    BinlogPosition found = search.complete(place(files.offset(3)));

    assertEquals(SOURCE + ":1-3", String.valueOf(found.gtidSet()));
    assertEquals(files.offset(3), found.offset());
  }

  @Test
  void beginningOfAFileHasTheGtidsOfEarlierOnes() throws IOException {
    BinlogPosition found = search.complete(BinlogPosition.builder(Files.name(5), 4).build());

    assertEquals(SOURCE + ":1-50", String.valueOf(found.gtidSet()));
    assertTrue(files.packets < 10, () -> files.packets + " packets");
  }

  @Test
  void endOfTheBinlogHasAllGtids() throws IOException {
    BinlogPosition found = search.complete(place(files.offset(TRANSACTIONS)));

    assertEquals(SOURCE + ":1-10", String.valueOf(found.gtidSet()));
  }

  @Test
  void startOfACommitMeansItsEnd() throws IOException {
    int xid = 19 + 8 + 4;

    BinlogPosition found = search.complete(place(files.offset(3) - xid));

    assertEquals(SOURCE + ":1-3", String.valueOf(found.gtidSet()));
    assertEquals(files.offset(3), found.offset());
  }

  @Test
  void startOfABeginMeansTheStartOfItsTransaction() throws IOException {
    long begin = files.offset(3) + 19 + 49 + 4;

    BinlogPosition found = search.complete(place(begin));

    assertEquals(SOURCE + ":1-3", String.valueOf(found.gtidSet()));
    assertEquals(files.offset(3), found.offset());
  }

  @Test
  void offsetWithinAnEventIsRefused() {
    var failure =
        assertThrows(SourceException.class, () -> search.complete(place(files.offset(3) + 1)));

    assertTrue(String.valueOf(failure.getMessage()).contains("no boundary"));
  }

  @Test
  void anonymousTransactionsAreNotLeftOutByGtid() throws IOException {
    files.anonymous = true;

    assertNull(search.complete(place(files.offset(3))).gtidSet());
  }

  @Test
  void fileThatIsGoneIsALostPosition() {
    var failure =
        assertThrows(
            SourceException.class,
            () -> search.complete(BinlogPosition.builder("bin.000099", 4).build()));

    assertTrue(failure.isPositionLost());
    assertTrue(String.valueOf(failure.getMessage()).contains("bin.000000 to bin.000063"));
  }

  @Test
  void offsetBeyondTheFileIsALostPosition() {
    var failure =
        assertThrows(SourceException.class, () -> search.complete(place(files.end() + 1)));

    assertTrue(failure.isPositionLost());
  }

  @Test
  void interruptEndsTheSearch() {
    Thread.currentThread().interrupt();

    assertThrows(IOException.class, () -> search.byTime(Instant.EPOCH));

    assertTrue(Thread.interrupted());
  }

  private static BinlogPosition place(long offset) {
    return BinlogPosition.builder(Files.name(0), offset).build();
  }
}
