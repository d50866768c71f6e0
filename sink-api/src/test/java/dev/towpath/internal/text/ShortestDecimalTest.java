package dev.towpath.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestDecimalTest {
  private static final int RANDOM_VALUES = 200_000;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 1, 0",
    "100, 1, 2",
    "0.1, 1, -1",
    "4.9e-324, 5, -324",
    "9.9e-324, 1, -323",
    "2.2250738585072014e-308, 22250738585072014, -324",
    "1.7976931348623157e308, 17976931348623157, 292",
    "1e23, 1, 23",
    "2e23, 2, 23",
    "9007199254740993, 9007199254740992, 0",
    "5.684341886080802e-14, 5684341886080802, -29"
  })
  void thereIsNoShorterDecimal(double value, long digits, int exponent) {
    assertEquals(new ShortestDecimal(digits, exponent), ShortestDecimal.of(value));
  }

  @Test
  void randomValuesReadBackAndNoShorterDecimalDoes() {
    Random random = new Random(7);
    for (int i = 0; i < RANDOM_VALUES; i++) {
      double value = Math.abs(randomValue(random, i));

      ShortestDecimal decimal = ShortestDecimal.of(value);

      assertEquals(value, Double.parseDouble(decimal.digits() + "e" + decimal.exponent()));
      int length = Long.toString(decimal.digits()).length();
      if (length > 1) {
        BigDecimal exact = new BigDecimal(value);
        assertNotEquals(value, rounded(exact, length - 1, RoundingMode.FLOOR));
        assertNotEquals(value, rounded(exact, length - 1, RoundingMode.CEILING));
      }
    }
  }

  private static double rounded(BigDecimal exact, int digits, RoundingMode mode) {
    return exact.round(new MathContext(digits, mode)).doubleValue();
  }

  private static double randomValue(Random random, int i) {
    double bits = Double.longBitsToDouble(random.nextLong());
    return switch (i % 4) {
      case 0 -> Double.isFinite(bits) ? bits : 1;
      case 1 -> random.nextInt(1_000_000) / 100.0;
      case 2 -> Math.scalb(1.0, random.nextInt(2_098) - 1_074);
      default -> random.nextGaussian();
    };
  }
}
