package dev.sluice.internal.decode;

import dev.sluice.event.ValueVisitor;

/**
 * Turns the bytes of one column's values into Java values. Immutable. Positions are those of values
 * that lie completely in the buffer, which whoever found them has checked.
 */
abstract class ColumnDecoder {

  /**
   * The value that starts at {@code at}, in the Java type that {@link dev.sluice.event.Row} lists.
   */
  abstract Object value(byte[] buffer, int at);

  /**
   * The number behind the value.
   *
   * @throws ArithmeticException if it does not fit
   */
  long longValue(byte[] buffer, int at) {
    throw new IllegalStateException("a value of " + getClass().getSimpleName() + " is no number");
  }

  /**
   * Hands the value that starts at {@code at} to {@code visitor}, without an object if possible.
   */
  void visit(byte[] buffer, int at, ValueVisitor visitor) {
    visitor.object(value(buffer, at));
  }
}
