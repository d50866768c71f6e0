package dev.towpath.internal.decode;

import dev.towpath.event.ValueVisitor;

/**
 * A decoder of the bytes of one column's values into Java values. Immutable. The caller has checked
 * that values are completely within the buffer.
 */
abstract class ColumnDecoder {

  /**
   * Returns the value that starts at {@code at}, in the Java type that {@link
   * dev.towpath.event.Row} lists.
   */
  abstract Object value(byte[] buffer, int at);

  /**
   * Returns the value as a number.
   *
   * @throws ArithmeticException if it does not fit
   */
  long longValue(byte[] buffer, int at) {
    throw new IllegalStateException("a value of " + getClass().getSimpleName() + " is no number");
  }

  /**
   * Passes the value that starts at {@code at} to {@code visitor}, without creating an object if
   * possible.
   */
  void visit(byte[] buffer, int at, ValueVisitor visitor) {
    visitor.object(value(buffer, at));
  }
}
