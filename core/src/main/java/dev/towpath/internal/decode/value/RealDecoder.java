package dev.towpath.internal.decode.value;

import dev.towpath.internal.bytes.Bytes;

/** Decoders of {@code FLOAT} and {@code DOUBLE}. */
public final class RealDecoder {
  private RealDecoder() {}

  public static final class OfFloat extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      return Float.intBitsToFloat(Bytes.i32(buffer, at));
    }
  }

  public static final class OfDouble extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      return Double.longBitsToDouble(Bytes.i64(buffer, at));
    }
  }
}
