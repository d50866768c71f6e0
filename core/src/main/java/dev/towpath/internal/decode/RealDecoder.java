package dev.towpath.internal.decode;

import dev.towpath.internal.bytes.Bytes;

/** Decoders of {@code FLOAT} and {@code DOUBLE}. */
final class RealDecoder {
  private RealDecoder() {}

  static final class OfFloat extends ColumnDecoder {
    @Override
    Object value(byte[] buffer, int at) {
      return Float.intBitsToFloat(Bytes.i32(buffer, at));
    }
  }

  static final class OfDouble extends ColumnDecoder {
    @Override
    Object value(byte[] buffer, int at) {
      return Double.longBitsToDouble(Bytes.i64(buffer, at));
    }
  }
}
