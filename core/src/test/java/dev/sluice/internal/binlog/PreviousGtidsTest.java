package dev.sluice.internal.binlog;

import static dev.sluice.internal.binlog.TestPackets.SOURCE;
import static dev.sluice.internal.binlog.TestPackets.bytes;
import static dev.sluice.internal.binlog.TestPackets.concat;
import static dev.sluice.internal.binlog.TestPackets.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class PreviousGtidsTest {
  private static final byte[] TWO_INTERVALS =
      concat(
          bytes(1, 8), source(), bytes(2, 8), bytes(1, 8), bytes(6, 8), bytes(9, 8), bytes(10, 8));

  @Test
  void intervalsEndBeforeTheirSecondNumber() {
    assertEquals(SOURCE + ":1-5:9", parse(TWO_INTERVALS));
  }

  @Test
  void noSourcesAreNoTransactions() {
    assertEquals("", parse(bytes(0, 8)));
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < TWO_INTERVALS.length; length++) {
      byte[] cut = Arrays.copyOf(TWO_INTERVALS, length);

      assertThrows(MalformedEventException.class, () -> parse(cut), "length " + length);
    }
  }

  @Test
  void countsThatTheEventCannotHoldAreRefused() {
    byte[] body = TWO_INTERVALS.clone();
    body[7] = 1;

    var failure = assertThrows(MalformedEventException.class, () -> parse(body));

    assertTrue(String.valueOf(failure.getMessage()).contains("PREVIOUS_GTIDS"));
  }

  @Test
  void tagsComeAfterTheirUuid() {
    byte[] tagged = tagged();

    assertEquals(SOURCE + ":1-9:tag_one:1-3", parse(tagged));
    for (int length = 0; length < tagged.length; length++) {
      byte[] cut = Arrays.copyOf(tagged, length);
      assertThrows(MalformedEventException.class, () -> parse(cut), "length " + length);
    }
  }

  private static byte[] tagged() {
    byte[] tag = "tag_one".getBytes(StandardCharsets.US_ASCII);
    return concat(
        concat(bytes(1, 1), bytes(2, 6), bytes(1, 1)),
        concat(source(), bytes(0, 1), bytes(1, 8), bytes(1, 8), bytes(10, 8)),
        concat(source(), bytes(14, 1), tag, bytes(1, 8), bytes(1, 8), bytes(4, 8)));
  }

  @Test
  void emptyIntervalIsRefused() {
    byte[] body = concat(bytes(1, 8), source(), bytes(1, 8), bytes(5, 8), bytes(5, 8));

    assertThrows(MalformedEventException.class, () -> parse(body));
  }

  private static String parse(byte[] body) {
    byte[] packet = concat(new byte[BinlogEvent.BODY], body);
    return PreviousGtids.parse(new BinlogEvent(packet, packet.length)).toString();
  }
}
