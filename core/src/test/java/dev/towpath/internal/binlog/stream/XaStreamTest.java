package dev.towpath.internal.binlog.stream;

import static dev.towpath.internal.binlog.stream.TestPackets.SOURCE;
import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.XaStep;
import dev.towpath.internal.binlog.event.XidTest;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class XaStreamTest {
  private static final MySqlSource MYSQL =
      MySqlSource.builder("db", 3306).credentials("u", () -> "p").serverId(5).build();
  private static final String A = "X'61',X'',1";
  private static final String B = "X'62',X'',1";

  private final TestPackets packets = new TestPackets().startOf("bin.000001");

  @Test
  void preparedGroupIsOpenUntilItsOutcome() throws IOException {
    long start = packets.offset();
    prepare(1, "a");
    long end = packets.offset();
    packets.gtid(2).query("BEGIN").xid();
    packets.gtid(3).query("XA COMMIT " + A);

    List<BinlogPosition> positions = positions(List.of());

    var open = new PreparedTransaction(A, "bin.000001", start, "uuid", SOURCE + ":1");
    assertEquals(List.of(open), positions.get(0).prepared());
    assertEquals(end, positions.get(0).offset());
    assertEquals(start, positions.get(0).transactionStartOffset());
    assertEquals(List.of(open), positions.get(1).prepared());
    assertEquals(List.of(), positions.get(2).prepared());
    assertEquals(SOURCE + ":1-3", String.valueOf(positions.get(2).gtidSet()));
  }

  @Test
  void stepsSayWhatHappens() throws IOException {
    prepare(1, "a");
    packets.gtid(2).query("XA START " + B).query("XA END " + B);
    packets.event(EventType.XA_PREPARE, XidTest.body(1, 1, "b", ""));
    packets.gtid(3).query("XA ROLLBACK " + A);
    packets.gtid(4).query("XA START " + B).query("XA END " + B).query("XA ROLLBACK " + B);
    packets.gtid(5).query("XA COMMIT X'63',X'',1");

    List<XaStep> steps = steps(read(List.of()));

    assertEquals(
        List.of(
            XaStep.Kind.START,
            XaStep.Kind.PREPARE,
            XaStep.Kind.START,
            XaStep.Kind.COMMIT_ONE_PHASE,
            XaStep.Kind.ROLLBACK,
            XaStep.Kind.START,
            XaStep.Kind.ABANDON,
            XaStep.Kind.COMMIT),
        steps.stream().map(XaStep::kind).toList());
    assertEquals(steps.get(1).transaction(), steps.get(4).transaction());
    assertNull(steps.get(7).transaction());
  }

  @Test
  void transactionOfAnEarlierStreamIsRemembered() throws IOException {
    var before = new PreparedTransaction(A, "old.000009", 400, "other", null);
    packets.gtid(1).query("XA COMMIT " + A);

    List<BinlogEvent> events = read(List.of(before));

    assertEquals(before, steps(events).get(0).transaction());
    assertEquals(List.of(), positionOf(events.get(events.size() - 1)).prepared());
  }

  @Test
  void identifierUsedAgainMeansTheLastOne() throws IOException {
    var before = new PreparedTransaction(A, "old.000009", 400, "other", null);
    long start = packets.offset();
    prepare(1, "a");

    List<BinlogPosition> positions = positions(List.of(before));

    assertEquals(1, positions.get(0).prepared().size());
    assertEquals(start, positions.get(0).prepared().get(0).offset());
  }

  @Test
  void compressedGroupIsPreparedAsAWhole() throws IOException {
    packets.gtid(1).event(EventType.TRANSACTION_PAYLOAD, payload(0));
    packets.gtid(2).event(EventType.TRANSACTION_PAYLOAD, payload(1));

    List<BinlogEvent> events = read(List.of());

    List<XaStep> steps = steps(events);
    assertEquals(XaStep.Kind.PREPARE, steps.get(0).kind());
    assertEquals(XaStep.Kind.COMMIT_ONE_PHASE, steps.get(1).kind());
    assertEquals(1, positionOf(events.get(events.size() - 1)).prepared().size());
  }

  @Test
  void prepareOfAnotherTransactionIsRefused() {
    packets.gtid(1).query("XA START " + A).query("XA END " + A);
    packets.event(EventType.XA_PREPARE, XidTest.body(0, 1, "b", ""));

    var failure = assertThrows(MalformedEventException.class, () -> read(List.of()));

    assertTrue(String.valueOf(failure.getMessage()).contains(A), failure::toString);
  }

  @Test
  void streamMayStartAtAPrepare() throws IOException {
    packets.event(EventType.XA_PREPARE, XidTest.body(0, 1, "a", ""));
    packets.query("XA COMMIT " + A);

    List<BinlogEvent> events = read(List.of());

    assertEquals(XaStep.Kind.COMMIT, steps(events).get(0).kind());
  }

  @Test
  void preparedGroupIsReadAgain() {
    long start = packets.offset();
    prepare(1, "a");
    packets.gtid(2).query("BEGIN").xid().end();

    try (var reader = reader(start, 1)) {
      assertEquals(EventType.FORMAT_DESCRIPTION, typeOf(reader.next()));
      assertEquals(EventType.ROWS_QUERY, typeOf(reader.next()));
      assertEquals(EventType.QUERY, typeOf(reader.next()));
      assertNull(reader.next());
      assertNull(reader.next());
    }
  }

  @Test
  void compressedGroupIsReadAgain() {
    long start = packets.offset();
    packets.gtid(1).event(EventType.TRANSACTION_PAYLOAD, payload(0));

    try (var reader = reader(start, 1)) {
      assertEquals(EventType.FORMAT_DESCRIPTION, typeOf(reader.next()));
      assertEquals(EventType.TRANSACTION_PAYLOAD, typeOf(reader.next()));
      assertNull(reader.next());
    }
  }

  @Test
  void anotherTransactionInItsPlaceMeansItIsLost() {
    packets.gtid(1).query("BEGIN").xid();

    assertLost("another transaction");
  }

  @Test
  void sameIdentifierUnderAnotherGtidMeansItIsLost() {
    prepare(2, "a");

    assertLost(SOURCE + ":2");
  }

  @Test
  void otherIdentifierInItsPlaceMeansItIsLost() {
    prepare(1, "b");

    assertLost(B);
  }

  @Test
  void endOfTheBinlogInItsPlaceMeansItIsLost() {
    packets.end();

    assertLost("ends before it");
  }

  private void assertLost(String why) {
    try (var reader = reader(4, 1)) {
      assertEquals(EventType.FORMAT_DESCRIPTION, typeOf(reader.next()));
      var failure = assertThrows(SourceException.class, reader::next);
      assertTrue(failure.isPositionLost());
      assertTrue(String.valueOf(failure.getMessage()).contains(why), failure::toString);
    }
  }

  private PreparedReader reader(long start, int gtid) {
    return new PreparedReader(
        packets,
        MYSQL,
        new PreparedTransaction(A, "bin.000001", start, "uuid", SOURCE + ":" + gtid),
        () -> {},
        false);
  }

  private static int typeOf(@Nullable BinlogEvent event) {
    return Objects.requireNonNull(event).type();
  }

  private void prepare(int gtid, String id) {
    String xid = "X'%02x',X'',1".formatted((int) id.charAt(0));
    packets.gtid(gtid).query("XA START " + xid);
    packets.event(EventType.ROWS_QUERY, new byte[9]).query("XA END " + xid);
    packets.event(EventType.XA_PREPARE, XidTest.body(0, 1, id, ""));
  }

  private static byte[] payload(int onePhase) {
    byte[] sql = ("XA START " + A).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] query = concat(new byte[8], bytes(0, 1), bytes(0, 2), bytes(0, 2), new byte[1], sql);
    byte[] inside =
        concat(
            inner(EventType.QUERY, query),
            inner(EventType.ROWS_QUERY, new byte[300]),
            inner(EventType.XA_PREPARE, XidTest.body(onePhase, 1, "a", "")));
    byte[] packed = Zstd.compress(inside);
    return concat(
        new byte[] {2, 1, 0}, // Compression: zstd.
        new byte[] {1, 3, (byte) 0xFC}, // The size, as an integer of two bytes.
        bytes(packed.length, 2),
        new byte[] {0},
        packed);
  }

  private static byte[] inner(int type, byte[] body) {
    return concat(
        bytes(1, 4), bytes(type, 1), bytes(1, 4), bytes(19 + body.length, 4), new byte[6], body);
  }

  private static List<XaStep> steps(List<BinlogEvent> events) {
    return events.stream().map(BinlogEvent::xa).filter(Objects::nonNull).toList();
  }

  private List<BinlogPosition> positions(List<PreparedTransaction> before) throws IOException {
    return read(before).stream().map(BinlogEvent::position).filter(Objects::nonNull).toList();
  }

  private static BinlogPosition positionOf(BinlogEvent event) {
    return Objects.requireNonNull(event.position(), event::toString);
  }

  private List<BinlogEvent> read(List<PreparedTransaction> before) throws IOException {
    BinlogPosition start =
        BinlogPosition.builder("bin.000001", 4).gtidSet(GtidSet.empty()).prepared(before).build();
    var stream = new BinlogStream(packets, MYSQL, start, "uuid");
    List<BinlogEvent> events = new ArrayList<>();
    try {
      while (true) {
        events.add(stream.next());
      }
    } catch (EOFException end) {
      return events;
    }
  }
}
