package dev.towpath.internal.binlog.event;

import dev.towpath.event.GtidSet;
import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * A PREVIOUS_GTIDS event, the transactions of all earlier files ({@code Gtid_set::encode}): {@code
 * number of sources (8)}, then for each {@code UUID (16), number of intervals (8)}, and for each of
 * these {@code first (8), last plus one (8)}.
 *
 * <p>From MySQL 8.3 on, a set with tags has the format's number in the first and the last byte
 * around the number of sources. There is a source for each pair of UUID and tag, with the tag after
 * the UUID: {@code twice its length (1), tag}.
 */
public final class PreviousGtids {
  private static final int SOURCE = 24;
  private static final int TAGGED_SOURCE = 25;
  private static final int INTERVAL = 16;
  private static final int UUID_BYTES = 16;
  private static final int MAX_TAG = 32;

  /** The marks of the format with tags; without tags they are the number of sources. */
  private static final long TAGGED_MARKS = 0xFF000000_000000FFL;

  private static final long TAGGED = 1L << 56 | 1;

  private final BinlogEvent event;
  private final byte[] bytes;
  private int at;

  private PreviousGtids(BinlogEvent event) {
    this.event = event;
    this.bytes = event.bytes();
    this.at = event.from();
  }

  /**
   * Reads the body of the event.
   *
   * @throws MalformedEventException if it is truncated or not encoded as above
   */
  public static GtidSet parse(BinlogEvent event) {
    try {
      return GtidSet.parse(new PreviousGtids(event).text());
    } catch (IllegalArgumentException e) {
      throw malformed(event);
    }
  }

  private String text() {
    long head = number();
    boolean tagged = (head & TAGGED_MARKS) == TAGGED;
    long sources =
        tagged ? limited((head & ~TAGGED_MARKS) >>> 8, TAGGED_SOURCE) : limited(head, SOURCE);
    var text = new StringJoiner(",");
    for (long source = 0; source < sources; source++) {
      int uuid = require(UUID_BYTES);
      long high = Long.reverseBytes(Bytes.i64(bytes, uuid));
      long low = Long.reverseBytes(Bytes.i64(bytes, uuid + 8));
      String tag = tagged ? tag() : "";
      text.add(new UUID(high, low) + tag + intervals());
    }
    if (at != event.to()) {
      throw malformed(event);
    }
    return text.toString();
  }

  private String tag() {
    int twice = Bytes.u8(bytes, require(1));
    int length = twice >> 1;
    if ((twice & 1) != 0 || length > MAX_TAG) {
      throw malformed(event);
    }
    String tag = new String(bytes, require(length), length, StandardCharsets.US_ASCII);
    return length == 0 ? "" : ':' + tag;
  }

  private String intervals() {
    long intervals = limited(number(), INTERVAL);
    var text = new StringBuilder();
    for (long interval = 0; interval < intervals; interval++) {
      text.append(':').append(number()).append('-').append(number() - 1);
    }
    return text.toString();
  }

  private long number() {
    return Bytes.i64(bytes, require(8));
  }

  /**
   * Returns {@code count}, a number of parts of at least {@code size} bytes each, which must fit in
   * the event.
   */
  private long limited(long count, int size) {
    if (count < 0 || count > (event.to() - at) / size) {
      throw malformed(event);
    }
    return count;
  }

  private int require(int size) {
    if (size > event.to() - at) {
      throw malformed(event);
    }
    int start = at;
    at += size;
    return start;
  }

  private static MalformedEventException malformed(BinlogEvent event) {
    return new MalformedEventException(
        "PREVIOUS_GTIDS " + event + " is truncated or in an encoding that is not supported");
  }
}
