package dev.towpath.internal.binlog.stream;

import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.MariaDbCompression;
import dev.towpath.internal.binlog.event.MariaDbGtidList;
import dev.towpath.internal.binlog.event.XaStep;
import dev.towpath.internal.binlog.event.XidTest;
import dev.towpath.mysql.MySqlSource;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the events that MariaDB writes differently from MySQL; they come from server 42. */
final class MariaDbStreamTest {
  private static final MySqlSource MARIADB =
      MySqlSource.builder("db", 3306).credentials("cdc", () -> "").serverId(5).build();

  private static final int STANDALONE = 1;
  private static final int GROUP_COMMIT = 2;
  private static final int PREPARED_XA = 64;
  private static final int COMPLETED_XA = 128;
  private static final int START_ALTER = 2;

  /** {@code 'a','b',3} as in a GTID event. */
  private static final byte[] XID = {3, 0, 0, 0, 1, 1, 'a', 'b'};

  private final TestPackets packets = new TestPackets();

  @Test
  void aStandaloneStatementEndsItsGroup() throws IOException {
    packets.startOf("bin.000001").event(EventType.MARIADB_GTID, gtid(7, 3, STANDALONE));
    packets.query("CREATE TABLE t (id INT)");

    BinlogPosition end = end(read("0-1-5,3-1-6"));

    assertEquals("0-1-5,3-42-7", String.valueOf(end.gtidSet()));
    assertEquals(packets.offset(), end.offset());
    assertEquals(4, end.transactionStartOffset());
  }

  @Test
  void aTransactionHasNoBegin() throws IOException {
    packets.startOf("bin.000001");
    packets.event(EventType.MARIADB_GTID, concat(gtid(7, 0, GROUP_COMMIT), bytes(1, 8)));
    packets.event(EventType.ANNOTATE_ROWS, "INSERT".getBytes(StandardCharsets.UTF_8));
    packets.event(EventType.TABLE_MAP, new byte[8]).query("COMMIT");

    List<BinlogEvent> events = read("");

    assertEquals("0-42-7", String.valueOf(end(events).gtidSet()));
    Group group = Objects.requireNonNull(events.get(3).group());
    assertEquals("0-42-7", group.gtid());
  }

