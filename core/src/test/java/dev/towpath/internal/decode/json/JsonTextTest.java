package dev.towpath.internal.decode.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.BinlogDialect.JsonStyle;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import dev.towpath.internal.decode.value.TypeCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

  private static String text(byte[] document) {
    byte[] buffer = new EventBytes().bytes(0xee, 0xee).bytes(document).bytes(0xee).toArray();
    return JsonText.of(buffer, 2, document.length, "shop.orders.j", JsonStyle.MYSQL_8);
  }

  private static String text(String hex) {
    return text(EventBytes.ofHex(hex));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0400 | null",
        "0401 | true",
        "0402 | false",
        "050080 | -32768",
        "06ffff | 65535",
        "0700000080 | -2147483648",
        "08ffffffff | 4294967295",
        "090000000000000080 | -9223372036854775808",
        "0affffffffffffffff | 18446744073709551615",
        "0b000000000000f83f | 1.5",
        "0b0000000000000080 | -0.0",
        "0b000000000000f03f | 1.0",
        "0b9c7500883ce4377e | 1e300",
        "0c00 | \"\"",
        "0c03616263 | \"abc\"",
        "0c04f09f9880 | \"😀\"",
        "0c082208090a0c0d5c2f | \"\\\"\\b\\t\\n\\f\\r\\\\/\"",
        "0c0400011f7f | \"\\u0000\\u0001\\u001f\u007f\"",
        "0000000400 | {}",
        "0200000400 | []"
      })
  void scalarsAreAsMySqlPrintsThem(String hex, String text) {
    assertEquals(text, text(hex));
  }

  @Test
  void anEmptyDocumentIsTheJsonNull() {
    assertEquals("null", text(""));
  }

  @Test
  void objectsKeepTheStoredOrderOfKeys() {
    assertEquals(
        "{\"b\": 1, \"aa\": [true, 2, \"x\"]}",
        text(
            "00 0200 2900"
                + "1200 0100 1300 0200"
                + "05 0100 02 1500"
                + "62 6161"
                + "0300 1000 04 0100 05 0200 0c 0d00 0178"
                + "0000 0000 0000"));
  }

  @Test
  void largeContainersInlineThirtyTwoBits() {
    assertEquals(
        "{\"a\": 4294967295, \"b\": -1}",
        text(
            "01 02000000 20000000"
                + "1e000000 0100 1f000000 0100"
                + "08 ffffffff 07 ffffffff"
                + "61 62"));
    assertEquals("[65535, null]", text("03 02000000 12000000 06 ffff0000 04 00000000"));
  }

  @Test
  void opaqueDatesHaveTheirText() {
    long date = (2024L * 13 + 2) << 5 | 29;
    long time = 17L << 12 | 2 << 6 | 3;
    long dateTime = (date << 17 | time) << 24 | 4;

    assertEquals("\"2024-02-29\"", text(opaque(TypeCode.DATE, date << (17 + 24))));
    assertEquals("\"2024-02-29 17:02:03.000004\"", text(opaque(TypeCode.DATETIME, dateTime)));
    assertEquals("\"2024-02-29 17:02:03.000004\"", text(opaque(TypeCode.TIMESTAMP, dateTime)));
    assertEquals("\"0000-00-00\"", text(opaque(TypeCode.DATE, 0)));
  }

  private static byte[] opaque(int type, long packed) {
    return new EventBytes().bytes(0x0f, type, 8).little(packed, 8).toArray();
  }

  @Test
  void opaqueTimesMayBeNegative() {
    long time = (12L << 12 | 34 << 6 | 56) << 24 | 789_000;

    assertEquals("\"12:34:56.789000\"", text(opaque(TypeCode.TIME, time)));
    assertEquals("\"-12:34:56.789000\"", text(opaque(TypeCode.TIME, -time)));
  }

  @Test
  void opaqueDecimalsAreNumbers() {
    assertEquals("-12.340", text("0f f6 05 0503 73feab"));
  }

  @Test
  void otherOpaqueValuesAreBase64WithTheirTypeInOneLine() {
    byte[] value = new byte[100];
    byte[] document = new EventBytes().bytes(0x0f, 252, 100).bytes(value).toArray();

    assertEquals(
        "\"base64:type252:" + Base64.getEncoder().encodeToString(value) + '"', text(document));
    assertEquals("\"base64:type15:\"", text("0f 0f 00"));
  }

  @Test
  void longStringsHaveLengthsOfSeveralBytes() {
    String letters = "z".repeat(20_000);
    byte[] document =
        new EventBytes().hex("0c a09c01").bytes(letters.getBytes(StandardCharsets.UTF_8)).toArray();

    assertEquals('"' + letters + '"', text(document));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "04 | shop.orders.j, JSON byte 1: 1 bytes needed, but only 0 are left",
        "0403 | shop.orders.j, JSON byte 1: literal 3 is unknown",
        "0d00 | shop.orders.j, JSON byte 1: type 13 is unknown",
        "0c05616263 | shop.orders.j, JSON byte 1: a length of 5, but only 3 bytes follow",
        "0cffffffffffff | shop.orders.j, JSON byte 1: a length in more than 5 bytes",
        "0cffffffff7f | shop.orders.j, JSON byte 1: a length of 34359738367, but only 0 bytes"
            + " follow",
        "00 0100 0400 | shop.orders.j, JSON byte 1: 1 elements in 4 bytes, but 4 are left",
        "02 0000 0500 | shop.orders.j, JSON byte 1: 0 elements in 5 bytes, but 4 are left",
        "03 ffffffff ffffffff | shop.orders.j, JSON byte 1: 4294967295 elements in 4294967295"
            + " bytes, but 8 are left",
        "02 0100 0700 0c 0900 | shop.orders.j, JSON byte 6: offset 9 is outside of its container",
        "0f f6 01 05 | shop.orders.j, JSON byte 1: a DECIMAL of 1 bytes",
        "0f f6 05 7f03 73fcab | shop.orders.j, JSON byte 1: a DECIMAL of 5 bytes",
        "0f 0a 01 05 | shop.orders.j, JSON byte 1: a date or time of 1 bytes"
      })
  void malformedDocumentsAreRefusedWithTheirPlace(String hex, String message) {
    DecodeException error = assertThrows(DecodeException.class, () -> text(hex));

    assertEquals(message, error.getMessage());
  }

  @Test
  void offsetsThatPointBackAreRefused() {
    DecodeException error = assertThrows(DecodeException.class, () -> text("02 0100 0700 02 0000"));

    assertEquals("shop.orders.j, JSON byte 1: values overlap", error.getMessage());
  }

  @Test
  void sharedValuesCannotMultiplyTheWork() {
    EventBytes document = new EventBytes().bytes(2);
    int levels = 90;
    for (int level = 0; level < levels; level++) {
      int rest = (levels - level) * 10 + 4;
      document.little(2, 2).little(rest, 2).bytes(2).little(10, 2).bytes(2).little(10, 2);
    }

    document.little(0, 2).little(4, 2);

    DecodeException error = assertThrows(DecodeException.class, () -> text(document.toArray()));

    assertTrue(String.valueOf(error.getMessage()).endsWith(": values overlap"), error.getMessage());
  }

  @Test
  void noMoreThanAHundredLevelsNest() {
    assertEquals("[".repeat(100) + "]".repeat(100), text(nested(100)));

    DecodeException error = assertThrows(DecodeException.class, () -> text(nested(101)));

    assertTrue(
        String.valueOf(error.getMessage()).endsWith(": more than 100 levels"), error.getMessage());
  }

  private static byte[] nested(int levels) {
    EventBytes document = new EventBytes().bytes(2);
    for (int level = levels - 1; level > 0; level--) {
      document.little(1, 2).little(level * 7L + 4, 2).bytes(2).little(7, 2);
    }
    return document.little(0, 2).little(4, 2).toArray();
  }

  @Test
  void wholeDoublesLookLikeIntegersInTheTextOf57() {
    byte[] document = new EventBytes().bytes(JsonDocument.DOUBLE).hex("0000000000000080").toArray();

    assertEquals("-0", JsonText.of(document, 0, 9, "c", JsonStyle.MYSQL_5_7));
    assertEquals("-0.0", JsonText.of(document, 0, 9, "c", JsonStyle.MYSQL_8));
    assertEquals(JsonStyle.MYSQL_5_7, BinlogDialect.of("5.7.22-log").jsonStyle());
    assertEquals(JsonStyle.MYSQL_8, BinlogDialect.of("8.0.12").jsonStyle());
    assertEquals(JsonStyle.MYSQL_8, BinlogDialect.of("8.0.20").jsonStyle());
  }

  @Test
  void decimalsMayHaveMoreDigitsThanColumns() {
    // 36 digits before the point, 30 after it, as 8.0 writes CAST(1 AS DECIMAL(58,30)).
    byte[] document =
        new EventBytes()
            .bytes(JsonDocument.OPAQUE, TypeCode.NEWDECIMAL, 32, 66, 30)
            .hex("80000000" + "00000000".repeat(2) + "00000001" + "00000000".repeat(3) + "0000")
            .toArray();

    assertEquals(
        "1." + "0".repeat(30), JsonText.of(document, 0, document.length, "c", JsonStyle.MYSQL_8));
  }
}
