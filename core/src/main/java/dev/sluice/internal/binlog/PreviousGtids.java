package dev.sluice.internal.binlog;

import dev.sluice.event.GtidSet;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * A PREVIOUS_GTIDS event, the transactions of all earlier files: {@code number of sources (8)},
 * then for each {@code UUID (16), number of intervals (8)}, and for each of these {@code first (8),
 * last plus one (8)}.
 *
 * <p>MySQL writes sets with tags since 8.3: the number of sources is {@code 1 (1), number (6), 1
 * (1)}, and after each UUID comes {@code twice the length of the tag (1), tag}.
 */
final class PreviousGtids {
  private static final int SOURCE = 24;
  private static final int INTERVAL = 16;
  private static final int TAGGED = 1;
  private static final int MAX_TAG = 32;

  private PreviousGtids() {}

  /**
   * Reads the body of the event.
   *
   * @throws MalformedEventException if it is truncated or not encoded as above
   */
  static GtidSet parse(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int at = event.from();
    boolean tagged = event.to() - at >= 8 && bytes[at] == TAGGED && bytes[at + 7] == TAGGED;
    long sources = tagged ? Bytes.unsigned(bytes, at + 1, 6) : count(event, at, SOURCE);
    at += 8;
    var text = new StringJoiner(",");
    for (long source = 0; source < sources; source++) {
      String tag = tagged ? tag(event, at + 16) : "";
      int countAt = at + 16 + (tagged ? 1 + tag.length() : 0);
      long intervals = count(event, countAt, INTERVAL);
      var uuid =
          new UUID(
              Long.reverseBytes(Bytes.i64(bytes, at)), Long.reverseBytes(Bytes.i64(bytes, at + 8)));
      var numbers = new StringJoiner(":", uuid + ":" + (tag.isEmpty() ? "" : tag + ":"), "");
      at = countAt + 8;
      for (long interval = 0; interval < intervals; interval++) {
        numbers.add(Bytes.i64(bytes, at) + "-" + (Bytes.i64(bytes, at + 8) - 1));
        at += INTERVAL;
      }
      text.add(numbers.toString());
    }
    if (at != event.to()) {
      throw malformed(event);
    }
    try {
      return GtidSet.parse(text.toString());
    } catch (IllegalArgumentException e) {
      throw malformed(event);
    }
  }

  private static String tag(BinlogEvent event, int at) {
    // Up to 32 characters: the variable-length integer before them always fits in a byte.
    int length = at < event.to() ? Bytes.u8(event.bytes(), at) : MAX_TAG << 2;
    if ((length & 1) != 0 || length >> 1 > MAX_TAG || length >> 1 > event.to() - at - 1) {
      throw malformed(event);
    }
    return new String(event.bytes(), at + 1, length >> 1, StandardCharsets.US_ASCII);
  }

  /** A number of parts of at least {@code size} bytes each, which must lie within the event. */
  private static long count(BinlogEvent event, int at, int size) {
    if (event.to() - at < 8) {
      throw malformed(event);
    }
    long count = Bytes.i64(event.bytes(), at);
    if (count < 0 || count > (event.to() - at - 8) / size) {
      throw malformed(event);
    }
    return count;
  }

  private static MalformedEventException malformed(BinlogEvent event) {
    return new MalformedEventException(
        "PREVIOUS_GTIDS " + event + " is truncated or in an encoding that is not supported");
  }
}
