package dev.towpath.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values behind a {@link Row}, decoded on demand. Readers of a source implement it; sinks use
 * {@link Row}.
 *
 * <p>Implementations are thread-safe and immutable as seen from outside. Column arguments are
 * indexes into {@link Table#columns()} of the row's table and are in range.
 */
public interface RowImage {

  /** Returns whether the image contains the column at all; an absent column is not NULL. */
  boolean isPresent(int column);

  /** Returns whether the column is present and NULL. */
  boolean isNull(int column);

  /** Returns the value in the Java type that {@link Row} documents; null when NULL or absent. */
  @Nullable Object value(int column);

  /**
   * Returns the number behind the value. It is the value itself for integers and {@code YEAR}, the
   * index for {@code ENUM}, and the bits for {@code SET} and {@code BIT}, the 64th being the sign.
   * Called only for present, non-NULL columns of these types.
   *
   * @throws ArithmeticException if an integer does not fit a signed 64-bit integer
   */
  long longValue(int column);

  /**
   * Passes the value to exactly one method of {@code visitor}; to none if it is NULL or absent. The
   * default passes the object that {@link #value} returns.
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

  /**
   * Returns whether another image of the same table has an equal value; NULL and absent are equal.
   */
  default boolean hasSameValue(int column, RowImage other) {
    return Objects.deepEquals(value(column), other.value(column));
  }
}
