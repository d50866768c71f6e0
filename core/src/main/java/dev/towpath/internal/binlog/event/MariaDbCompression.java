package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.InflaterInputStream;

/**
 * The compressed parts of events that MariaDB writes with {@code log_bin_compress=ON}: {@code 1 (1
 * bit), algorithm (3 bits), size of length (4 bits), unpacked length (big-endian)}, then the bytes;
 * {@code binlog_buf_compress} of the server.
 */
public final class MariaDbCompression {
  private static final int COMPRESSED = 0x80;
  private static final int ALGORITHM = 0x70;
  private static final int SIZE_OF_LENGTH = 0x07;

  /** {@code max_allowed_packet} and with it any event ends at 1 GiB. */
  private static final long MAX_LENGTH = 1L << 30;

  private static final int WRITE_V1 = EventType.COMPRESSED_ROWS_V1;
  private static final int UPDATE_V1 = WRITE_V1 + 1;
  private static final int WRITE_V2 = WRITE_V1 + 3;
  private static final int UPDATE_V2 = WRITE_V2 + 1;

  private MariaDbCompression() {}

  /** Returns the code that an event of type 166 to 171 has when it is not compressed. */
  public static int plainType(int type) {
    int first = type < WRITE_V2 ? EventType.WRITE_ROWS_V1 : EventType.WRITE_ROWS_V2;
    return first + (type - WRITE_V1) % 3;
  }

  /**
   * Returns the body of an event of type 166 to 171 with its rows unpacked; what precedes them is
   * not compressed.
   *
   * @throws MalformedEventException if the event is damaged
   */
  public static byte[] rows(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int rows = startOfRows(event);
    byte[] plain = unpack(event, rows);
    var body = new ByteArrayOutputStream(rows - event.from() + plain.length);
    body.write(bytes, event.from(), rows - event.from());
    body.writeBytes(plain);
    return body.toByteArray();
  }

  /**
   * Returns where the rows start. They follow {@code table id (6), flags (2)}; since version 2
   * {@code size (2)} and extra data; then the number of columns (packed), and one bit for each, for
   * updates two.
   */
  private static int startOfRows(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int at = event.from() + 8;
    if (event.type() >= WRITE_V2) {
      at = within(event, at + 2L);
      at = within(event, at - 2L + Math.max(2, Bytes.u16(bytes, at - 2)));
    }
    within(event, at + 1L);
    int first = Bytes.u8(bytes, at);
    // Tables have at most 4096 columns: one byte, or a mark and two bytes.
    int columns = first;
    int next = within(event, at + 1L);
    if (first == 0xFC) {
      next = within(event, next + 2L);
      columns = Bytes.u16(bytes, next - 2);
    } else if (first > 0xFA) {
      throw damaged(event, "its number of columns is no number");
    }
    boolean update = event.type() == UPDATE_V1 || event.type() == UPDATE_V2;
    return within(event, next + (columns + 7L) / 8 * (update ? 2 : 1));
  }

  private static int within(BinlogEvent event, long at) {
    if (at > event.to()) {
      throw damaged(event, "it is shorter than its header says");
    }
    return (int) at;
  }

  /** Unpacks the bytes from {@code at} to the end of the event. */
  static byte[] unpack(BinlogEvent event, int at) {
    byte[] bytes = event.bytes();
    int head = at < event.to() ? Bytes.u8(bytes, at) : 0;
    int size = head & SIZE_OF_LENGTH;
    if ((head & COMPRESSED) == 0 || size < 1 || size > 4 || at + 1 + size > event.to()) {
      throw damaged(event, "its compressed part does not start with a length");
    }
    if ((head & ALGORITHM) != 0) {
      throw damaged(
          event, "compression algorithm %d is unknown".formatted((head & ALGORITHM) >> 4));
    }
    long length = 0;
    for (int i = 1; i <= size; i++) {
      length = length << 8 | Bytes.u8(bytes, at + i);
    }
    if (length > MAX_LENGTH) {
      throw damaged(event, "it says that it has " + length + " bytes when unpacked");
    }
    int from = at + 1 + size;
    return inflate(event, new ByteArrayInputStream(bytes, from, event.to() - from), (int) length);
  }

  private static byte[] inflate(BinlogEvent event, ByteArrayInputStream packed, int length) {
    try (var in = new InflaterInputStream(packed)) {
      // Reads the available bytes before it allocates the length that the header claims.
      byte[] plain = in.readNBytes(length);
      if (plain.length < length || in.read() >= 0) {
        throw damaged(event, "it does not have the announced %d bytes".formatted(length));
      }
      return plain;
    } catch (IOException e) {
      throw damaged(event, "it cannot be unpacked: " + e.getMessage());
    }
  }

  private static MalformedEventException damaged(BinlogEvent event, String why) {
    return new MalformedEventException("compressed " + event + ": " + why);
  }
}
