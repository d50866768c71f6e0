package dev.towpath.internal.decode.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import dev.towpath.internal.decode.RowsBytes;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMapBytes;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsEventTest {
  private static final int ALL = 0b111;

  /** {@code id int, name varchar(20), flag tinyint}. */
  private static final TableLayout LAYOUT =
      new TableMapBytes()
          .column(TypeCode.LONG)
          .column(TypeCode.VARCHAR, 80, 0)
          .column(TypeCode.TINY)
          .names("id", "name", "flag")
          .signedness(0)
          .collations(45)
          .layout();

  @Test
  void insertedRowsComeInOrder() {
    List<RowChange> changes =
        RowsBytes.of(RowsBytes.WRITE, 3, ALL)
            .image("00 01000000 0161 07")
            .image("02 02000000 08")
            .decode(LAYOUT);

    assertEquals("shop.orders{id=1, name=a, flag=7}", changes.get(0).row().toString());
    assertEquals("shop.orders{id=2, name=null, flag=8}", changes.get(1).row().toString());
    assertEquals(List.of(0, 1), changes.stream().map(RowChange::rowOrdinal).toList());
    assertTrue(changes.stream().allMatch(RowInsert.class::isInstance));
    assertSame(RowsBytes.ORIGIN, changes.get(0).origin());
    assertSame(LAYOUT.table(), changes.get(0).table());
  }

  @Test
  void anUpdateHasBothImages() {
    RowUpdate update =
        (RowUpdate)
            RowsBytes.of(RowsBytes.UPDATE, 3, ALL, ALL)
                .image("00 01000000 0161 07")
                .image("00 01000000 0162 07")
                .decode(LAYOUT)
                .get(0);

    assertEquals("shop.orders{id=1, name=a, flag=7}", update.before().toString());
    assertEquals("shop.orders{id=1, name=b, flag=7}", update.after().toString());
    assertTrue(update.changed("name"));
    assertFalse(update.changed("flag"));
  }

  @Test
  void partialImagesLackColumnsAndTheirNullBits() {
    RowUpdate update =
        (RowUpdate)
            RowsBytes.of(RowsBytes.UPDATE, 3, 0b001, 0b110)
                .image("00 01000000")
                .image("01 09")
                .decode(LAYOUT)
                .get(0);

    Row before = update.before();
    assertTrue(before.isPresent("id"));
    assertFalse(before.isPresent("name"));
    assertFalse(before.isNull("name"));
    assertNull(before.get("name"));
    Row after = update.after();
    assertFalse(after.isPresent("id"));
    assertTrue(after.isNull("name"));
    assertEquals(9, after.getInt("flag"));
  }

  @Test
  void anEventWithoutRowsIsMalformed() {
    RowsBytes none = RowsBytes.of(RowsBytes.WRITE, 3, ALL);

    DecodeException e = assertThrows(DecodeException.class, () -> none.decode(LAYOUT));

    assertEquals("rows event of shop.orders, byte 12: no rows follow", e.getMessage());
  }

  @Test
  void deletedRowsAreBeforeImages() {
    List<RowChange> changes =
        RowsBytes.of(RowsBytes.DELETE, 3, ALL).image("06 01000000").decode(LAYOUT);

    assertEquals(
        "shop.orders{id=1, name=null, flag=null}",
        ((RowDelete) changes.get(0)).before().toString());
  }

  @Test
  void versionOneHasNoExtraRowInfo() {
    List<RowChange> changes =
        RowsBytes.of(RowsBytes.WRITE_V1, 3, ALL).image("06 01000000").decode(LAYOUT);

    assertEquals(1, changes.get(0).row().getInt("id"));
  }

  @Test
  void extraRowInfoIsPassedOver() {
    byte[] event =
        new EventBytes()
            .little(TableMapBytes.TABLE_ID, 6)
            .little(0, 2)
            .little(7, 2)
            .hex("0102030405")
            .packed(3)
            .bytes(ALL)
            .hex("06 01000000")
            .toArray();

    assertEquals(1, RowsBytes.decode(RowsBytes.WRITE, event, LAYOUT).get(0).row().getInt("id"));
  }

  @Test
  void tableAndEndOfStatementAreInTheHeader() {
    byte[] event = RowsBytes.of(RowsBytes.WRITE, 3, ALL).toArray();

    assertEquals(TableMapBytes.TABLE_ID, RowsEvent.tableId(event, 0, event.length));
    assertTrue(RowsEvent.endsStatement(event, 0, event.length));
    event[6] = 0;
    assertFalse(RowsEvent.endsStatement(event, 0, event.length));
  }

  @Test
  void anInsertWithoutColumnsIsOneRow() {
    List<RowChange> changes = RowsBytes.of(RowsBytes.WRITE, 3, 0).decode(LAYOUT);

    assertEquals(1, changes.size());
    assertEquals("shop.orders{}", changes.get(0).row().toString());
  }

  @Test
  void imagesWithoutColumnsButWithBytesAreRefused() {
    assertRefused(
        RowsBytes.WRITE,
        RowsBytes.of(RowsBytes.WRITE, 3, 0).image("00").toArray(),
        "rows event of shop.orders, byte 12: row images without columns");
    assertRefused(
        RowsBytes.UPDATE,
        RowsBytes.of(RowsBytes.UPDATE, 3, 0, 0).toArray(),
        "rows event of shop.orders, byte 13: row images without columns");
  }

  @Test
  void anotherNumberOfColumnsIsRefused() {
    assertRefused(
        RowsBytes.WRITE,
        RowsBytes.of(RowsBytes.WRITE, 4, ALL).toArray(),
        "rows event of shop.orders, byte 11: 4 columns, but its TABLE_MAP event has 3");
  }

  @Test
  void aValueBeyondTheEndIsRefusedWithItsColumn() {
    assertRefused(
        RowsBytes.WRITE,
        RowsBytes.of(RowsBytes.WRITE, 3, ALL).image("00 01000000 0561 07").toArray(),
        "rows event of shop.orders, byte 17: column 2 name needs 6 bytes, but only 3 are left");
    assertRefused(
        RowsBytes.WRITE,
        RowsBytes.of(RowsBytes.WRITE, 3, ALL).image("00 010000").toArray(),
        "rows event of shop.orders, byte 13: column 1 id needs 4 bytes, but only 3 are left");
  }

  @Test
  void anUpdateWithoutAfterImageIsRefused() {
    assertRefused(
        RowsBytes.UPDATE,
        RowsBytes.of(RowsBytes.UPDATE, 3, ALL, ALL).image("00 01000000 0161 07").toArray(),
        "rows event of shop.orders, byte 21: the NULL bitmap of a row needs 1 bytes, but only 0"
            + " are left");
  }

  @Test
  void anotherTypeOfEventIsRefused() {
    assertRefused(2, new byte[0], "an event of shop.orders has type 2, which is no rows event");
  }

  private static void assertRefused(int type, byte[] event, String message) {
    DecodeException error =
        assertThrows(DecodeException.class, () -> RowsBytes.decode(type, event, LAYOUT));

    assertEquals(message, error.getMessage());
  }

  @Test
  void rowsBeforeAMalformedOneAreHandedOut() {
    byte[] event =
        RowsBytes.of(RowsBytes.WRITE, 3, ALL).image("06 01000000").image("06 0200").toArray();
    List<RowChange> changes = new ArrayList<>();

    assertThrows(
        DecodeException.class,
        () ->
            RowsEvent.decode(
                RowsBytes.WRITE, event, 0, event.length, LAYOUT, RowsBytes.ORIGIN, changes::add));

    assertEquals(1, changes.size());
  }

  @Test
  void onlyOtherValuesAreChanges() {
    List<RowChange> changes =
        RowsBytes.of(RowsBytes.UPDATE, 3, ALL, ALL)
            .image("00 01000000 0161 07")
            .image("00 01000000 0162 07")
            .image("02 01000000 07")
            .image("00 02000000 0161 07")
            .image("02 01000000 07")
            .image("06 01000000")
            .decode(LAYOUT);

    assertEquals(List.of(false, true, false), changed(changes.get(0)));
    assertEquals(List.of(true, true, false), changed(changes.get(1)));
    assertEquals(List.of(false, false, true), changed(changes.get(2)));
  }

  private static List<Boolean> changed(RowChange change) {
    RowUpdate update = (RowUpdate) change;
    return List.of(update.changed(0), update.changed(1), update.changed(2));
  }

  @Test
  void differentBytesOfTheSameTextAreNoChange() {
    RowUpdate update =
        (RowUpdate)
            RowsBytes.of(RowsBytes.UPDATE, 3, ALL, ALL)
                .image("00 01000000 01ff 07")
                .image("00 01000000 01fe 07")
                .decode(LAYOUT)
                .get(0);

    assertFalse(update.changed("name"), "both are U+FFFD");
  }
}
