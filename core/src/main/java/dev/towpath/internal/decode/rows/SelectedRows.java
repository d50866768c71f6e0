package dev.towpath.internal.decode.rows;

import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.table.SelectedTable;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.value.BytesDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;
import dev.towpath.internal.decode.value.DecimalBytes;
import dev.towpath.internal.decode.value.TemporalBytes;
import dev.towpath.internal.decode.value.TypeCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A converter from rows of the binary protocol to row images as the binlog has them, so that every
 * value is read by the decoder that reads it in the stream. Rows share buffers. Used by one thread.
 */
public final class SelectedRows {
  private static final int BUFFER = 64 << 10;
  private static final int LONGEST_PREFIX = 4;
  private static final int FIRST_YEAR = 1900;

  /** In a row's bitmap of NULLs the first two bits stand for nothing. */
  private static final int NULL_OFFSET = 2;

  private final SelectedTable table;
  private final MappedColumn[] columns;
  private final int[] widths;
  private final boolean[] isPadded;
  private final int mostFixed;
  private byte[] target = new byte[0];
  private int end;
  private byte[] source = target;
  private int at;
  private int sourceEnd;
  private @Nullable BinaryRowImage last;

  /** Creates a converter of the rows of a table. */
  public SelectedRows(SelectedTable table) {
    this.table = table;
    this.columns = table.columns().toArray(MappedColumn[]::new);
    this.widths = new int[columns.length];
    this.isPadded = new boolean[columns.length];
    int fixed = 0;
    for (int i = 0; i < columns.length; i++) {
      widths[i] = columns[i].width();
      isPadded[i] = DataType.of(columns[i]).kind() == ColumnType.BINARY;
      fixed += Math.max(widths[i], LONGEST_PREFIX);
    }
    this.mostFixed = fixed;
  }

  /**
   * Returns the row in a packet, whose bytes are copied.
   *
   * @param from where the packet starts, with the byte 0
   * @throws DecodeException if the packet has other columns
   */
  public Row next(byte[] packet, int from, int to) {
    source = packet;
    sourceEnd = to;
    int nulls = from + 1;
    at = nulls + (columns.length + 7 + NULL_OFFSET) / Byte.SIZE;
    requireRoom(to - from + mostFixed);
    int[] starts = new int[columns.length];
    for (int i = 0; i < columns.length; i++) {
      int bit = i + NULL_OFFSET;
      if ((packet[nulls + (bit >> 3)] & 1 << (bit & 7)) == 0) {
        starts[i] = end;
        value(i);
      } else {
        starts[i] = ColumnDecoder.NULL;
      }
    }
    if (at != to) {
      throw error("it has " + (to - at) + " more bytes than its columns");
    }
    last = new BinaryRowImage(table.layout(), target, starts);
    return Row.of(table.layout().table(), last);
  }

  /**
   * Returns the key of the last row.
   *
   * @param key indexes into the columns
   * @throws DecodeException if a column of it is NULL
   */
  public ByteBuffer key(int[] key) {
    ByteBuffer bytes = last == null ? null : last.key(key);
    if (bytes == null) {
      throw error("it has no key");
    }
    return bytes;
  }

  private void requireRoom(int bytes) {
    if (target.length - end < bytes) {
      target = new byte[Math.max(BUFFER, bytes)];
      end = 0;
    }
  }

  private void value(int column) {
    MappedColumn mapped = columns[column];
    switch (mapped.type()) {
      case TypeCode.TINY, TypeCode.FLOAT, TypeCode.DOUBLE, TypeCode.SHORT -> fixed(widths[column]);
      case TypeCode.LONG, TypeCode.LONGLONG -> fixed(widths[column]);
      case TypeCode.INT24 -> cut(Integer.BYTES, widths[column]);
      case TypeCode.ENUM, TypeCode.SET -> cut(Long.BYTES, widths[column]);
      case TypeCode.YEAR -> year();
      case TypeCode.DATE, TypeCode.DATETIME2, TypeCode.TIMESTAMP2, TypeCode.TIME2 ->
          temporal(mapped);
      case TypeCode.NEWDECIMAL -> decimal(mapped);
      case TypeCode.BIT -> bits(widths[column]);
      default -> bytes(-widths[column], isPadded[column]);
    }
  }

  private void fixed(int bytes) {
    cut(bytes, bytes);
  }

  /** Copies the first bytes of a little-endian number. */
  private void cut(int sent, int kept) {
    require(sent);
    System.arraycopy(source, at, target, end, kept);
    at += sent;
    end += kept;
  }

  private void year() {
    require(Short.BYTES);
    int year = Bytes.u16(source, at);
    target[end++] = (byte) (year == 0 ? 0 : year - FIRST_YEAR);
    at += Short.BYTES;
  }

  private void temporal(MappedColumn column) {
    int length = length();
    end =
        switch (column.type()) {
          case TypeCode.DATE -> TemporalBytes.date(source, at, length, target, end);
          case TypeCode.DATETIME2 ->
              TemporalBytes.dateTime(source, at, length, column.size(), target, end);
          case TypeCode.TIMESTAMP2 ->
              TemporalBytes.timestamp(source, at, length, column.size(), target, end);
          default -> TemporalBytes.time(source, at, length, column.size(), target, end);
        };
    at += length;
  }

  private void decimal(MappedColumn column) {
    int length = length();
    int precision = column.size() >> 8;
    end = DecimalBytes.write(source, at, length, precision, column.size() & 0xff, target, end);
    at += length;
  }

  private void bits(int width) {
    int length = length();
    if (length != width) {
      throw error("a BIT has " + length + " bytes instead of " + width);
    }
    fixed(width);
  }

  private void bytes(int prefix, boolean padded) {
    int length = length();
    int kept = length;
    // The binlog lacks these zeros, and keys are compared by their bytes.
    while (padded && kept > 0 && source[at + kept - 1] == 0) {
      kept--;
    }
    for (int i = 0; i < prefix; i++) {
      target[end++] = (byte) (kept >>> i * Byte.SIZE);
    }
    if (BytesDecoder.length(target, end - prefix, prefix) != kept) {
      throw error("a value of " + kept + " bytes is longer than its column");
    }
    System.arraycopy(source, at, target, end, kept);
    at += length;
    end += kept;
  }

  /** Reads the length of a value that is then known to be in the packet. */
  private int length() {
    require(1);
    int first = Bytes.u8(source, at++);
    int bytes =
        switch (first) {
          case 0xFC -> 2;
          case 0xFD -> 3;
          case 0xFE -> Long.BYTES;
          default -> 0;
        };
    require(bytes);
    long length = bytes == 0 ? first : Bytes.unsigned(source, at, bytes);
    at += bytes;
    if (length < 0 || length > sourceEnd - at) {
      throw error("a value is longer than the row");
    }
    return (int) length;
  }

  private void require(int bytes) {
    if (bytes > sourceEnd - at) {
      throw error("it ends within a value");
    }
  }

  private DecodeException error(String what) {
    return new DecodeException(
        "a row of %s that was read by a query is malformed: %s"
            .formatted(table.layout().table().qualifiedName(), what));
  }
}
