package dev.towpath.internal.binlog.event;

import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.internal.binlog.stream.TestPackets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TaggedGtidTest {
  private static final UUID SOURCE = UUID.fromString("d8b54cc0-e66a-11f1-8857-02fc000000ff");

  @ParameterizedTest
  @ValueSource(longs = {1, 63, 64, 8191, 8192, 1L << 33, (1L << 55) - 1, Long.MAX_VALUE - 1})
  void numbersOfEveryLengthAreRead(long number) throws IOException {
    GtidEvent gtid = GtidEvent.parse(event(body(number, "backup", 1_795_348_383_000_001L, 0)));

    assertEquals(SOURCE + ":backup:" + number, gtid.toString());
    assertEquals(Instant.parse("2026-11-22T11:53:03.000001Z"), gtid.commitTimestamp());
  }

  @Test
  void originalCommitCountsWhereItIsGiven() throws IOException {
    GtidEvent gtid = GtidEvent.parse(event(body(5, "", 2_000_000L, 1_000_000L)));

    assertEquals(Instant.ofEpochSecond(1), gtid.commitTimestamp());
    assertEquals(SOURCE + ":5", gtid.toString());
  }

  @Test
  void truncatedEventIsRefused() throws IOException {
    byte[] body = body(5, "backup", 2_000_000L, 0);
    int needed = new String(body, StandardCharsets.ISO_8859_1).indexOf("backup") + 6;
    for (int length = 0; length < needed; length++) {
      BinlogEvent cut = event(Arrays.copyOf(body, length));
      assertThrows(MalformedEventException.class, () -> GtidEvent.parse(cut), "length " + length);
    }
  }

  private static BinlogEvent event(byte[] body) throws IOException {
    byte[] packet = new TestPackets().event(EventType.GTID_TAGGED, body).next();
    return new BinlogEvent(packet, packet.length - 4);
  }

  private static byte[] body(long number, String tag, long immediate, long original) {
    var fields = new ByteArrayOutputStream();
    field(fields, 0, unsigned(1));
    fields.writeBytes(unsigned(1));
    uuid(fields, SOURCE.getMostSignificantBits());
    uuid(fields, SOURCE.getLeastSignificantBits());
    field(fields, 2, signed(number));
    field(fields, 3, concat(unsigned(tag.length()), tag.getBytes(StandardCharsets.US_ASCII)));
    field(fields, 4, signed(-7));
    field(fields, 5, signed(8));
    field(fields, 6, unsigned(immediate));
    if (original != 0) {
      field(fields, 7, unsigned(original));
    }
    field(fields, 8, unsigned(1234));
    field(fields, 9, unsigned(90_704));
    return concat(unsigned(1), unsigned(fields.size()), unsigned(9), fields.toByteArray());
  }

  private static void field(ByteArrayOutputStream out, int id, byte[] value) {
    out.writeBytes(unsigned(id));
    out.writeBytes(value);
  }

  private static void uuid(ByteArrayOutputStream out, long half) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.writeBytes(unsigned(half >>> shift & 0xFF));
    }
  }

  private static byte[] signed(long value) {
    return unsigned(value >= 0 ? value << 1 : -(value + 1) << 1 | 1);
  }

  /**
   * Encodes a number as {@code mysql::serialization} does: as many low bits set as bytes follow,
   * then the value.
   */
  private static byte[] unsigned(long value) {
    for (int more = 0; more < 8; more++) {
      int bits = 7 * (more + 1);
      if (value >>> bits == 0) {
        return TestPackets.bytes(value << more + 1 | (1L << more) - 1, more + 1);
      }
    }
    return concat(new byte[] {(byte) 0xFF}, TestPackets.bytes(value, 8));
  }
}
