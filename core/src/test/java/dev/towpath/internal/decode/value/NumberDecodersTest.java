package dev.towpath.internal.decode.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.type.Columns;
import dev.towpath.internal.decode.type.MappedColumn;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberDecodersTest {

  @ParameterizedTest
  @CsvSource({
    "1, 80, -128, 128",
    "1, ff, -1, 255",
    "1, 7f, 127, 127",
    "2, 0080, -32768, 32768",
    "2, ffff, -1, 65535",
    "9, 000080, -8388608, 8388608",
    "9, ffffff, -1, 16777215",
    "9, 563412, 1193046, 1193046",
    "3, 00000080, -2147483648, 2147483648",
    "3, ffffffff, -1, 4294967295",
    "8, 0000000000000080, -9223372036854775808, 9223372036854775808",
    "8, ffffffffffffffff, -1, 18446744073709551615",
    "8, 0807060504030201, 72623859790382856, 72623859790382856"
  })
  void integersAreSignedOrUnsigned(int type, String hex, String signed, String unsigned) {
    assertEquals(signed, Columns.value(Columns.of(type, 0), hex).toString());
    assertEquals(unsigned, Columns.value(Columns.unsigned(type, 0), hex).toString());
    assertEquals(Long.parseLong(signed), Columns.longValue(Columns.of(type, 0), hex));
  }

  @Test
  void unsignedIntegersHaveTheNextLargerType() {
    assertEquals(255, Columns.value(Columns.unsigned(TypeCode.TINY, 0), "ff"));
    assertEquals(4294967295L, Columns.value(Columns.unsigned(TypeCode.LONG, 0), "ffffffff"));
    assertEquals(
        BigInteger.ONE, Columns.value(Columns.unsigned(TypeCode.LONGLONG, 0), "0100000000000000"));
  }

  @Test
  void anUnsignedBigintBeyondLongIsNoLong() {
    MappedColumn column = Columns.unsigned(TypeCode.LONGLONG, 0);

    assertEquals(1, Columns.longValue(column, "0100000000000000"));
    assertThrows(ArithmeticException.class, () -> Columns.longValue(column, "0000000000000080"));
  }

  @Test
  void yearZeroIsAValue() {
    assertEquals(0, Columns.value(Columns.of(TypeCode.YEAR, 0), "00"));
    assertEquals(1901, Columns.value(Columns.of(TypeCode.YEAR, 0), "01"));
    assertEquals(2155, Columns.value(Columns.of(TypeCode.YEAR, 0), "ff"));
  }

  @Test
  void realsAreLittleEndian() {
    assertEquals(1.5f, Columns.value(Columns.of(TypeCode.FLOAT, 4), "0000c03f"));
    assertEquals(-2.0, Columns.value(Columns.of(TypeCode.DOUBLE, 8), "00000000000000c0"));
  }

  @ParameterizedTest
  @CsvSource({
    "14, 4, 810dfb38d204d2, 1234567890.1234",
    "14, 4, 7ef204c72dfb2d, -1234567890.1234",
    "1, 0, 80, 0",
    "1, 0, 89, 9",
    "1, 0, 76, -9",
    "1, 1, 85, 0.5",
    "10, 2, 8000000000, 0.00",
    "18, 0, bb9ac9ff3b9ac9ff, 999999999999999999",
    "19, 0, 893b9ac9ff3b9ac9ff, 9999999999999999999",
    "19, 0, 76c4653600c4653600, -9999999999999999999",
    "36, 18, 80000001000000020000000300000004, 1000000002.000000003000000004"
  })
  void decimalsKeepEveryDigit(int precision, int scale, String hex, String text) {
    MappedColumn column = Columns.of(TypeCode.NEWDECIMAL, precision << 8 | scale);

    assertEquals(new BigDecimal(text), Columns.value(column, hex));
    assertEquals(hex.length() / 2, column.width());
  }

  @Test
  void sixtyFiveDigitsAreNotTooMany() {
    MappedColumn column = Columns.of(TypeCode.NEWDECIMAL, 65 << 8 | 30);

    assertEquals(30, column.width());
    assertEquals(
        new BigDecimal("9".repeat(35) + '.' + "9".repeat(30)),
        Columns.value(column, "85f5e0ff" + "3b9ac9ff".repeat(6) + "03e7"));
  }

  @ParameterizedTest
  @CsvSource({
    "20, 6, 09223372036854.775807",
    "20, 6, 09223372036854.775808",
    "19, 0, 9223372036854775806",
    "19, 0, 9223372036854775807",
    "19, 0, 9223372036854775808",
    "19, 0, 9999999999999999999",
    "38, 10, 0000000000000000000000000001.0000000000",
    "65, 0, 00000000000000000000000000000000000000000000000000000000000000007",
    "65, 30, 00000000000000000000000000000000100.000000000000000000000000000009",
    "65, 0, 10000000000000000000000000000000000000000000000000000000000000000"
  })
  void decimalsAroundTheLargestLongKeepEveryDigit(int precision, int scale, String text) {
    MappedColumn column = Columns.of(TypeCode.NEWDECIMAL, precision << 8 | scale);
    String point = text.indexOf('.') < 0 ? text + '.' : text;
    byte[] positive = decimal(point.split("\\.", -1)[0], point.split("\\.", -1)[1]);
    byte[] negative = new byte[positive.length];
    for (int i = 0; i < negative.length; i++) {
      negative[i] = (byte) ~positive[i];
    }

    assertEquals(new BigDecimal(text), Columns.value(column, HexFormat.of().formatHex(positive)));
    assertEquals(
        new BigDecimal(text).negate(), Columns.value(column, HexFormat.of().formatHex(negative)));
  }

  /** Returns digits as in the binlog: nine in four bytes, fewer in fewer bytes at both ends. */
  private static byte[] decimal(String integer, String fraction) {
    var bytes = new ByteArrayOutputStream();
    int odd = integer.length() % 9;
    append(bytes, integer.substring(0, odd));
    for (int i = odd; i < integer.length(); i += 9) {
      append(bytes, integer.substring(i, i + 9));
    }
    for (int i = 0; i < fraction.length(); i += 9) {
      append(bytes, fraction.substring(i, Math.min(i + 9, fraction.length())));
    }
    byte[] all = bytes.toByteArray();
    all[0] ^= (byte) 0x80;
    return all;
  }

  private static void append(ByteArrayOutputStream bytes, String digits) {
    int number = digits.isEmpty() ? 0 : Integer.parseInt(digits);
    for (int i = (digits.length() + 1) / 2 - (digits.length() == 9 ? 1 : 0) - 1; i >= 0; i--) {
      bytes.write(number >> 8 * i);
    }
  }

  @Test
  void decimalGroupsWithTooManyDigitsAreMalformed() {
    MappedColumn column = Columns.of(TypeCode.NEWDECIMAL, 9 << 8);

    DecodeException error =
        assertThrows(DecodeException.class, () -> Columns.value(column, "bb9aca00"));

    assertEquals(
        "shop.orders.c: 1000000000 is no group of 9 digits of a DECIMAL", error.getMessage());
  }

  @Test
  void bitsAreBytesOfTheirWidthAndANumber() {
    MappedColumn column = Columns.of(TypeCode.BIT, 12);

    assertArrayEquals(new byte[] {0x0f, 0x01}, (byte[]) Columns.value(column, "0f01"));
    assertEquals(0xf01, Columns.longValue(column, "0f01"));
    assertEquals(-1, Columns.longValue(Columns.of(TypeCode.BIT, 64), "ffffffffffffffff"));
  }
}
