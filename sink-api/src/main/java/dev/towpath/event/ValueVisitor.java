package dev.towpath.event;

/**
 * A receiver of row values that needs no object per value, see {@link Row#visit}. Any value may
 * arrive as an object, regardless of its type: rows that were not read from a binlog pass objects
 * only.
 *
 * <p>Used by one thread at a time; need not be thread-safe. Arrays belong to the binlog event and
 * must not be modified.
 */
public interface ValueVisitor {

  /** Receives an integer that fits a {@code long}, or a {@code YEAR}. */
  void integer(long value);

  /** Receives a {@code DECIMAL} whose digits fit a {@code long}: {@code unscaled · 10^-scale}. */
  void decimal(long unscaled, int scale);

  /**
   * Receives text, also of {@code JSON}: {@code utf8[from, from + length)}, which is well-formed
   * UTF-8.
   */
  void text(byte[] utf8, int from, int length);

  /** Receives {@code bytes[from, from + length)} of a binary column. */
  void bytes(byte[] bytes, int from, int length);

  /** Receives a {@code DATE}, which may be no calendar date. */
  void date(int year, int month, int day);

  /**
   * Receives a {@code DATETIME}, which may be no calendar date.
   *
   * @param micros the fraction in microseconds
   * @param digits the digits of the fraction that the column has, 0 to 6
   */
  void dateTime(
      int year, int month, int day, int hour, int minute, int second, int micros, int digits);

  /**
   * Receives a {@code TIME}.
   *
   * @param micros the fraction in microseconds
   * @param digits the digits of the fraction that the column has, 0 to 6
   */
  void time(boolean negative, int hours, int minute, int second, int micros, int digits);

  /**
   * Receives a {@code TIMESTAMP} that is not zero.
   *
   * @param seconds since 1970 in UTC
   * @param micros the fraction in microseconds
   * @param digits the digits of the fraction that the column has, 0 to 6
   */
  void timestamp(long seconds, int micros, int digits);

  /** Receives any other value, in the Java type that {@link Row} lists. */
  void object(Object value);
}
