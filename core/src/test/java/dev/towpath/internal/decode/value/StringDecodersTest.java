package dev.towpath.internal.decode.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import dev.towpath.internal.decode.type.Columns;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.MappedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class StringDecodersTest {

  @Test
  void theLengthPrefixHasOneByteUpTo255() {
    assertEquals("é", Columns.value(Columns.text(TypeCode.VARCHAR, 255, "utf8mb4"), "02c3a9"));
    assertEquals("é", Columns.value(Columns.text(TypeCode.VARCHAR, 256, "utf8mb4"), "0200c3a9"));
    assertEquals("é", Columns.value(Columns.text(TypeCode.STRING, 255, "latin1"), "01e9"));
    assertEquals("é", Columns.value(Columns.text(TypeCode.STRING, 1020, "latin1"), "0100e9"));
  }

  @Test
  void theLengthPrefixOfATextIsItsMetadata() {
    assertEquals("a", Columns.value(Columns.text(TypeCode.BLOB, 1, "gbk"), "0161"));
    assertEquals("汉", Columns.value(Columns.text(TypeCode.BLOB, 2, "gbk"), "0200baba"));
    assertEquals("汉", Columns.value(Columns.text(TypeCode.BLOB, 3, "utf16"), "0200006c49"));
    assertEquals("", Columns.value(Columns.text(TypeCode.BLOB, 4, "utf8mb3"), "00000000"));
  }

  @Test
  void binaryIsPaddedWithZerosToItsWidth() {
    MappedColumn column = Columns.of(TypeCode.STRING, 4);

    assertArrayEquals(new byte[] {1, 2, 0, 0}, (byte[]) Columns.value(column, "020102"));
    assertArrayEquals(new byte[4], (byte[]) Columns.value(column, "00"));
    assertArrayEquals(new byte[] {1, 2, 3, 4}, (byte[]) Columns.value(column, "0401020304"));
  }

  @Test
  void varbinaryAndBlobsAreTheirBytes() {
    byte[] expected = {0, (byte) 0xff};

    assertArrayEquals(expected, (byte[]) Columns.value(Columns.of(TypeCode.VARCHAR, 9), "0200ff"));
    assertArrayEquals(expected, (byte[]) Columns.value(Columns.of(TypeCode.BLOB, 2), "020000ff"));
    assertArrayEquals(
        expected, (byte[]) Columns.value(Columns.of(TypeCode.GEOMETRY, 4), "0200000000ff"));
    assertArrayEquals(
        expected, (byte[]) Columns.value(Columns.of(TypeCode.VECTOR, 4), "0200000000ff"));
  }

  @Test
  void anEnumIsItsLabelAndItsOrdinal() {
    MappedColumn column = Columns.labelled(TypeCode.ENUM, 1, "a", "b");

    assertEquals("a", Columns.value(column, "01"));
    assertEquals("b", Columns.value(column, "02"));
    assertEquals("", Columns.value(column, "00"));
    assertEquals(2, Columns.longValue(column, "02"));
    assertEquals("a", Columns.value(Columns.labelled(TypeCode.ENUM, 2, "a"), "0100"));
  }

  @Test
  void anEnumOrdinalWithoutLabelIsMalformed() {
    MappedColumn column = Columns.labelled(TypeCode.ENUM, 1, "a", "b");

    DecodeException error = assertThrows(DecodeException.class, () -> Columns.value(column, "03"));

    assertEquals("shop.orders.c holds label 3 of an ENUM that has 2", error.getMessage());
  }

  @Test
  void aSetIsTheLabelsOfItsBits() {
    MappedColumn column = Columns.labelled(TypeCode.SET, 1, "", "b", "c");

    assertEquals("", Columns.value(column, "00"));
    assertEquals("b", Columns.value(column, "02"));
    assertEquals("b", Columns.value(column, "03"));
    assertEquals("b,c", Columns.value(column, "06"));
    assertEquals(6, Columns.longValue(column, "06"));
  }

  @Test
  void aSetBitWithoutLabelIsMalformed() {
    MappedColumn column = Columns.labelled(TypeCode.SET, 1, "a", "b");

    DecodeException error = assertThrows(DecodeException.class, () -> Columns.value(column, "05"));

    assertEquals("shop.orders.c holds bits 101 of a SET that has 2 labels", error.getMessage());
  }

  @Test
  void bytesThatAreNoCharacterAreReportedOncePerColumn() {
    List<String> reports = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.towpath.schema");
    var handler = new Reports(reports);
    logger.addHandler(handler);
    logger.setLevel(Level.WARNING);
    try {
      ColumnDecoder decoder =
          DataType.decoder(
              Columns.text(TypeCode.VARCHAR, 20, "big5"), "shop.orders.c", BinlogDialect.UNKNOWN);

      assertEquals("漢", decoder.value(EventBytes.ofHex("02ba7e"), 0));
      assertEquals(List.of(), reports);
      assertTrue(decoder.value(EventBytes.ofHex("0361c87e"), 0).toString().startsWith("a\ufffd"));
      assertTrue(decoder.value(EventBytes.ofHex("02c87e"), 0).toString().startsWith("\ufffd"));
      assertEquals(1, reports.size());
      assertTrue(
          reports
              .get(0)
              .startsWith(
                  "shop.orders.c: a value of 3 bytes has some that are no character of big5;"),
          reports.get(0));
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
    }
  }

  @Test
  void aReplacementCharacterThatWasWrittenIsNotReported() {
    List<String> reports = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.towpath.schema");
    var handler = new Reports(reports);
    logger.addHandler(handler);
    logger.setLevel(Level.WARNING);
    try {
      assertEquals("\ufffd", Columns.value(Columns.text(TypeCode.VARCHAR, 20, "utf16"), "02fffd"));
      assertEquals(
          "\ufffd", Columns.value(Columns.text(TypeCode.VARCHAR, 20, "utf8mb4"), "03efbfbd"));
      assertEquals(List.of(), reports);
      Columns.value(Columns.text(TypeCode.VARCHAR, 20, "utf8mb4"), "02c341");
      assertEquals(1, reports.size());
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
    }
  }

  /** A log handler that keeps the messages. */
  private static final class Reports extends Handler {
    private final List<String> messages;

    Reports(List<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord report) {
      messages.add(report.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
