package dev.towpath.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-1234.5, -1234.5",
    "1e14, 100000000000000",
    "1e15, 1e15",
    "123456789012345, 123456789012345",
    "1234567890123456, 1.234567890123456e15",
    "1234567890123456.5, 1234567890123456.5",
    "1e300, 1e300",
    "-1.5e-300, -1.5e-300",
    "0.00001, 0.00001",
    "1e-14, 0.00000000000001",
    "1e-15, 0.000000000000001",
    "1e-16, 1e-16",
    "1.7976931348623157e308, 1.7976931348623157e308"
  })
  void doublesAreAsMySqlPrintsThem(double value, String text) {
    assertEquals(text, NumberText.of(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "0.1, 0.1",
    "3.14159265, 3.14159",
    "16777216, 16777200",
    "123456.5, 123456",
    "123457.5, 123458",
    "1e10, 10000000000",
    "1e15, 1e15",
    "3.4028235e38, 3.40282e38",
    "1.4e-45, 1.4013e-45",
    "999999.5, 1000000",
    "0.000123456789, 0.000123457"
  })
  void floatsHaveSixDigits(float value, String text) {
    assertEquals(text, NumberText.of(value));
  }

  @Test
  void randomFloatsAreRoundedExactly() {
    Random random = new Random(7);
    for (int i = 0; i < 300_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        BigDecimal expected =
            new BigDecimal(value).round(new MathContext(6, RoundingMode.HALF_EVEN));

        assertEquals(0, expected.compareTo(new BigDecimal(NumberText.of(value))));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, 0.000",
    "-0.0, 2, -0.00",
    "-0.0004, 3, -0.000",
    "0.125, 2, 0.12",
    "0.375, 2, 0.38",
    "1.005, 2, 1.00",
    "0.1, 20, 0.10000000000000000000",
    "12345.6787109375, 4, 12345.6787",
    "1e14, 5, 100000000000000.00000"
  })
  void fixedDecimalsArePaddedOrRounded(double value, int decimals, String text) {
    assertEquals(text, NumberText.fixed(value, decimals));
  }

  @Test
  void valueThatMySqlCannotStoreIsZero() {
    assertEquals("0", NumberText.of(Double.NaN));
    assertEquals("0", NumberText.of(Float.POSITIVE_INFINITY));
    assertEquals("0", NumberText.fixed(Double.NEGATIVE_INFINITY, 2));
  }
}
