package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A GTID event, tagged or not, or an ANONYMOUS_GTID event. Without a tag: {@code flags (1), source
 * (16), number (8)}; since 5.7 {@code type of logical clock (1), two logical timestamps (8 each)};
 * since 8.0.1 {@code commit time (7)}. The original commit time (7) follows when the top bit of the
 * first is set.
 *
 * @param source the UUID of the source
 * @param tag the tag; empty when there is none
 * @param number the number of the transaction at its source
 * @param commitMicros when it was first committed, in microseconds since the epoch; 0 when the
 *     server does not say
 */
public record GtidEvent(UUID source, String tag, long number, long commitMicros) {
  /** A source without transactions. */
  public static final UUID NO_SOURCE = new UUID(0, 0);

  private static final int LOGICAL_CLOCK = 25;
  private static final int COMMIT_TIME = LOGICAL_CLOCK + 17;
  private static final long HAS_ORIGINAL = 1L << 55;

  public static GtidEvent parse(BinlogEvent event) {
    return parse(event, NO_SOURCE);
  }

  /** Parses an event; reuses {@code known} if the event has the same source. */
  public static GtidEvent parse(BinlogEvent event, UUID known) {
    return event.type() == EventType.GTID_TAGGED ? TaggedGtid.parse(event) : untagged(event, known);
  }

  private static GtidEvent untagged(BinlogEvent event, UUID known) {
    byte[] bytes = event.bytes();
    int from = event.from();
    int length = event.to() - from;
    if (length < LOGICAL_CLOCK) {
      throw new MalformedEventException("truncated GTID " + event);
    }
    long high = Long.reverseBytes(Bytes.i64(bytes, from + 1));
    long low = Long.reverseBytes(Bytes.i64(bytes, from + 9));
    boolean isKnown =
        high == known.getMostSignificantBits() && low == known.getLeastSignificantBits();
    return new GtidEvent(
        isKnown ? known : new UUID(high, low),
        "",
        Bytes.i64(bytes, from + 17),
        commitMicros(bytes, from, length));
  }

  private static long commitMicros(byte[] bytes, int from, int length) {
    if (length < COMMIT_TIME + 7) {
      return 0;
    }
    long micros = Bytes.unsigned(bytes, from + COMMIT_TIME, 7);
    if ((micros & HAS_ORIGINAL) != 0 && length >= COMMIT_TIME + 14) {
      micros = Bytes.unsigned(bytes, from + COMMIT_TIME + 7, 7);
    }
    return micros & ~HAS_ORIGINAL;
  }

  /** Returns when it was first committed; null when the server does not say. */
  @Nullable Instant commitTimestamp() {
    return commitMicros == 0 ? null : Instant.EPOCH.plus(commitMicros, ChronoUnit.MICROS);
  }

  @Override
  public String toString() {
    return source + ":" + (tag.isEmpty() ? "" : tag + ":") + number;
  }
}
