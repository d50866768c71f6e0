package dev.towpath.internal.decode.value;

import dev.towpath.event.ValueVisitor;

/**
 * A decoder of the bytes of one column's values into Java values. Immutable. The caller has checked
 * that values are completely within the buffer.
 */
public abstract class ColumnDecoder {
  /** Stands for the start of a value that is NULL. */
  public static final int NULL = -1;

  /** Stands for the start of a value that is not in the image. */
  public static final int ABSENT = -2;

  /**
   * Returns the value that starts at {@code at}, in the Java type that {@link
   * dev.towpath.event.Row} lists.
   */
  public abstract Object value(byte[] buffer, int at);

  /**
   * Returns the value as a number.
   *
   * @throws ArithmeticException if it does not fit
   */
  public long longValue(byte[] buffer, int at) {
    throw new IllegalStateException("a value of " + getClass().getSimpleName() + " is no number");
  }

  /**
   * Passes the value that starts at {@code at} to {@code visitor}, without creating an object if
   * possible.
   */
  public void visit(byte[] buffer, int at, ValueVisitor visitor) {
    visitor.object(value(buffer, at));
  }
}
