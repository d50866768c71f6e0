package dev.towpath.internal.binlog.stream;

import static dev.towpath.internal.binlog.stream.TestPackets.SOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BinlogStreamTest {
  private static final MySqlSource MYSQL =
      MySqlSource.builder("db", 3306).credentials("cdc", () -> "").serverId(5).build();

  private final TestPackets packets = new TestPackets();

  @Test
  void positionIsTheEndOfTheTransaction() throws IOException {
    packets.startOf("bin.000001").gtid(8).query("BEGIN");
    packets.event(EventType.TABLE_MAP, new byte[8]).xid();

    List<BinlogEvent> events = read(SOURCE + ":1-7");

    BinlogPosition end = positionOf(events.get(5));
    assertEquals(SOURCE + ":1-8", String.valueOf(end.gtidSet()));
    assertEquals(packets.offset(), end.offset());
    assertEquals(4, end.transactionStartOffset());
    assertEquals("bin.000001", end.file());
    assertEquals(Instant.ofEpochSecond(1_700_000_000L), end.timestamp());
    assertEquals(42, end.serverId());
  }

  @Test
  void aFormatDescriptionInsteadOfRowsIsMalformed() {
    // One flipped bit makes it an UPDATE_ROWS event, and turns its last byte into one that looks
    // like "no checksums".
    byte[] description = TestPackets.concat(TestPackets.bytes(4, 2), new byte[60]);
    packets.startOf("bin.000001").gtid(8).query("BEGIN");
    packets.event(EventType.FORMAT_DESCRIPTION, description).xid();

    assertThrows(MalformedEventException.class, () -> read(SOURCE + ":1-7"));
  }

  @Test
  void anEndOfFileWithinATransactionIsMalformed() {
    packets.startOf("bin.000001").gtid(8).query("BEGIN");
    packets.event(EventType.STOP, new byte[0]).xid();

    assertThrows(MalformedEventException.class, () -> read(SOURCE + ":1-7"));
  }

  @Test
  void aDamagedFormatDescriptionDoesNotTurnChecksumsOff() {
    packets.startOf("bin.000001", 4, true);
    int algorithm = 1 + 19 + 2 + 50 + 4;
    packets.changeLast(algorithm, 0);

    assertThrows(MalformedEventException.class, () -> read(""));
  }

  @Test
  void onlyTheEndOfAGroupHasAPosition() throws IOException {
    packets.startOf("bin.000001").gtid(8).query("BEGIN");
    packets.event(EventType.TABLE_MAP, new byte[8]).query("SAVEPOINT a").xid();

    List<BinlogEvent> events = read(SOURCE + ":1-7");

    assertEquals(
        List.of(false, false, false, false, false, false, true),
        events.stream().map(event -> event.position() != null).toList());
  }

  @Test
  void ddlIsAGroupOfItsOwn() throws IOException {
    packets.startOf("bin.000001").gtid(1).query("CREATE TABLE commit (id int)").gtid(2);

    List<BinlogEvent> events = read("");

    assertEquals(SOURCE + ":1", String.valueOf(positionOf(events.get(3)).gtidSet()));
    assertNull(events.get(4).position());
  }

  @Test
  void anonymousTransactionsMoveOnlyTheOffset() throws IOException {
    packets.startOf("bin.000001").anonymous().query("BEGIN").query("commit");

    List<BinlogEvent> events = read(null);

    assertNull(positionOf(events.get(4)).gtidSet());
    assertEquals(packets.offset(), positionOf(events.get(4)).offset());
  }

  @Test
  void gtidsAreNotTrackedFromAnUnknownSet() throws IOException {
    packets.startOf("bin.000001").gtid(9).query("BEGIN").xid();

    List<BinlogEvent> events = read(null);

    assertNull(positionOf(events.get(4)).gtidSet());
    assertEquals(SOURCE + ":9", Objects.requireNonNull(events.get(4).group()).gtid());
  }

  @Test
  void commitTimestampHasMicroseconds() throws IOException {
    packets.startOf("bin.000001").gtid(9).query("BEGIN").xid();

    List<BinlogEvent> events = read("");

    assertEquals(
        Instant.parse("2023-11-14T22:13:20.000001Z"),
        Objects.requireNonNull(events.get(2).group()).commitTimestamp());
  }

  @Test
  void offsetsGrowBeyondFourGibibytes() throws IOException {
    packets.startOf("bin.000001", 4_294_967_200L, true);
    packets.gtid(1).query("BEGIN").xid().gtid(2).query("BEGIN").xid();

    List<BinlogEvent> events = read("");

    assertTrue(packets.offset() > 0xFFFFFFFFL);
    assertEquals(packets.offset(), positionOf(events.get(7)).offset());
    assertEquals(events.get(4).end(), events.get(5).start());
  }

  @Test
  void offsetFollowsTheServerPastWhatItSkips() throws IOException {
    packets.startOf("bin.000001").skip(5_000_000).gtid(1).query("BEGIN").xid();

    List<BinlogEvent> events = read("");

    assertEquals(5_000_004, events.get(2).start());
    assertEquals(packets.offset(), positionOf(events.get(4)).offset());
  }

  @Test
  void rotationMovesThePositionToTheNextFile() throws IOException {
    packets.startOf("bin.000009").gtid(1).query("BEGIN").xid();
    packets.event(
        EventType.ROTATE,
        TestPackets.concat(TestPackets.bytes(4, 8), "bin.000010".getBytes(StandardCharsets.UTF_8)));
    packets.startOf("bin.000010").gtid(2).query("BEGIN").xid();

    List<BinlogEvent> events = read("");

    assertEquals("bin.000010", positionOf(events.get(5)).file());
    assertEquals(4, positionOf(events.get(5)).offset());
    assertEquals(SOURCE + ":1", String.valueOf(positionOf(events.get(5)).gtidSet()));
    assertEquals("bin.000010", positionOf(events.get(10)).file());
  }

  @Test
  void checksumsMayEndWithAFile() throws IOException {
    packets.startOf("bin.000001", 4, false).gtid(1).query("BEGIN").xid();

    List<BinlogEvent> events = read("");

    assertNotNull(events.get(4).position());
    assertEquals("BEGIN", QueryEvent.parse(events.get(3)).sql());
  }

  @Test
  void anyFlippedBitIsDetected() throws IOException {
    byte[] query = new TestPackets().query("BEGIN").next();

    for (int i = 1; i < query.length; i++) {
      byte[] damaged = query.clone();
      damaged[i] ^= 0x04;
      BinlogStream stream =
          stream(new TestPackets().startOf("bin.000001").gtid(1).raw(damaged), "");
      stream.next();
      stream.next();
      stream.next();
      assertThrows(MalformedEventException.class, stream::next, "byte " + i);
    }
  }

  @Test
  void aTransactionWithoutNumberIsMalformed() {
    packets.startOf("bin.000001").gtid(0).query("CREATE TABLE t (id int)");

    var failure = assertThrows(MalformedEventException.class, () -> read(""));

    assertTrue(String.valueOf(failure.getMessage()).contains("not 0"), failure::toString);
  }

  @Test
  void anOffsetBeforeTheFirstEventIsMalformed() {
    byte[] next = TestPackets.concat(TestPackets.bytes(-1, 8), new byte[] {'b'});
    packets.startOf("bin.000001").event(EventType.ROTATE, next);

    assertThrows(MalformedEventException.class, () -> read(""));
  }

  @Test
  void unknownEventStopsTheStream() {
    packets.startOf("bin.000001").event(99, new byte[3]);

    var failure = assertThrows(MalformedEventException.class, () -> read(""));

    assertTrue(
        String.valueOf(failure.getMessage()).contains("type 99 at bin.000001/4"),
        failure::toString);
  }

  @Test
  void unknownEventThatMayBeIgnoredIsIgnored() throws IOException {
    packets.startOf("bin.000001").ignorable(99).gtid(1).query("BEGIN").xid();

    assertEquals(6, read("").size());
  }

  @Test
  void incidentStopsTheStream() {
    packets.startOf("bin.000001").event(EventType.INCIDENT, new byte[3]);

    var failure = assertThrows(MalformedEventException.class, () -> read(""));

    assertTrue(
        String.valueOf(failure.getMessage()).contains("incident at bin.000001/4"),
        failure::toString);
    assertTrue(
        String.valueOf(failure.getMessage()).contains("startPosition(StartPosition.at("),
        failure::toString);
  }

  @Test
  void rowsOutsideATransactionAreRefused() {
    packets.startOf("bin.000001").event(EventType.TABLE_MAP, new byte[8]);

    var failure = assertThrows(MalformedEventException.class, () -> read(""));

    assertTrue(String.valueOf(failure.getMessage()).contains("no boundary"), failure::toString);
  }

  @Test
  void streamMayStartAtACommit() throws IOException {
    packets.startOf("bin.000001", 700, true).xid().gtid(2).query("BEGIN").xid();

    List<BinlogEvent> events = read(null);

    assertEquals(700 + 31, positionOf(events.get(2)).offset());
    assertNotNull(events.get(5).position());
  }

  @Test
  void endOfDumpIsRetryable() {
    packets.startOf("bin.000001").raw(new byte[] {(byte) 0xFE, 0, 0, 2, 0});

    var failure = assertThrows(SourceException.class, () -> read(""));

    assertFalse(failure.isPermanent());
    assertTrue(String.valueOf(failure.getMessage()).contains("serverId 5"), failure::toString);
  }

  @Test
  void purgedPositionIsPermanent() {
    packets.startOf("bin.000001").raw(error(1236, "Could not find first log file name"));

    var failure = assertThrows(SourceException.class, () -> read(""));

    assertTrue(failure.isPermanent());
    assertTrue(String.valueOf(failure.getMessage()).contains("bin.000001/4"), failure::toString);
  }

  @Test
  void rivalReplicaIsRetryable() {
    packets.raw(error(1236, "A slave with the same server_uuid/server_id as this slave"));

    var failure = assertThrows(SourceException.class, () -> read(""));

    assertTrue(failure.isDisplaced());
    assertFalse(failure.isPermanent());
  }

  private static byte[] error(int code, String message) {
    return TestPackets.concat(
        new byte[] {(byte) 0xFF},
        TestPackets.bytes(code, 2),
        ("#HY000" + message).getBytes(StandardCharsets.UTF_8));
  }

  private static BinlogPosition positionOf(BinlogEvent event) {
    return Objects.requireNonNull(event.position(), event::toString);
  }

  private List<BinlogEvent> read(@Nullable String executed) throws IOException {
    BinlogStream stream = stream(packets, executed);
    List<BinlogEvent> events = new ArrayList<>();
    try {
      while (true) {
        events.add(stream.next());
      }
    } catch (EOFException end) {
      return events;
    }
  }

  private static BinlogStream stream(TestPackets packets, @Nullable String executed) {
    BinlogPosition start =
        BinlogPosition.builder("bin.000001", 4)
            .gtidSet(executed == null ? null : GtidSet.parse(executed))
            .build();
    return new BinlogStream(packets, MYSQL, start, "uuid");
  }
}
