package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.value.TypeCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The description of a column in a TABLE_MAP event. Immutable.
 *
 * @param type the type code, {@link TypeCode}; {@code ENUM} and {@code SET} are distinguished from
 *     {@code STRING}
 * @param size the type's metadata: the length in bytes of a string, ENUM or SET, the bytes of the
 *     length prefix of a BLOB, the fractional digits of a time, precision and scale as {@code
 *     precision << 8 | scale}, the bits of a BIT
 * @param nullable whether it may hold NULL
 * @param unsigned whether a number is unsigned; null if unknown
 * @param charset MySQL's name of the character set, {@code binary} for bytes; null if unknown or
 *     none
 * @param name the name; null if unknown
 * @param labels the labels of an ENUM or SET; null if unknown or of another type
 * @param geometry the code of the spatial type; negative if unknown
 * @param dimensions the dimensions of a VECTOR; negative if unknown
 * @param visible whether {@code SELECT *} shows it
 */
public record MappedColumn(
    int type,
    int size,
    boolean nullable,
    @Nullable Boolean unsigned,
    @Nullable String charset,
    @Nullable String name,
    @Nullable List<String> labels,
    int geometry,
    int dimensions,
    boolean visible) {

  public static final int UNKNOWN = -1;

  /** Returns whether the server created the column for a functional index; no query shows it. */
  public boolean isHidden() {
    return type == TypeCode.TYPED_ARRAY || (name != null && name.startsWith("!hidden!"));
  }

  /**
   * Returns whether the type is a time in the format before MySQL 5.6.4. MariaDB uses the same
   * codes for times with fractions, of other widths, so only a definition tells whether it can be
   * read.
   */
  private boolean isOldTemporal() {
    return type == TypeCode.TIME || type == TypeCode.DATETIME || type == TypeCode.TIMESTAMP;
  }

  /** Returns whether the column can be decoded without further facts. */
  public boolean isComplete() {
    return isHidden()
        || (name != null
            && !isOldTemporal()
            && (unsigned != null || !DataType.isNumber(type))
            && (charset != null || !DataType.isCharacter(type))
            && (labels != null || !DataType.isLabelled(type)));
  }

  /** Returns the size of a value in bytes, or the negative size of its length prefix. */
  public int width() {
    return type == TypeCode.TYPED_ARRAY ? -size : DataType.width(type, size);
  }
}
