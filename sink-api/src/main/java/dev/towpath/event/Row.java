package dev.towpath.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image of one row. A column is NULL, absent (not in the image, see {@code binlog_row_image}) or
 * has a value. Immutable; values may be decoded on first use.
 *
 * <p>Java types of {@link #get(int)}:
 *
 * <table>
 * <caption>MySQL types and their Java types</caption>
 * <tr><th>MySQL</th><th>Java</th></tr>
 * <tr><td>TINYINT, SMALLINT, MEDIUMINT, INT, YEAR</td><td>{@code Integer}; unsigned INT {@code Long}</td></tr>
 * <tr><td>BIGINT</td><td>{@code Long}; unsigned {@code BigInteger}</td></tr>
 * <tr><td>FLOAT, DOUBLE, DECIMAL</td><td>{@code Float}, {@code Double}, {@code BigDecimal}</td></tr>
 * <tr><td>CHAR, VARCHAR, TEXT types, ENUM and SET (labels), JSON</td><td>{@code String}</td></tr>
 * <tr><td>BINARY, VARBINARY, BLOB types, BIT, GEOMETRY, VECTOR</td><td>{@code byte[]}, not to be modified</td></tr>
 * <tr><td>DATE, DATETIME</td><td>{@code LocalDate}, {@code LocalDateTime}</td></tr>
 * <tr><td>TIMESTAMP</td><td>{@code Instant}</td></tr>
 * <tr><td>TIME</td><td>{@code Duration}, may be negative and longer than a day</td></tr>
 * <tr><td>zero and impossible dates</td><td>{@link InvalidTemporal}</td></tr>
 * </table>
 */
public final class Row {
  private final Table table;
  private final RowImage image;

  private Row(Table table, RowImage image) {
    this.table = table;
    this.image = image;
  }

  /** Returns a row whose values are decoded by {@code image} on demand. */
  public static Row of(Table table, RowImage image) {
    return new Row(Objects.requireNonNull(table, "table"), Objects.requireNonNull(image, "image"));
  }

  /**
   * Returns a row of the given values, all present, in the Java types listed above.
   *
   * @throws IllegalArgumentException if the number of values differs from the number of columns
   */
  public static Row of(Table table, @Nullable Object... values) {
    return new Row(table, new ValuesImage(table, values));
  }

  /** Returns the table as it was defined when the row was changed. */
  public Table table() {
    return table;
  }

  /** Returns whether the image contains the column; false under partial row images. */
  public boolean isPresent(int column) {
    return image.isPresent(column);
  }

  /** Returns the same as {@link #isPresent(int)}, by column name. */
  public boolean isPresent(String column) {
    return isPresent(table.indexOf(column));
  }

  /** Returns whether the column is in the image and NULL. */
  public boolean isNull(int column) {
    return image.isNull(column);
  }

  /** Returns the same as {@link #isNull(int)}, by column name. */
  public boolean isNull(String column) {
    return isNull(table.indexOf(column));
  }

  /** Returns the value in its Java type; null when it is NULL or absent. */
  public @Nullable Object get(int column) {
    return image.value(column);
  }

  /** Returns the same as {@link #get(int)}, by column name. */
  public @Nullable Object get(String column) {
    return get(table.indexOf(column));
  }

  /**
   * Returns the values of the primary key in key order, as {@link #get(int)} returns them. The list
   * is empty when the table has no primary key or it is unknown. A value that this image lacks is
   * null; {@link RowChange#key()} finds it in the other image.
   */
  public List<@Nullable Object> key() {
    List<@Nullable Object> key = new ArrayList<>(table.primaryKey().size());
    for (int column : table.primaryKey()) {
      key.add(get(column));
    }
    return Collections.unmodifiableList(key);
  }

  /**
   * Passes the value to {@code visitor} as it is stored in the binlog. It serves encoders that
   * would only take apart the objects of {@link #get(int)}.
   *
   * @return whether there is a value; false when it is NULL or absent, and nothing was called
   */
  public boolean visit(int column, ValueVisitor visitor) {
    return image.visit(column, visitor);
  }

  /** Returns whether a row of the same table has an equal value; NULL and absent are equal. */
  boolean hasSameValue(int column, Row other) {
    return image.hasSameValue(column, other.image);
  }

  /**
   * Returns the value as MySQL prints it; null when it is NULL or absent. {@code TIMESTAMP} is in
   * UTC, bytes are {@code 0x…}, numbers are without {@code ZEROFILL}. A {@code FLOAT} shows six
   * digits, as in MySQL; {@link #get(int)} has all of them.
   *
   * <p>A {@code FLOAT(M,D)} or {@code DOUBLE(M,D)} shows exactly D decimals where {@link
   * Column#typeText()} includes them. No binlog does: with {@code binlog_row_metadata=FULL} such a
   * column is a plain {@code float} or {@code double}. Use {@link #get(int)} where the text must
   * not depend on that setting.
   *
   * <p>Bytes that are not a character of their column's character set become U+FFFD, where MySQL
   * prints a question mark. The first such value of a column is logged.
   */
  public @Nullable String getString(int column) {
    Object value = image.value(column);
    return value == null ? null : ValueText.of(table.column(column), value);
  }

  /** Returns the same as {@link #getString(int)}, by column name. */
  public @Nullable String getString(String column) {
    return getString(table.indexOf(column));
  }

  /**
   * Returns an integer value as a long: an integer, a {@code YEAR} or a {@code DECIMAL} without
   * fraction. For an {@code ENUM} it is the index, for a {@code SET} or {@code BIT} the bits, the
   * highest of 64 being the sign.
   *
   * @throws IllegalStateException if it is NULL, absent, of another type or too large
   */
  public long getLong(int column) {
    try {
      return switch (table.column(column).type()) {
        case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, BIT -> {
          requireValue(column);
          yield image.longValue(column);
        }
        case ENUM, SET -> {
          // An index without a label fails here.
          require(column);
          yield image.longValue(column);
        }
        case DECIMAL -> require(column, BigDecimal.class).longValueExact();
        default -> throw mismatch(column, "an integer");
      };
    } catch (ArithmeticException e) {
      throw new IllegalStateException(describe(column) + " does not fit a long", e);
    }
  }

  /** Returns the same as {@link #getLong(int)}, by column name. */
  public long getLong(String column) {
    return getLong(table.indexOf(column));
  }

  /**
   * Returns the same as {@link #getLong(int)}, as an int.
   *
   * @throws IllegalStateException if it is NULL, absent, of another type or too large
   */
  public int getInt(String column) {
    int index = table.indexOf(column);
    long value = getLong(index);
    if (value != (int) value) {
      throw new IllegalStateException(describe(index) + " does not fit an int: " + value);
    }
    return (int) value;
  }

  /**
   * Returns the value of a {@code FLOAT}, {@code DOUBLE}, {@code DECIMAL} or integer.
   *
   * @throws IllegalStateException if it is NULL, absent or of another type
   */
  public double getDouble(String column) {
    return require(table.indexOf(column), Number.class).doubleValue();
  }

  /**
   * Returns the value of a {@code DECIMAL} or integer.
   *
   * @throws IllegalStateException if it is NULL, absent or of another type
   */
  public BigDecimal getDecimal(String column) {
    int index = table.indexOf(column);
    Object value = require(index);
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof Integer || value instanceof Long) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    throw mismatch(index, "a decimal");
  }

  /**
   * Returns the bytes of a binary column; not to be modified.
   *
   * @throws IllegalStateException if it is NULL, absent or of another type
   */
  public byte[] getBytes(String column) {
    return require(table.indexOf(column), byte[].class);
  }

  /**
   * Returns the value of a {@code DATE}.
   *
   * @throws IllegalStateException if it is NULL, absent, of another type or not a calendar date
   */
  public LocalDate getDate(String column) {
    return require(table.indexOf(column), LocalDate.class);
  }

  /**
   * Returns the value of a {@code DATETIME}.
   *
   * @throws IllegalStateException if it is NULL, absent, of another type or not a calendar date
   */
  public LocalDateTime getDateTime(String column) {
    return require(table.indexOf(column), LocalDateTime.class);
  }

  /**
   * Returns the value of a {@code TIMESTAMP}.
   *
   * @throws IllegalStateException if it is NULL, absent, of another type or the zero timestamp
   */
  public Instant getInstant(String column) {
    return require(table.indexOf(column), Instant.class);
  }

  /**
   * Returns the value of a {@code TIME}.
   *
   * @throws IllegalStateException if it is NULL, absent or of another type
   */
  public Duration getDuration(String column) {
    return require(table.indexOf(column), Duration.class);
  }

  private void requireValue(int column) {
    if (!image.isPresent(column) || image.isNull(column)) {
      throw missing(column);
    }
  }

  private Object require(int column) {
    Object value = image.value(column);
    if (value == null) {
      throw missing(column);
    }
    return value;
  }

  private IllegalStateException missing(int column) {
    String state = image.isPresent(column) ? "NULL" : "not in the row image";
    return new IllegalStateException(describe(column) + " is " + state);
  }

  private <T> T require(int column, Class<T> type) {
    Object value = require(column);
    if (!type.isInstance(value)) {
      throw mismatch(column, "a " + type.getSimpleName());
    }
    return type.cast(value);
  }

  private IllegalStateException mismatch(int column, String wanted) {
    Object value = image.value(column);
    String detail =
        value instanceof InvalidTemporal invalid
            ? "holds " + invalid.text()
            : "is " + table.column(column).typeText();
    return new IllegalStateException(describe(column) + ' ' + detail + ", not " + wanted);
  }

  private String describe(int column) {
    return table.qualifiedName() + '.' + table.column(column).name();
  }

  /** Returns the present columns as {@code name=text}, for logs and tests. */
  @Override
  public String toString() {
    var text = new StringBuilder(table.qualifiedName()).append('{');
    String separator = "";
    for (int i = 0; i < table.columns().size(); i++) {
      if (isPresent(i)) {
        text.append(separator).append(table.column(i).name()).append('=').append(getString(i));
        separator = ", ";
      }
    }
    return text.append('}').toString();
  }
}
