package dev.towpath.internal.decode.value;

import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.bytes.Bytes;
import java.util.Arrays;

/** Decoders of values that are bytes: after a length prefix, or of fixed width. */
public final class BytesDecoder extends ColumnDecoder {
  private final int prefix;

  /**
   * Creates a decoder of bytes after their length.
   *
   * @param prefix the bytes of the length, 1 to 4
   */
  public BytesDecoder(int prefix) {
    this.prefix = prefix;
  }

  @Override
  public Object value(byte[] buffer, int at) {
    int start = at + prefix;
    return Arrays.copyOfRange(buffer, start, start + length(buffer, at, prefix));
  }

  @Override
  public void visit(byte[] buffer, int at, ValueVisitor visitor) {
    visitor.bytes(buffer, at + prefix, length(buffer, at, prefix));
  }

  /** Returns the length that starts at {@code at}; negative if it is above 2³¹. */
  public static int length(byte[] buffer, int at, int prefix) {
    return switch (prefix) {
      case 1 -> Bytes.u8(buffer, at);
      case 2 -> Bytes.u16(buffer, at);
      case 3 -> Bytes.u24(buffer, at);
      default -> Bytes.i32(buffer, at);
    };
  }

  /** {@code BINARY}: the binlog lacks the zeros at the end. */
  public static final class Padded extends ColumnDecoder {
    private final int prefix;
    private final int width;

    public Padded(int prefix, int width) {
      this.prefix = prefix;
      this.width = width;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      int length = length(buffer, at, prefix);
      byte[] padded = new byte[Math.max(width, length)];
      System.arraycopy(buffer, at + prefix, padded, 0, length);
      return padded;
    }
  }

  /** {@code BIT}: as many bytes as its width needs, the first the most significant. */
  public static final class Bit extends ColumnDecoder {
    private final int width;

    public Bit(int width) {
      this.width = width;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      return Arrays.copyOfRange(buffer, at, at + width);
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return Bytes.bigUnsigned(buffer, at, width);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      visitor.bytes(buffer, at, width);
    }
  }
}
