package dev.towpath.internal.text;

import java.math.BigInteger;

/**
 * The decimal {@code digits · 10^exponent} with the fewest digits that reads back as a given
 * double; of several, the closest. Immutable.
 *
 * <p>It is the result of David Gay's {@code dtoa} in mode 0, computed by Raffaello Giulietti's
 * Schubfach. {@link Double#toString(double)} cannot serve: it is not shortest before JDK 19, and
 * prefers two digits to one after it.
 *
 * @param digits the decimal digits, without trailing zeros; 0 only for zero
 * @param exponent the power of ten
 */
record ShortestDecimal(long digits, int exponent) {
  private static final int PRECISION = 53;
  private static final int SMALLEST_POWER_OF_2 = -1074;
  private static final long SMALLEST_NORMAL = 1L << (PRECISION - 1);
  private static final long MASK_63 = Long.MAX_VALUE;

  private static final int SMALLEST_POWER_OF_10 = -324;
  private static final int LARGEST_POWER_OF_10 = 292;
  private static final long[] POWERS = powers();

  /**
   * Returns the decimal of a finite value.
   *
   * @param value not negative, finite
   */
  static ShortestDecimal of(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long fraction = bits & (SMALLEST_NORMAL - 1);
    int biased = (int) (bits >>> (PRECISION - 1));
    if (biased == 0) {
      return fraction == 0 ? new ShortestDecimal(0, 0) : shortest(SMALLEST_POWER_OF_2, fraction);
    }
    return shortest(biased - 1 + SMALLEST_POWER_OF_2, fraction | SMALLEST_NORMAL);
  }

  /** Returns the shortest decimal in the rounding interval of {@code c · 2^q}. */
  private static ShortestDecimal shortest(int q, long c) {
    boolean regular = c != SMALLEST_NORMAL || q == SMALLEST_POWER_OF_2;
    int k = regular ? floorLog10Pow2(q) : floorLog10ThreeQuartersPow2(q);
    int shift = q + floorLog2Pow10(-k) + 2;
    int power = (k - SMALLEST_POWER_OF_10) << 1;
    long high = POWERS[power];
    long low = POWERS[power + 1];
    long odd = c & 1;
    long scaled = c << 2;
    long value = roundToOdd(high, low, scaled << shift);
    long lower = roundToOdd(high, low, (scaled - (regular ? 2 : 1)) << shift) + odd;
    long upper = roundToOdd(high, low, (scaled + 2) << shift) - odd;

    long below = value >> 2;
    if (below >= 10) {
      long tens = below / 10 * 10;
      boolean tensIn = lower <= tens << 2;
      boolean nextIn = (tens + 10) << 2 <= upper;
      if (tensIn != nextIn) {
        return normalized(tensIn ? tens : tens + 10, k);
      }
    }
    long above = below + 1;
    boolean belowIn = lower <= below << 2;
    boolean aboveIn = above << 2 <= upper;
    if (belowIn != aboveIn) {
      return normalized(belowIn ? below : above, k);
    }
    long distance = value - ((below + above) << 1);
    boolean down = distance < 0 || (distance == 0 && (below & 1) == 0);
    return normalized(down ? below : above, k);
  }

  private static ShortestDecimal normalized(long digits, int exponent) {
    long rest = digits;
    int power = exponent;
    while (rest % 10 == 0) {
      rest /= 10;
      power++;
    }
    return new ShortestDecimal(rest, power);
  }

  private static long roundToOdd(long high, long low, long factor) {
    long carry = Math.multiplyHigh(low, factor);
    long lowHalf = high * factor;
    long highHalf = Math.multiplyHigh(high, factor);
    long sum = (lowHalf >>> 1) + carry;
    long result = highHalf + (sum >>> 63);
    return result | ((sum & MASK_63) + MASK_63) >>> 63;
  }

  private static int floorLog10Pow2(int exponent) {
    return (int) (exponent * 661_971_961_083L >> 41);
  }

  private static int floorLog10ThreeQuartersPow2(int exponent) {
    return (int) (exponent * 661_971_961_083L - 274_743_187_321L >> 41);
  }

  private static int floorLog2Pow10(int exponent) {
    return (int) (exponent * 913_124_641_741L >> 38);
  }

  /** Returns {@code floor(10^-k · 2^-r) + 1} in 126 bits, as pairs of 63 bits, for every k. */
  private static long[] powers() {
    var powers = new long[(LARGEST_POWER_OF_10 - SMALLEST_POWER_OF_10 + 1) << 1];
    for (int k = SMALLEST_POWER_OF_10; k <= LARGEST_POWER_OF_10; k++) {
      int shift = 125 - floorLog2Pow10(-k);
      BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
      BigInteger scaled =
          k <= 0
              ? (shift >= 0 ? ten.shiftLeft(shift) : ten.shiftRight(-shift))
              : BigInteger.ONE.shiftLeft(shift).divide(ten);
      BigInteger rounded = scaled.add(BigInteger.ONE);
      int index = (k - SMALLEST_POWER_OF_10) << 1;
      powers[index] = rounded.shiftRight(63).longValueExact();
      powers[index + 1] = rounded.longValue() & MASK_63;
    }
    return powers;
  }
}