  @Test
  void theGtidOfAPreparedGroupNamesItsTransaction() throws IOException {
    packets.startOf("bin.000001");
    byte[] commitId = bytes(1, 8);
    byte[] gtid = concat(gtid(7, 0, GROUP_COMMIT | PREPARED_XA), commitId, XID, new byte[1]);
    packets.event(EventType.MARIADB_GTID, gtid).event(EventType.TABLE_MAP, new byte[8]);
    packets.query("XA END X'61',X'62',3");
    packets.event(EventType.XA_PREPARE, XidTest.body(0, 3, "a", "b"));
    packets.event(EventType.MARIADB_GTID, concat(gtid(8, 0, STANDALONE | COMPLETED_XA), XID));
    packets.query("XA COMMIT X'61',X'62',3");

    List<BinlogEvent> events = read("");

    var transaction =
        new PreparedTransaction("X'61',X'62',3", "bin.000001", 4, "mariadb-42", "0-42-7");
    assertEquals(new XaStep(XaStep.Kind.START, transaction.xid(), transaction), events.get(2).xa());
    assertEquals(List.of(transaction), Objects.requireNonNull(events.get(5).position()).prepared());
    assertEquals(
        new XaStep(XaStep.Kind.COMMIT, transaction.xid(), transaction), events.get(7).xa());
    assertEquals(List.of(), end(events).prepared());
    assertEquals("0-42-8", String.valueOf(end(events).gtidSet()));
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 18, 19, 20})
  void aGtidThatEndsWithinAnIdentifierIsMalformed(int kept) {
    byte[] whole = concat(gtid(7, 0, PREPARED_XA), XID);
    packets.startOf("bin.000001").event(EventType.MARIADB_GTID, Arrays.copyOf(whole, kept));

    assertThrows(MalformedEventException.class, () -> read(""));
  }

  @Test
  void anOutcomeOfAnotherTransactionThanAnnouncedIsMalformed() {
    packets.startOf("bin.000001");
    packets.event(EventType.MARIADB_GTID, concat(gtid(8, 0, STANDALONE | COMPLETED_XA), XID));
    packets.query("XA COMMIT X'61',X'',3");

    assertThrows(MalformedEventException.class, () -> read(""));
  }

  @Test
  void anAlterThatHasOnlyBegunHasNoEffect() throws IOException {
    packets.startOf("bin.000001");
    packets.event(EventType.MARIADB_GTID, concat(gtid(7, 0, STANDALONE), new byte[] {START_ALTER}));
    packets.query("ALTER TABLE t ADD a INT");
    packets.event(EventType.MARIADB_GTID, gtid(8, 0, STANDALONE)).query("ALTER TABLE t ADD a INT");

    List<BinlogEvent> events = read("");

    assertFalse(events.get(3).isEffective());
    assertTrue(events.get(5).isEffective());
  }

  @Test
  void theLastGtidOfADomainIsItsPosition() throws IOException {
    byte[] list =
        concat(
            bytes(3 | 1L << 28, 4),
            bytes(0, 4),
            bytes(2, 4),
            bytes(9, 8),
            bytes(0, 4),
            bytes(1, 4),
            bytes(7, 8),
            bytes(4, 4),
            bytes(1, 4),
            bytes(3, 8));
    packets.startOf("bin.000001").event(EventType.GTID_LIST, list);

    List<BinlogEvent> events = read("");

    assertEquals("0-1-7,4-1-3", MariaDbGtidList.parse(events.get(2)).toString());
  }

  @Test
  void aGtidListThatEndsTooSoonIsMalformed() throws IOException {
    packets.startOf("bin.000001").event(EventType.GTID_LIST, concat(bytes(2, 4), new byte[16]));

    BinlogEvent list = read("").get(2);

    assertThrows(MalformedEventException.class, () -> MariaDbGtidList.parse(list));
  }

  @Test
  void compressedRowsAreThePlainOnes() throws IOException {
    byte[] head = concat(bytes(18, 6), bytes(1, 2), bytes(2, 2), bytes(9, 1), new byte[4]);
    byte[] rows = "row".repeat(1000).getBytes(StandardCharsets.UTF_8);
    packets.startOf("bin.000001").event(EventType.MARIADB_GTID, gtid(7, 0, 0));
    packets.event(170, concat(head, packed(rows, 2))).xid();

    byte[] plain = MariaDbCompression.rows(read("").get(3));

    assertEquals(31, MariaDbCompression.plainType(170));
    assertArrayEquals(concat(head, rows), plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 9, 10, 11, 12, 20})
  void damagedCompressionIsRefused(int kept) throws IOException {
    byte[] body = concat(bytes(18, 6), bytes(1, 2), bytes(1, 1), bytes(1, 1), packed(body(), 1));
    byte[] cut = Arrays.copyOf(body, kept);
    packets.startOf("bin.000001").event(EventType.MARIADB_GTID, gtid(7, 0, 0));
    packets.event(EventType.COMPRESSED_ROWS_V1, cut);

    BinlogEvent event = read("").get(3);

    assertThrows(MalformedEventException.class, () -> MariaDbCompression.rows(event));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x91, 0x85, 0x80})
  void anUnknownWayToCompressIsRefused(int head) throws IOException {
    byte[] body = concat(bytes(18, 6), bytes(1, 2), bytes(1, 1), bytes(1, 1), packed(body(), 1));
    body[10] = (byte) head;
    packets.startOf("bin.000001").event(EventType.MARIADB_GTID, gtid(7, 0, 0));
    packets.event(EventType.COMPRESSED_ROWS_V1, body);

    BinlogEvent event = read("").get(3);

    assertThrows(MalformedEventException.class, () -> MariaDbCompression.rows(event));
  }

  private static byte[] body() {
    return new byte[100];
  }

  private static byte[] gtid(long sequence, long domain, int flags) {
    return concat(bytes(sequence, 8), bytes(domain, 4), bytes(flags, 1));
  }

  private static byte[] packed(byte[] plain, int sizeOfLength) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(0x80 | sizeOfLength);
    for (int i = sizeOfLength - 1; i >= 0; i--) {
      out.write(plain.length >>> 8 * i);
    }
    try (var deflater = new DeflaterOutputStream(out)) {
      deflater.write(plain);
    }
    return out.toByteArray();
  }

  private List<BinlogEvent> read(String executed) throws IOException {
    BinlogPosition start =
        BinlogPosition.builder("bin.000001", 4).gtidSet(GtidSet.parse(executed)).build();
    var stream = new BinlogStream(packets, MARIADB, start, "mariadb-42");
    List<BinlogEvent> events = new ArrayList<>();
    try {
      while (true) {
        events.add(stream.next());
      }
    } catch (EOFException end) {
      return events;
    }
  }

  private static BinlogPosition end(List<BinlogEvent> events) {
    return Objects.requireNonNull(events.get(events.size() - 1).position());
  }
}
