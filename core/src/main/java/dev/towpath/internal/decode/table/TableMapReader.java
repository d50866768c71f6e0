package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.ByteCursor;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.Encoding.Metadata;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.ArrayList;
import java.util.List;

/** A reader of the columns of a TABLE_MAP event. Used by one thread, for one event. */
final class TableMapReader {
  private static final int MAX_PRECISION = 65;
  private static final int MAX_SCALE = 38;
  private static final int MAX_FRACTION = 6;

  /** The code that 8.0.17 wrote for {@link TypeCode#TYPED_ARRAY}. */
  private static final int EARLY_TYPED_ARRAY = 244;

  /** Columns that MariaDB compresses, with {@code COMPRESSED} in their definition. */
  private static final int BLOB_COMPRESSED = 140;

  private static final int VARCHAR_COMPRESSED = 141;

  private static final String FIELD = "metadata of a column";

  private final int[] types;
  private final int[] sizes;

  private TableMapReader(int count) {
    types = new int[count];
    sizes = new int[count];
  }

  static TableMap read(byte[] buffer, int from, int to, BinlogDialect dialect) {
    ByteCursor beginning = new ByteCursor(buffer, from, to, "TABLE_MAP event");
    TableMapHeader name = TableMapHeader.read(beginning);
    ByteCursor cursor = beginning.renamed("TABLE_MAP event of " + name);
    int count = cursor.packed("column count", cursor.remaining());
    ByteCursor codes = cursor.slice(count, "column types");
    ByteCursor metadata =
        cursor.slice(cursor.length("length of column metadata"), "column metadata");
    TableMapReader reader = new TableMapReader(count);
    for (int i = 0; i < count; i++) {
      reader.readType(i, codes.u8("type"), metadata);
    }
    if (metadata.hasMore()) {
      throw metadata.error(metadata.remaining() + " bytes belong to no column");
    }
    int nullability = cursor.skip((count + 7) / 8, "nullability");
    OptionalMetadata optional = OptionalMetadata.read(cursor, reader.types, dialect);
    List<MappedColumn> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean nullable = cursor.bit(nullability, i);
      columns.add(optional.column(i, reader.types[i], reader.sizes[i], nullable));
    }
    return new TableMap(name, columns, optional.primaryKey(), dialect);
  }

  private void readType(int column, int code, ByteCursor metadata) {
    types[column] = code;
    if (code == TypeCode.TYPED_ARRAY || code == EARLY_TYPED_ARRAY) {
      readArray(column, metadata);
      return;
    }
    Metadata layout = DataType.metadata(code);
    if (layout == null) {
      throw metadata.error("column " + (column + 1) + unknown(code));
    }
    switch (layout) {
      case NONE -> {}
      case REAL -> {
        int bytes = DataType.width(code, 0);
        sizes[column] = size(column, metadata, bytes, bytes);
      }
      case FRACTION -> sizes[column] = size(column, metadata, 0, MAX_FRACTION);
      case PREFIX -> sizes[column] = size(column, metadata, 1, Integer.BYTES);
      case LENGTH -> sizes[column] = metadata.u16(FIELD);
      case STRING -> readString(column, metadata);
      case BITS -> readBit(column, metadata);
      case DECIMAL -> readDecimal(column, metadata);
    }
  }

  private static String unknown(int code) {
    return code == BLOB_COMPRESSED || code == VARCHAR_COMPRESSED
        ? " is COMPRESSED, which is not supported; exclude the table, or ALTER it"
        : " has type code " + code + ", which is unknown";
  }

  /**
   * Reads a string type. CHAR has up to 1020 bytes: two bits of its length are stored, inverted, in
   * the real type.
   */
  private void readString(int column, ByteCursor metadata) {
    int high = metadata.u8(FIELD);
    int low = metadata.u8(FIELD);
    types[column] = high | 0x30;
    sizes[column] = low | ((high & 0x30) ^ 0x30) << 4;
    switch (types[column]) {
      case TypeCode.ENUM -> check(column, metadata, low == 1 || low == 2);
      case TypeCode.SET -> check(column, metadata, low >= 1 && low <= 8);
      case TypeCode.STRING, TypeCode.VAR_STRING -> types[column] = TypeCode.STRING;
      default -> check(column, metadata, false);
    }
  }

  private void readBit(int column, ByteCursor metadata) {
    int odd = metadata.u8(FIELD);
    int bytes = metadata.u8(FIELD);
    sizes[column] = bytes * Byte.SIZE + odd;
    check(column, metadata, odd < Byte.SIZE && sizes[column] > 0 && sizes[column] <= Long.SIZE);
  }

  private void readDecimal(int column, ByteCursor metadata) {
    int precision = metadata.u8(FIELD);
    int scale = metadata.u8(FIELD);
    sizes[column] = precision << 8 | scale;
    boolean precise = precision > 0 && precision <= MAX_PRECISION;
    check(column, metadata, precise && scale <= Math.min(precision, MAX_SCALE));
  }

  /**
   * Reads the type of a functional index over a JSON array, which is stored like a JSON and not
   * needed.
   */
  private void readArray(int column, ByteCursor metadata) {
    int element = metadata.u8(FIELD);
    if (element == TypeCode.VARCHAR) {
      metadata.u24(FIELD);
    } else if (element == TypeCode.TYPED_ARRAY || element == EARLY_TYPED_ARRAY) {
      check(column, metadata, false);
    } else {
      readType(column, element, metadata);
    }
    types[column] = TypeCode.TYPED_ARRAY;
    sizes[column] = Integer.BYTES;
  }

  private static int size(int column, ByteCursor metadata, int least, int most) {
    int size = metadata.u8(FIELD);
    check(column, metadata, size >= least && size <= most);
    return size;
  }

  private static void check(int column, ByteCursor metadata, boolean valid) {
    if (!valid) {
      throw metadata.error("the metadata of column " + (column + 1) + " does not fit its type");
    }
  }
}
