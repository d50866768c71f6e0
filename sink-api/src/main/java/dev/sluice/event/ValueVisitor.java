package dev.sluice.event;

/**
 * Takes values of a row without an object made of each, see {@link Row#visit}. Any value may come
 * as an object instead, whatever its type: rows that were not read from a binlog have nothing else.
 *
 * <p>Used by one thread at a time; need not be thread-safe. Arrays are those of the binlog event:
 * not to be modified.
 */
public interface ValueVisitor {

  /** An integer that fits a {@code long}, or a {@code YEAR}. */
  void integer(long value);

  /** A {@code DECIMAL} whose digits fit a {@code long}: {@code unscaled · 10^-scale}. */
  void decimal(long unscaled, int scale);

  /** Text, also of {@code JSON}: {@code utf8[from, from + length)}, which is well-formed UTF-8. */
  void text(byte[] utf8, int from, int length);

  /** The bytes {@code bytes[from, from + length)} of a binary column. */
  void bytes(byte[] bytes, int from, int length);

  /** A {@code DATE}, also one that no calendar has. */
  void date(int year, int month, int day);

  /**
   * A {@code DATETIME}, also one that no calendar has.
   *
   * @param micros the fraction in microseconds
   * @param digits the digits of the fraction that the column has, 0 to 6
   */
  void dateTime(
      int year, int month, int day, int hour, int minute, int second, int micros, int digits);

  /**
   * A {@code TIME}.
   *
   * @param micros the fraction in microseconds
   * @param digits the digits of the fraction that the column has, 0 to 6
   */
  void time(boolean negative, int hours, int minute, int second, int micros, int digits);

  /**
   * A {@code TIMESTAMP} that is not zero.
   *
   * @param seconds since 1970 in UTC
   * @param micros the fraction in microseconds
   * @param digits the digits of the fraction that the column has, 0 to 6
   */
  void timestamp(long seconds, int micros, int digits);

  /** Any other value, in the Java type that {@link Row} lists. */
  void object(Object value);
}
