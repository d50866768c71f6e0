package dev.towpath.internal.binlog.event;

import static dev.towpath.internal.binlog.stream.TestPackets.SOURCE;
import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static dev.towpath.internal.binlog.stream.TestPackets.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreviousGtidsTest {
  private static final byte[] TWO_INTERVALS =
      concat(
          bytes(1, 8), source(), bytes(2, 8), bytes(1, 8), bytes(6, 8), bytes(9, 8), bytes(10, 8));

  private static final byte[] TAGGED =
      concat(
          bytes(1L << 56 | 2 << 8 | 1, 8),
          concat(source(), bytes(0, 1), bytes(1, 8), bytes(1, 8), bytes(6, 8)),
          concat(source(), bytes(4 << 1, 1), "blue".getBytes(StandardCharsets.US_ASCII)),
          concat(bytes(1, 8), bytes(7, 8), bytes(9, 8)));

  /** Where the length of the second tag is. */
  private static final int TAG_LENGTH = 8 + 16 + 1 + 24 + 16;

  @Test
  void intervalsEndBeforeTheirSecondNumber() {
    assertEquals(SOURCE + ":1-5:9", parse(TWO_INTERVALS));
  }

  @Test
  void noSourcesAreNoTransactions() {
    assertEquals("", parse(bytes(0, 8)));
  }

  @Test
  void tagsFollowTheirSource() {
    assertEquals(SOURCE + ":1-5:blue:7-8", parse(TAGGED));
  }

  @Test
  void encodingsOfTheOldFormatHaveNoMarks() {
    byte[] manySources = concat(bytes(257, 8), new byte[100]);

    assertThrows(MalformedEventException.class, () -> parse(manySources));
  }

  @Test
  void everyTruncationIsRefused() {
    for (byte[] body : List.of(TWO_INTERVALS, TAGGED)) {
      for (int length = 0; length < body.length; length++) {
        byte[] cut = Arrays.copyOf(body, length);

        assertThrows(MalformedEventException.class, () -> parse(cut), "length " + length);
      }
    }
  }

  @Test
  void tagsThatAreTooLongOrNoNamesAreRefused() {
    byte[] longer = TAGGED.clone();
    longer[TAG_LENGTH] = 33 << 1;
    byte[] twoBytes = TAGGED.clone();
    twoBytes[TAG_LENGTH] |= 1;
    byte[] noName = TAGGED.clone();
    noName[TAG_LENGTH + 1] = ':';

    assertThrows(MalformedEventException.class, () -> parse(longer));
    assertThrows(MalformedEventException.class, () -> parse(twoBytes));
    assertThrows(MalformedEventException.class, () -> parse(noName));
  }

  @Test
  void countsThatTheEventCannotHoldAreRefused() {
    byte[] body = TWO_INTERVALS.clone();
    body[7] = 1;

    var failure = assertThrows(MalformedEventException.class, () -> parse(body));

    assertTrue(String.valueOf(failure.getMessage()).contains("PREVIOUS_GTIDS"));
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
