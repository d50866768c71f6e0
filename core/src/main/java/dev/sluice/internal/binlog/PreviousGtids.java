package dev.sluice.internal.binlog;

import dev.sluice.event.GtidSet;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * A PREVIOUS_GTIDS event, the transactions of all earlier files: {@code number of sources (8)},
 * then for each {@code UUID (16), number of intervals (8)}, and for each of these {@code first (8),
 * last plus one (8)}.
 */
final class PreviousGtids {
  private static final int SOURCE = 24;
  private static final int INTERVAL = 16;

  private PreviousGtids() {}

  /**
   * Reads the body of the event.
   *
   * @throws MalformedEventException if it is truncated or not encoded as above
   */
  static GtidSet parse(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int at = event.from();
    long sources = count(event, at, SOURCE);
    at += 8;
    var text = new StringJoiner(",");
    for (long source = 0; source < sources; source++) {
      long intervals = count(event, at + 16, INTERVAL);
      var uuid =
          new UUID(
              Long.reverseBytes(Bytes.i64(bytes, at)), Long.reverseBytes(Bytes.i64(bytes, at + 8)));
      var numbers = new StringJoiner(":", uuid + ":", "");
      at += SOURCE;
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
