package dev.towpath.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A builder of packets and events of MySQL's protocol. Used by one thread. */
final class WireBytes {
  private static final int CHECKSUM = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds an integer, its low bytes first. */
  WireBytes little(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> Byte.SIZE * i));
    }
    return this;
  }

  /** Adds an integer, its high bytes first. */
  WireBytes big(long value, int size) {
    for (int i = size - 1; i >= 0; i--) {
      bytes.write((int) (value >>> Byte.SIZE * i));
    }
    return this;
  }

  /** Adds an integer in as many bytes as it needs. */
  WireBytes packed(int value) {
    if (value < 251) {
      return little(value, 1);
    }
    return value < 1 << 16 ? little(0xFC, 1).little(value, 2) : little(0xFD, 1).little(value, 3);
  }

  /** Adds bytes as they are. */
  WireBytes put(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** Adds text without a length. */
  WireBytes text(String value) {
    return put(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds text that ends with a zero. */
  WireBytes zeroTerminated(String value) {
    return text(value).little(0, 1);
  }

  /** Adds text after its length. */
  WireBytes counted(String value) {
    return counted(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes after their length. */
  WireBytes counted(byte[] value) {
    return packed(value.length).put(value);
  }

  /** Adds a checksum of all that was added. */
  WireBytes sealed() {
    var crc = new CRC32();
    crc.update(bytes.toByteArray());
    return little(crc.getValue(), CHECKSUM);
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  static long unsigned(byte[] from, int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << Byte.SIZE | from[at + i] & 0xFF;
    }
    return value;
  }
}
