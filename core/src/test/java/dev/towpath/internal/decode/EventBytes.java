package dev.towpath.internal.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes of an event under construction. */
public final class EventBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a number of {@code bytes} bytes, the least significant first. */
  public EventBytes little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> 8 * i));
    }
    return this;
  }

  public EventBytes bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  public EventBytes bytes(byte[] values) {
    out.writeBytes(values);
    return this;
  }

  /** Adds bytes in hexadecimal; blanks do not matter. */
  public EventBytes hex(String digits) {
    return bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** Adds a packed number below 65536. */
  public EventBytes packed(int value) {
    return value < 251 ? bytes(value) : bytes(252).little(value, 2);
  }

  /** Adds UTF-8 after its packed length. */
  public EventBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return packed(utf8.length).bytes(utf8);
  }

  public byte[] toArray() {
    return out.toByteArray();
  }

  public static byte[] ofHex(String digits) {
    return new EventBytes().hex(digits).toArray();
  }
}
