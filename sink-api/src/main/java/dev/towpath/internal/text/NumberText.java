package dev.towpath.internal.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The text of floating-point numbers as MySQL prints them ({@code my_gcvt}, {@code my_fcvt}). */
public final class NumberText {
  /**
   * The largest number of digits before the point for which MySQL writes no exponent ({@code
   * DBL_DIG}).
   */
  private static final int LONGEST_PLAIN = 15;

  private static final int FLOAT_DIGITS = 6;
  private static final MathContext FLOAT_ROUNDING =
      new MathContext(FLOAT_DIGITS, RoundingMode.HALF_EVEN);
  private static final double[] POWERS_OF_TEN = powersOfTen();

  private NumberText() {}

  /** Returns the text of a {@code DOUBLE}: the shortest that reads back as {@code value}. */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return "0";
    }
    ShortestDecimal decimal = ShortestDecimal.of(Math.abs(value));
    return plainOrExponent(isNegative(value), decimal.digits(), decimal.exponent());
  }

  /**
   * Returns the text of a {@code FLOAT}: six significant digits, as MySQL shows it; the value may
   * have more.
   */
  public static String of(float value) {
    if (!Float.isFinite(value)) {
      return "0";
    }
    double magnitude = Math.abs((double) value);
    boolean negative = isNegative(value);
    if (magnitude == 0) {
      return plainOrExponent(negative, 0, 0);
    }
    int power = FLOAT_DIGITS - 1 - (int) Math.floor(Math.log10(magnitude));
    if (Math.abs(power) < POWERS_OF_TEN.length) {
      double scaled =
          power >= 0 ? magnitude * POWERS_OF_TEN[power] : magnitude / POWERS_OF_TEN[-power];
      boolean nearTie = Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-6;
      if (!nearTie && scaled >= 100_000 && scaled < 1_000_000) {
        return plainOrExponent(negative, (long) Math.rint(scaled), -power);
      }
    }
    BigDecimal rounded = new BigDecimal(magnitude).round(FLOAT_ROUNDING);
    return plainOrExponent(negative, rounded.unscaledValue().longValueExact(), -rounded.scale());
  }

  /**
   * Returns the text of a {@code FLOAT(M,D)} or {@code DOUBLE(M,D)}.
   *
   * @param decimals the digits after the point, D
   */
  public static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return "0";
    }
    ShortestDecimal shortest = ShortestDecimal.of(Math.abs(value));
    BigDecimal exact =
        -shortest.exponent() <= decimals
            ? BigDecimal.valueOf(shortest.digits(), -shortest.exponent())
            : new BigDecimal(Math.abs(value));
    String text = exact.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return isNegative(value) ? '-' + text : text;
  }

  private static boolean isNegative(double value) {
    return Double.doubleToRawLongBits(value) < 0;
  }

  private static String plainOrExponent(boolean negative, long number, int power) {
    long digits = number;
    int exponent = power;
    while (digits != 0 && digits % 10 == 0) {
      digits /= 10;
      exponent++;
    }
    String text = Long.toString(digits);
    int point = text.length() + exponent;
    var out = new StringBuilder(24);
    if (negative) {
      out.append('-');
    }
    if (digits == 0) {
      return out.append('0').toString();
    }
    boolean plain = point > -LONGEST_PLAIN && (point <= LONGEST_PLAIN || exponent < 0);
    return plain ? plain(out, text, point) : withExponent(out, text, point - 1);
  }

  private static String plain(StringBuilder out, String digits, int point) {
    if (point <= 0) {
      return out.append("0.").append("0".repeat(-point)).append(digits).toString();
    }
    if (point >= digits.length()) {
      return out.append(digits).append("0".repeat(point - digits.length())).toString();
    }
    return out.append(digits, 0, point)
        .append('.')
        .append(digits, point, digits.length())
        .toString();
  }

  private static String withExponent(StringBuilder out, String digits, int exponent) {
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    return out.append('e').append(exponent).toString();
  }

  private static double[] powersOfTen() {
    var powers = new double[23];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
