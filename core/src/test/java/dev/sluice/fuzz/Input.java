package dev.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cuts an input into parts. Used by one thread. */
final class Input {
  private final byte[] data;
  private int at;

  Input(byte[] data) {
    this.data = data;
  }

  boolean hasMore() {
    return at < data.length;
  }

  /** The next byte; 0 behind the end. */
  int u8() {
    return hasMore() ? data[at++] & 0xFF : 0;
  }

  /** The part that follows its length in two bytes, or what is left of it. */
  byte[] part() {
    int length = Math.min(u8() | u8() << 8, data.length - at);
    at += length;
    return Arrays.copyOfRange(data, at - length, at);
  }

  /** All that is left. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(data, at, data.length);
    at = data.length;
    return rest;
  }

  /** All that is left, as UTF-8. */
  String text() {
    return new String(rest(), StandardCharsets.UTF_8);
  }
}
