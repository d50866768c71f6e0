package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A FORMAT_DESCRIPTION event: {@code binlog version (2), server version (50, zero-padded), time of
 * the server's start or 0 (4), …}.
 */
public final class FormatDescription {
  private static final int VERSION = 2;
  private static final int VERSION_LENGTH = 50;

  private FormatDescription() {}

  /** Returns the version of the server that wrote the file, such as {@code 8.0.33-log}. */
  public static String serverVersion(BinlogEvent event) {
    int from = event.from() + VERSION;
    int to = Math.min(event.to(), from + VERSION_LENGTH);
    int end = from;
    while (end < to && event.bytes()[end] != 0) {
      end++;
    }
    return new String(event.bytes(), from, Math.max(0, end - from), StandardCharsets.US_ASCII);
  }

  /**
   * Returns whether the server began the file when it started, so that no session is older than it.
   */
  public static boolean isOfStart(BinlogEvent event) {
    int created = event.from() + VERSION + VERSION_LENGTH;
    return created + 4 <= event.to() && Bytes.u32(event.bytes(), created) != 0;
  }
}
