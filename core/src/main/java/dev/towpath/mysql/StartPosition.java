package dev.towpath.mysql;

import dev.towpath.event.GtidSet;
import java.time.Instant;
import java.util.Objects;

/**
 * The place at which a pipeline starts when no position is stored yet. Once a position is stored,
 * it alone counts. Immutable.
 */
public sealed interface StartPosition {

  /** Returns the end of the binlog as it is when the pipeline first connects. */
  static StartPosition latest() {
    return new Latest();
  }

  /** Returns the beginning of the oldest binlog file the server still has. */
  static StartPosition earliest() {
    return new Earliest();
  }

  /**
   * Returns {@code offset} of {@code file}, which must be the boundary of a transaction.
   *
   * @throws IllegalArgumentException if the file is blank or the offset is not in 4 … 2³²−1, which
   *     is what the dump command can express
   */
  static StartPosition at(String file, long offset) {
    if (file.isBlank() || offset < 4 || offset > 0xFFFFFFFFL) {
      throw new IllegalArgumentException(
          "a start position needs a file and an offset from 4 to 4294967295: '%s', %d"
              .formatted(file, offset));
    }
    return new At(file, offset);
  }

  /**
   * Returns the place after the transactions in {@code executed}: the server sends all others it
   * has. Requires {@code gtid_mode=ON}.
   */
  static StartPosition gtid(GtidSet executed) {
    return new Gtid(Objects.requireNonNull(executed, "executed"));
  }

  /**
   * Returns the place of the first transaction whose timestamp in the binlog, which counts seconds,
   * is not before {@code instant}. Earlier than the oldest file means {@link #earliest()}, later
   * than the last transaction means {@link #latest()}.
   */
  static StartPosition timestamp(Instant instant) {
    return new Timestamp(Objects.requireNonNull(instant, "instant"));
  }

  /** The position of {@link StartPosition#latest()}. */
  record Latest() implements StartPosition {}

  /** The position of {@link StartPosition#earliest()}. */
  record Earliest() implements StartPosition {}

  /**
   * The position of {@link StartPosition#at}.
   *
   * @param file the binlog file
   * @param offset the offset in bytes
   */
  record At(String file, long offset) implements StartPosition {}

  /**
   * The position of {@link StartPosition#gtid}.
   *
   * @param executed the transactions not to be sent
   */
  record Gtid(GtidSet executed) implements StartPosition {}

  /**
   * The position of {@link StartPosition#timestamp}.
   *
   * @param instant the time of the first transaction to be sent
   */
  record Timestamp(Instant instant) implements StartPosition {}
}
