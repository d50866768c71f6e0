package dev.towpath.internal.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes of an event under construction. */
final class EventBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a number of {@code bytes} bytes, the least significant first. */
  EventBytes little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> 8 * i));
    }
    return this;
  }

  EventBytes bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  EventBytes bytes(byte[] values) {
    out.writeBytes(values);
    return this;
  }

  /** Adds bytes in hexadecimal; blanks do not matter. */
  EventBytes hex(String digits) {
    return bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** Adds a packed number below 65536. */
  EventBytes packed(int value) {
    return value < 251 ? bytes(value) : bytes(252).little(value, 2);
  }

  /** Adds UTF-8 after its packed length. */
  EventBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return packed(utf8.length).bytes(utf8);
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  static byte[] ofHex(String digits) {
    return new EventBytes().hex(digits).toArray();
  }
}
