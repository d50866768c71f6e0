package dev.towpath.internal.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers in byte arrays: little-endian, or big-endian where the name says so.
 *
 * <p>The caller has checked that the bytes are within the array.
 */
public final class Bytes {
  private static final VarHandle SHORT = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_INT = view(int[].class, ByteOrder.BIG_ENDIAN);

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Bytes() {}

  /** Returns an unsigned number of 8 bits. */
  public static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  /** Returns a signed number of 16 bits. */
  public static int i16(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at);
  }

  /** Returns an unsigned number of 16 bits. */
  public static int u16(byte[] bytes, int at) {
    return i16(bytes, at) & 0xffff;
  }

  /** Returns a signed number of 24 bits. */
  public static int i24(byte[] bytes, int at) {
    return u24(bytes, at) << 8 >> 8;
  }

  /** Returns an unsigned number of 24 bits. */
  public static int u24(byte[] bytes, int at) {
    return u16(bytes, at) | u8(bytes, at + 2) << 16;
  }

  /** Returns a signed number of 32 bits. */
  public static int i32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /** Returns an unsigned number of 32 bits. */
  public static long u32(byte[] bytes, int at) {
    return i32(bytes, at) & 0xffff_ffffL;
  }

  /** Returns a signed number of 64 bits. */
  public static long i64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** Returns a signed big-endian number of 32 bits. */
  public static int bigI32(byte[] bytes, int at) {
    return (int) BIG_INT.get(bytes, at);
  }

  /**
   * Returns an unsigned little-endian number.
   *
   * @param length its bytes, 1 to 8
   */
  public static long unsigned(byte[] bytes, int at, int length) {
    long number = 0;
    for (int i = at + length - 1; i >= at; i--) {
      number = number << 8 | u8(bytes, i);
    }
    return number;
  }

  /**
   * Returns an unsigned big-endian number.
   *
   * @param length its bytes, 0 to 8
   */
  public static long bigUnsigned(byte[] bytes, int at, int length) {
    long number = 0;
    for (int i = at; i < at + length; i++) {
      number = number << 8 | u8(bytes, i);
    }
    return number;
  }

  /** Returns whether all bytes are below 0x80. */
  public static boolean areAscii(byte[] bytes, int from, int length) {
    return asciiLength(bytes, from, length) == length;
  }

  /** Returns how many bytes come before the first that is not below 0x80. */
  public static int asciiLength(byte[] bytes, int from, int length) {
    int to = from + length;
    int at = from;
    while (at <= to - 2 * Long.BYTES
        && ((i64(bytes, at) | i64(bytes, at + Long.BYTES)) & HIGH_BITS) == 0) {
      at += 2 * Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at - from;
  }

  private static VarHandle view(Class<?> type, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(type, order);
  }
}
