package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reader of GTID_TAGGED events (MySQL 8.3 and later), which the server writes with {@code
 * mysql::serialization}: a version, a size and the last field that must be known, then fields of
 * number and value, all integers of variable length.
 */
final class TaggedGtid {
  private static final int VERSION = 1;
  private static final int MAX_TAG = 32;
  private static final int FLAGS = 0;
  private static final int UUID_BYTES = 1;
  private static final int NUMBER = 2;
  private static final int TAG = 3;
  private static final int IMMEDIATE_COMMIT = 6;
  private static final int ORIGINAL_COMMIT = 7;

  private final BinlogEvent event;
  private final byte[] bytes;
  private final int end;
  private int position;
  private @Nullable UUID source;
  private @Nullable String tag;
  private long number;
  private long commitMicros;

  private TaggedGtid(BinlogEvent event) {
    this.event = event;
    this.bytes = event.bytes();
    this.position = event.from();
    this.end = event.to();
  }

  static GtidEvent parse(BinlogEvent event) {
    var reader = new TaggedGtid(event);
    reader.read();
    UUID source = reader.source;
    String tag = reader.tag;
    if (source == null || tag == null || reader.number < 1) {
      throw reader.damaged("source, number or tag is missing");
    }
    return new GtidEvent(source, tag, reader.number, reader.commitMicros);
  }

  private void read() {
    long version = unsigned();
    if (version != VERSION) {
      throw damaged("format version " + version + " is not supported");
    }
    unsigned(); // The size, which the event has as well.
    unsigned(); // The last field that must be known; all fields up to it are.
    while (position < end) {
      field((int) unsigned());
      if (commitMicros != 0 && position < end && peek() > ORIGINAL_COMMIT) {
        return; // The remaining fields are the size of the transaction and its server.
      }
    }
  }

  private void field(int field) {
    switch (field) {
      case UUID_BYTES -> source = new UUID(uuidHalf(), uuidHalf());
      case NUMBER -> number = signed();
      case TAG -> tag = text();
      case FLAGS -> unsigned();
      case IMMEDIATE_COMMIT, ORIGINAL_COMMIT -> commitMicros = unsigned();
      default -> signed(); // Logical timestamps.
    }
  }

  private long peek() {
    int before = position;
    long value = unsigned();
    position = before;
    return value;
  }

  private long uuidHalf() {
    long half = 0;
    for (int i = 0; i < 8; i++) {
      half = half << 8 | unsigned() & 0xFF;
    }
    return half;
  }

  private String text() {
    long length = unsigned();
    if (length < 0 || length > MAX_TAG || length > end - position) {
      throw damaged("a tag of " + length + " bytes");
    }
    var text = new String(bytes, position, (int) length, StandardCharsets.US_ASCII);
    position += (int) length;
    return text;
  }

  private long signed() {
    long value = unsigned();
    return (value & 1) == 0 ? value >>> 1 : -(value >>> 1) - 1;
  }

  /**
   * Reads an unsigned number. The number of low bits set in the first byte is the number of further
   * bytes.
   */
  private long unsigned() {
    int first = Bytes.u8(bytes, require(1));
    int more = Integer.numberOfTrailingZeros(~first);
    int at = require(more);
    if (more >= 7) {
      // No bit of the first byte is left for the value when seven or eight bytes follow it.
      return more == 7 ? Bytes.unsigned(bytes, at, 7) : Bytes.i64(bytes, at);
    }
    long rest = Bytes.unsigned(bytes, at, more);
    return rest << 7 - more | first >>> more + 1;
  }

  private int require(int count) {
    if (count > end - position) {
      throw damaged("it is truncated");
    }
    int at = position;
    position += count;
    return at;
  }

  private MalformedEventException damaged(String why) {
    return new MalformedEventException("tagged GTID, " + event + ": " + why);
  }
}
