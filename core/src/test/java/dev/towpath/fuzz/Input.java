package dev.towpath.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reader of the parts of an input. Used by one thread. */
final class Input {
  private final byte[] data;
  private int at;

  Input(byte[] data) {
    this.data = data;
  }

  boolean hasMore() {
    return at < data.length;
  }

  /** Returns the next byte; 0 after the end. */
  int u8() {
    return hasMore() ? data[at++] & 0xFF : 0;
  }

  /** Returns the part after its length in two bytes, or the remainder of it. */
  byte[] part() {
    int length = Math.min(u8() | u8() << 8, data.length - at);
    at += length;
    return Arrays.copyOfRange(data, at - length, at);
  }

  /** Returns the remaining bytes. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(data, at, data.length);
    at = data.length;
    return rest;
  }

  /** Returns the remaining bytes, as UTF-8. */
  String text() {
    return new String(rest(), StandardCharsets.UTF_8);
  }
}
