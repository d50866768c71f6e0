package dev.sluice.internal.binlog;

import java.nio.charset.StandardCharsets;

/** A FORMAT_DESCRIPTION event: {@code binlog version (2), server version (50, zero-padded), …}. */
public final class FormatDescription {
  private static final int VERSION = 2;
  private static final int VERSION_LENGTH = 50;

  private FormatDescription() {}

  /** The version of the server that wrote the file, such as {@code 8.0.33-log}. */
  public static String serverVersion(BinlogEvent event) {
    int from = event.from() + VERSION;
    int to = Math.min(event.to(), from + VERSION_LENGTH);
    int end = from;
    while (end < to && event.bytes()[end] != 0) {
      end++;
    }
    return new String(event.bytes(), from, Math.max(0, end - from), StandardCharsets.US_ASCII);
  }
}
