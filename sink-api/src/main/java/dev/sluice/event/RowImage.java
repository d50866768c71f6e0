package dev.sluice.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values behind a {@link Row}, decoded when asked for. Implemented by whatever reads rows from
 * a source; sinks use {@link Row}.
 *
 * <p>Implementations are immutable as seen from outside and thread-safe. Columns are indexes into
 * {@link Table#columns()} of the row's table and are in range.
 */
public interface RowImage {

  /** Whether the image contains the column at all; an absent column is not NULL. */
  boolean isPresent(int column);

  /** Whether the column is present and NULL. */
  boolean isNull(int column);

  /** The value in the Java type that {@link Row} documents; null when NULL or absent. */
  @Nullable Object value(int column);

  /**
   * The number behind the value: of integers and {@code YEAR} itself, of {@code ENUM} the index, of
   * {@code SET} and {@code BIT} the bits, of which the 64th is the sign. Called only for present,
   * non-NULL columns of these types.
   *
   * @throws ArithmeticException if an integer does not fit a signed 64-bit integer
   */
  long longValue(int column);

  /**
   * Hands the value to {@code visitor}, of the methods of which one is called once; none when NULL
   * or absent. By default the object that {@link #value} returns.
   *
   * @return whether there is a value
   */
  default boolean visit(int column, ValueVisitor visitor) {
    Object value = value(column);
    if (value == null) {
      return false;
    }
    visitor.object(value);
    return true;
  }

  /** Whether another image of the same table has an equal value, NULL and absent being equal. */
  default boolean hasSameValue(int column, RowImage other) {
    return Objects.deepEquals(value(column), other.value(column));
  }
}
