package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Row;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMapBytes;
import dev.towpath.internal.decode.value.TypeCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tests of rows of PARTIAL_UPDATE_ROWS events. */
class PartialUpdateTest {
  private static final int ALL = 0b1111;

  /** {@code id int, j json, hidden json, k json}, the third hidden from queries. */
  private static final TableLayout LAYOUT =
      new TableMapBytes()
          .column(TypeCode.LONG)
          .column(TypeCode.JSON, 4)
          .column(TypeCode.JSON, 4)
          .column(TypeCode.JSON, 4)
          .names("id", "j", "!hidden!j", "k")
          .signedness(0)
          .layout();

  private static final String BEFORE =
      "00 01000000" + document("1") + document("2") + document("3");

  /** Returns the document {@code {"a": number}}. */
  private static String document(String number) {
    return "0d000000 00 0100 0c00 0b00 0100 05 0" + number + "00 61";
  }

  /** Returns the difference {@code REPLACE $.a} by a number. */
  private static String replacement(String number) {
    return "09000000 00 03 242e61 03 05 0" + number + "00";
  }

  private static RowsBytes update(int before, int after) {
    return RowsBytes.of(RowsBytes.PARTIAL_UPDATE, 4, before, after);
  }

  private static RowUpdate decode(RowsBytes bytes) {
    return (RowUpdate) bytes.decode(LAYOUT).get(0);
  }

  @Test
  void partialBitsCountJsonColumnsOnly() {
    RowUpdate update =
        decode(
            update(ALL, ALL)
                .image(BEFORE)
                .image("01 06" + "00 01000000")
                .image(document("4") + replacement("5") + replacement("6")));

    assertEquals("shop.orders{id=1, j={\"a\": 1}, k={\"a\": 3}}", update.before().toString());
    assertEquals("shop.orders{id=1, j={\"a\": 4}, k={\"a\": 6}}", update.after().toString());
    assertTrue(update.changed("k"));
    assertFalse(update.changed("id"));
  }

  @Test
  void rowsWithoutOptionsHaveNoPartialBits() {
    RowUpdate update = decode(update(ALL, ALL).image(BEFORE).image("00").image(BEFORE));

    assertFalse(update.changed("j"));
  }

  @Test
  void everyRowHasItsOwnOptions() {
    var updates =
        update(0b0010, 0b0010)
            .image("00" + document("1") + "01 01 00" + replacement("2"))
            .image("00" + document("3") + "00 01")
            .image("00" + document("4") + "01 01 00 00000000")
            .decode(LAYOUT);

    assertEquals("shop.orders{j={\"a\": 2}}", updates.get(0).row().toString());
    assertEquals("shop.orders{j=null}", updates.get(1).row().toString());
    assertEquals("shop.orders{j={\"a\": 4}}", updates.get(2).row().toString());
    assertNull(updates.get(1).row().get("j"));
  }

  @Test
  void differencesWithoutADocumentAreRefusedWhenAskedFor() {
    Row absent =
        decode(
                update(0b0001, ALL)
                    .image("00 01000000 01 01")
                    .image("0c 01000000" + replacement("5")))
            .after();
    Row none =
        decode(update(ALL, ALL).image("0e 01000000 01 01").image("0c 01000000" + replacement("5")))
            .after();

    assertEquals(1, absent.getInt("id"));
    assertTrue(absent.isPresent("j"));
    assertFalse(absent.isNull("j"));
    assertEquals(
        "shop.orders.j: the binlog has only the differences to a document that the before image"
            + " lacks; set binlog_row_image=FULL or binlog_row_value_options='' on the source",
        message(() -> absent.get("j")));
    assertEquals(
        "shop.orders.j: the binlog has differences to a document that is NULL in the before image",
        message(() -> none.get("j")));
  }

  @Test
  void malformedRowsAreRefused() {
    String event = "rows event of shop.orders, byte ";
    assertEquals(
        event + "69: the value options of a row needs 1 bytes, but only 0 are left",
        message(() -> update(ALL, ALL).image(BEFORE).decode(LAYOUT)));
    assertEquals(
        event + "69: value options 2 are unknown",
        message(() -> update(ALL, ALL).image(BEFORE).image("02").decode(LAYOUT)));
    assertEquals(
        event + "70: the partial bits of a row needs 1 bytes, but only 0 are left",
        message(() -> update(ALL, ALL).image(BEFORE).image("01").decode(LAYOUT)));
    assertEquals(
        event + "76: column 2 j needs 4 bytes, but only 1 are left",
        message(() -> update(ALL, ALL).image(BEFORE).image("01 01 00 01000000 09").decode(LAYOUT)));
  }

  private static String message(Executable action) {
    return String.valueOf(assertThrows(DecodeException.class, action).getMessage());
  }
}
