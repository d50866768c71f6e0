package dev.towpath.internal.binlog.event;

import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransactionPayloadTest {
  private static final int ZSTD = 0;
  private static final int NONE = 255;

  private final byte[] inside =
      concat(
          inner(EventType.QUERY, "BEGIN"),
          inner(EventType.ROWS_QUERY, "x".repeat(70_000)),
          inner(EventType.XID, "12345678"));

  @Test
  void compressedEventsComeOutOneByOneInThePlaceOfThePayload() {
    BinlogEvent envelope = envelope(ZSTD, Zstd.compress(inside));

    List<BinlogEvent> events = unpack(envelope);

    assertEquals(
        List.of(EventType.QUERY, EventType.ROWS_QUERY, EventType.XID),
        events.stream().map(BinlogEvent::type).toList());
    assertEquals(70_000, events.get(1).to() - events.get(1).from());
    assertEquals("bin.000007", events.get(2).file());
    assertEquals(1000, events.get(2).start());
    assertSame(envelope.group(), events.get(2).group());
  }

  @Test
  void uncompressedPayloadIsReadAsItIs() {
    assertEquals(3, unpack(envelope(NONE, inside)).size());
  }

  @Test
  void unknownCompressionIsRefused() {
    assertRefused(envelope(7, inside), "compression type 7");
  }

  @Test
  void damagedPayloadIsRefused() {
    byte[] packed = Zstd.compress(inside);
    for (int i = 0; i < packed.length; i += 3) {
      byte[] damaged = packed.clone();
      damaged[i] ^= 0x55;
      BinlogEvent envelope = envelope(ZSTD, damaged);
      try {
        unpack(envelope);
      } catch (MalformedEventException expected) {
        assertTrue(expected.getMessage() != null);
      }
    }
  }

  @Test
  void truncatedPayloadIsRefused() {
    byte[] packed = Zstd.compress(inside);
    for (int length = 0; length < packed.length; length++) {
      BinlogEvent envelope = envelope(ZSTD, Arrays.copyOf(packed, length));
      if (length > 0) {
        assertThrows(MalformedEventException.class, () -> unpack(envelope), "length " + length);
      }
    }
    for (int length : new int[] {1, 18, 19, 25, inside.length - 1}) {
      BinlogEvent envelope = envelope(NONE, Arrays.copyOf(inside, length));
      assertThrows(MalformedEventException.class, () -> unpack(envelope), "length " + length);
    }
  }

  @Test
  void fieldsThatRunPastTheEndAreRefused() {
    byte[] body = payload(NONE, inside);
    for (int length = 0; length < 10; length++) {
      BinlogEvent envelope = event(Arrays.copyOf(body, length));
      assertThrows(MalformedEventException.class, () -> unpack(envelope), "length " + length);
    }
  }

  private static void assertRefused(BinlogEvent envelope, String expected) {
    var failure = assertThrows(MalformedEventException.class, () -> unpack(envelope));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(expected) && message.contains("bin.000007/1000"), message);
  }

  private static List<BinlogEvent> unpack(BinlogEvent envelope) {
    List<BinlogEvent> events = new ArrayList<>();
    try (var payload = TransactionPayload.open(envelope)) {
      BinlogEvent event = payload.next();
      while (event != null) {
        events.add(event);
        event = payload.next();
      }
    }
    return events;
  }

  private static BinlogEvent envelope(int compression, byte[] packed) {
    return event(payload(compression, packed));
  }

  private static byte[] payload(int compression, byte[] packed) {
    byte[] type =
        compression < 251 ? bytes(compression, 1) : concat(bytes(0xFC, 1), bytes(compression, 2));
    return concat(
        bytes(2, 1),
        bytes(type.length, 1),
        type,
        bytes(3, 1),
        bytes(5, 1),
        bytes(0xFD, 1),
        bytes(70_000, 4),
        bytes(1, 1),
        bytes(9, 1),
        bytes(0xFE, 1),
        bytes(packed.length, 8),
        bytes(0, 1),
        packed);
  }

  private static BinlogEvent event(byte[] body) {
    byte[] packet = concat(new byte[1], header(EventType.TRANSACTION_PAYLOAD, body.length), body);
    var event = new BinlogEvent(packet, packet.length);
    event.place("bin.000007", 1000, 1000 + packet.length);
    event.belongsTo(Group.of(event, null));
    return event;
  }

  private static byte[] inner(int type, String body) {
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    return concat(header(type, text.length), text);
  }

  private static byte[] header(int type, int bodyLength) {
    return concat(
        bytes(1, 4),
        bytes(type, 1),
        bytes(42, 4),
        bytes(19 + bodyLength, 4),
        bytes(0, 4),
        bytes(0, 2));
  }
}
