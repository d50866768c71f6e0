package dev.towpath.internal.protocol;

import java.io.ByteArrayOutputStream;

/** A builder of a packet payload; integers are little-endian, as everywhere in the protocol. */
final class Payload {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Payload integer(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> 8 * i));
    }
    return this;
  }

  Payload bigEndian(long value) {
    return integer(Long.reverseBytes(value), 8);
  }

  Payload put(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
