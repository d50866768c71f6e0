package dev.towpath.internal.binlog.position;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.XidTest;
import dev.towpath.internal.binlog.stream.TestPackets;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class XaSearchTest {
  private static final long BEGIN = 1_700_000_000L;
  private static final String XID = "X'61',X'',1";

  private final PositionSearch search = new PositionSearch(new OneFile());
  private long prepared;
  private long between;
  private long end;

  /** A file with a transaction that is prepared in one second and committed two seconds later. */
  private final class OneFile implements BinlogFiles {
    @Override
    public List<BinlogFile> list() {
      return List.of(new BinlogFile("bin.000001", 100_000));
    }

    @Override
    public GtidSet purged() {
      return GtidSet.empty();
    }

    @Override
    public BinlogScan scan(String file, @Nullable GtidSet executed) {
      TestPackets packets = new TestPackets().startOf(file).previousGtids(0).at(BEGIN);
      packets.gtid(1).query("BEGIN").xid().at(BEGIN + 1);
      prepared = packets.offset();
      packets.gtid(2).query("XA START " + XID).query("XA END " + XID);
      packets.event(EventType.XA_PREPARE, XidTest.body(0, 1, "a", "")).at(BEGIN + 2);
      between = packets.offset();
      packets.gtid(3).query("BEGIN").xid().at(BEGIN + 3);
      packets.gtid(4).query("XA COMMIT " + XID);
      end = packets.offset();
      packets.end();
      return new BinlogScan(
          packets,
          MySqlSource.builder("db", 3306).credentials("cdc", () -> "").serverId(5).build(),
          BinlogPosition.builder(file, 4).gtidSet(executed).serverUuid("uuid").build(),
          () -> {});
    }
  }

  @Test
  void timeBetweenPrepareAndCommitKnowsWhatIsOpen() throws IOException {
    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 2));

    assertEquals(between, found.offset());
    assertEquals(List.of(open()), found.prepared());
  }

  @Test
  void timeOfAPrepareIsTheStartOfItsGroup() throws IOException {
    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 1));

    assertEquals(prepared, found.offset());
    assertEquals(List.of(), found.prepared());
  }

  @Test
  void timeAfterTheCommitHasNothingOpen() throws IOException {
    BinlogPosition found = search.byTime(Instant.ofEpochSecond(BEGIN + 4));

    assertEquals(end, found.offset());
    assertEquals(List.of(), found.prepared());
  }

  @Test
  void offsetBetweenPrepareAndCommitIsCompletedWithWhatIsOpen() throws IOException {
    search.byTime(Instant.EPOCH);

    BinlogPosition found = search.complete(BinlogPosition.builder("bin.000001", between).build());

    assertEquals(List.of(open()), found.prepared());
  }

  @Test
  void factsInAPositionAreBelieved() throws IOException {
    search.byTime(Instant.EPOCH);
    var earlier = new PreparedTransaction("X'62',X'',1", "bin.000000", 400, null, null);

    BinlogPosition found =
        search.complete(
            BinlogPosition.builder("bin.000001", between).prepared(List.of(earlier)).build());

    assertEquals(List.of(earlier), found.prepared());
  }

  private PreparedTransaction open() {
    return new PreparedTransaction(XID, "bin.000001", prepared, "uuid", TestPackets.SOURCE + ":2");
  }
}
