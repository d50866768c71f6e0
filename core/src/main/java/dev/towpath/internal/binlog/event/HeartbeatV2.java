package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A HEARTBEAT_V2 event (MySQL 8.0.26 and later): fields of {@code number, length, value}, up to the
 * one with number 0, where all integers are packed.
 *
 * @param file that the server reads; null if it does not say
 * @param offset how far the server has read, in 64 bits; negative if it does not say
 */
public record HeartbeatV2(@Nullable String file, long offset) {
  private static final int END = 0;
  private static final int FILE = 1;
  private static final int OFFSET = 2;

  /**
   * Reads the body of the event.
   *
   * @throws MalformedEventException if it is truncated
   */
  public static HeartbeatV2 parse(BinlogEvent event) {
    return new Reader(event).read();
  }

  /**
   * Returns the offset at which the stream is.
   *
   * @param expectedFile the file that the stream is in
   * @param reached the offset after the last event
   * @throws MalformedEventException if the server is in another file, or reads again what it has
   *     sent
   */
  public long offset(String expectedFile, long reached) {
    boolean sameFile = file == null || file.equals(expectedFile);
    if (!sameFile || (offset >= 0 && offset < reached)) {
      throw new MalformedEventException(
          "the server reports that it is at %s/%d, but it has already sent everything before %s/%d"
              .formatted(file, offset, expectedFile, reached));
    }
    return Math.max(offset, reached);
  }

  private static final class Reader {
    private final BinlogEvent event;
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(BinlogEvent event) {
      this.event = event;
      this.bytes = event.bytes();
      this.at = event.from();
      this.end = event.to();
    }

    HeartbeatV2 read() {
      String file = null;
      long offset = -1;
      while (at < end) {
        long field = packed();
        if (field == END) {
          break;
        }
        int length = length();
        int next = at + length;
        if (field == FILE) {
          file = new String(bytes, at, length, StandardCharsets.UTF_8);
        } else if (field == OFFSET) {
          offset = packed();
        }
        at = next;
      }
      return new HeartbeatV2(file, offset);
    }

    private int length() {
      long length = packed();
      if (length < 0 || length > end - at) {
        throw truncated();
      }
      return (int) length;
    }

    private long packed() {
      int first = Bytes.u8(bytes, require(1));
      return switch (first) {
        case 252 -> Bytes.u16(bytes, require(2));
        case 253 -> Bytes.unsigned(bytes, require(3), 3);
        case 254 -> Bytes.i64(bytes, require(8));
        default -> first;
      };
    }

    private int require(int size) {
      if (size > end - at) {
        throw truncated();
      }
      int start = at;
      at += size;
      return start;
    }

    private MalformedEventException truncated() {
      return new MalformedEventException("HEARTBEAT_V2 " + event + " is truncated");
    }
  }
}
