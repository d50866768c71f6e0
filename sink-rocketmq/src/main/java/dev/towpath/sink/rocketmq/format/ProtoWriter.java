package dev.towpath.sink.rocketmq.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A writer of one Protocol Buffers message. Fields with their default value are left out. */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

  /** Writes an integer, also when it is 0. */
  ProtoWriter present(int field, long value) {
    writeNumber((long) field << 3 | VARINT);
    writeNumber(value);
    return this;
  }

  ProtoWriter number(int field, long value) {
    return value == 0 ? this : present(field, value);
  }

  ProtoWriter flag(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  ProtoWriter text(int field, String value) {
    return value.isEmpty() ? this : message(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a nested message, bytes or text, also when it is empty. */
  ProtoWriter message(int field, byte[] value) {
    writeNumber((long) field << 3 | LENGTH_DELIMITED);
    writeNumber(value.length);
    bytes.writeBytes(value);
    return this;
  }

  ProtoWriter message(int field, ProtoWriter value) {
    return message(field, value.toBytes());
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private void writeNumber(long number) {
    long left = number;
    while ((left & ~0x7fL) != 0) {
      bytes.write((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    bytes.write((int) left);
  }
}
