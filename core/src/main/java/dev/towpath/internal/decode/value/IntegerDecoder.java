package dev.towpath.internal.decode.value;

import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.bytes.Bytes;
import java.math.BigInteger;

/** Decoders of integers and of {@code YEAR}. */
public final class IntegerDecoder {
  private static final BigInteger TWO_TO_THE_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

  private IntegerDecoder() {}

  public static ColumnDecoder of(int bytes, boolean unsigned) {
    if (bytes == Long.BYTES) {
      return unsigned ? new UnsignedBig() : new Big();
    }
    if (bytes == Integer.BYTES) {
      return unsigned ? new UnsignedInt() : new Int();
    }
    int shift = Integer.SIZE - bytes * Byte.SIZE;
    return new Small(bytes, shift, unsigned);
  }

  private static final class Small extends ColumnDecoder {
    private final int bytes;
    private final int shift;
    private final boolean unsigned;

    Small(int bytes, int shift, boolean unsigned) {
      this.bytes = bytes;
      this.shift = shift;
      this.unsigned = unsigned;
    }

    private int intValue(byte[] buffer, int at) {
      int raw =
          switch (bytes) {
            case 1 -> Bytes.u8(buffer, at);
            case 2 -> Bytes.u16(buffer, at);
            default -> Bytes.u24(buffer, at);
          };
      return unsigned ? raw : raw << shift >> shift;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      return intValue(buffer, at);
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return intValue(buffer, at);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      visitor.integer(longValue(buffer, at));
    }
  }

  private static final class Int extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      return Bytes.i32(buffer, at);
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return Bytes.i32(buffer, at);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      visitor.integer(longValue(buffer, at));
    }
  }

  private static final class UnsignedInt extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      return Bytes.u32(buffer, at);
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return Bytes.u32(buffer, at);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      visitor.integer(longValue(buffer, at));
    }
  }

  private static final class Big extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      return Bytes.i64(buffer, at);
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return Bytes.i64(buffer, at);
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      visitor.integer(longValue(buffer, at));
    }
  }

  private static final class UnsignedBig extends ColumnDecoder {
    @Override
    public Object value(byte[] buffer, int at) {
      long bits = Bytes.i64(buffer, at);
      BigInteger value = BigInteger.valueOf(bits);
      return bits < 0 ? value.add(TWO_TO_THE_64) : value;
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      long bits = Bytes.i64(buffer, at);
      if (bits < 0) {
        throw new ArithmeticException(Long.toUnsignedString(bits) + " does not fit a long");
      }
      return bits;
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      long bits = Bytes.i64(buffer, at);
      if (bits < 0) {
        visitor.object(value(buffer, at));
      } else {
        visitor.integer(bits);
      }
    }
  }

  /** {@code YEAR}: 1901 to 2155 in a byte, and 0. */
  public static final class Year extends ColumnDecoder {
    private static final int BEFORE_FIRST = 1900;

    @Override
    public Object value(byte[] buffer, int at) {
      return (int) longValue(buffer, at);
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      int year = Bytes.u8(buffer, at);
      return year == 0 ? 0 : BEFORE_FIRST + year;
    }

    @Override
    public void visit(byte[] buffer, int at, ValueVisitor visitor) {
      visitor.integer(longValue(buffer, at));
    }
  }
}
