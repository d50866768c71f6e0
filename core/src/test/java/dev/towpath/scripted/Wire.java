package dev.towpath.scripted;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A builder of payloads of MySQL's protocol, which also reads integers of them. Used by one thread.
 */
public final class Wire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a little-endian integer. */
  public Wire integer(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> 8 * i));
    }
    return this;
  }

  /** Adds bytes as they are. */
  public Wire put(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** Adds text without a length. */
  public Wire text(String value) {
    return put(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds text that ends with a zero. */
  public Wire zeroTerminated(String value) {
    return text(value).integer(0, 1);
  }

  /** Adds text after its length. */
  public Wire counted(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    if (text.length < 251) {
      integer(text.length, 1);
    } else {
      integer(0xFD, 1).integer(text.length, 3);
    }
    return put(text);
  }

  /** Returns the payload. */
  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  static int u16(byte[] from, int at) {
    return from[at] & 0xFF | (from[at + 1] & 0xFF) << 8;
  }

  static long u32(byte[] from, int at) {
    return (u16(from, at) | (long) u16(from, at + 2) << 16) & 0xFFFFFFFFL;
  }

  static long i64(byte[] from, int at) {
    return u32(from, at) | u32(from, at + 4) << 32;
  }

  static void set(byte[] target, int at, long value, int size) {
    for (int i = 0; i < size; i++) {
      target[at + i] = (byte) (value >>> 8 * i);
    }
  }

  /** Makes the last four bytes the checksum of the bytes before. */
  static byte[] sealed(byte[] event) {
    var crc = new CRC32();
    crc.update(event, 0, event.length - 4);
    set(event, event.length - 4, crc.getValue(), 4);
    return event;
  }
}
