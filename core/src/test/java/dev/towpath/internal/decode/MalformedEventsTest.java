package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.table.TableMapBytes;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that any bytes give values or a {@link DecodeException}, in little time and memory. */
class MalformedEventsTest {
  private static final int MUTATIONS = 300_000;

  private static final byte[] TABLE_MAP =
      new TableMapBytes()
          .column(TypeCode.LONG)
          .notNull()
          .column(TypeCode.VARCHAR, 80, 0)
          .column(TypeCode.NEWDECIMAL, 20, 6)
          .column(TypeCode.JSON, 4)
          .column(TypeCode.STRING, TypeCode.ENUM, 1)
          .column(TypeCode.STRING, TypeCode.SET, 1)
          .column(TypeCode.BIT, 3, 1)
          .column(TypeCode.DATETIME2, 3)
          .column(TypeCode.TIME2, 6)
          .column(TypeCode.TIMESTAMP2, 0)
          .column(TypeCode.BLOB, 2)
          .column(TypeCode.GEOMETRY, 4)
          .names("id", "name", "price", "doc", "kind", "flags", "bits", "at", "t", "ts", "b", "g")
          .signedness(0x40)
          .field(2, new EventBytes().packed(45).packed(1).packed(63))
          .field(5, new EventBytes().packed(2).text("x").text("y"))
          .field(6, new EventBytes().packed(2).text("a").text("b"))
          .field(7, new EventBytes().packed(1))
          .field(8, new EventBytes().packed(0))
          .field(10, new EventBytes().packed(45))
          .field(12, new EventBytes().bytes(0xff, 0xf0))
          .toArray();

  private static final String IMAGE =
      "0000 01000000 03616263 8000000000000000007b"
          + "2a000000 00 0200 2900 1200 0100 1300 0200 05 0100 02 1500 62 6161"
          + " 0300 1000 04 0100 05 0200 0c 0d00 0178 00 00 00 00 00"
          + "02 03 0705 99b2bb10831644 7f3747f3f5f8 3b9aca00 0200 0102 02000000 0304";

  private static final byte[] ROWS =
      RowsBytes.of(RowsBytes.UPDATE, 12, 0xfff, 0xfff)
          .image(IMAGE)
          .image(IMAGE)
          .image(IMAGE)
          .image(IMAGE)
          .toArray();

  /** Images with one column: four differences to {@code doc}, then none, then the document. */
  private static final byte[] PARTIAL_ROWS =
      RowsBytes.of(RowsBytes.PARTIAL_UPDATE, 12, 0xfff, 0x008)
          .image(IMAGE)
          .image("01 01 00 28000000 01 03 242e63 05 0000000400")
          .image("00 07 242e61615b315d 03 0c0179")
          .image("01 05 242e632e64 03 050100 02 03 242e62")
          .image(IMAGE)
          .image("01 01 00 00000000")
          .image(IMAGE)
          .image("00 00 05000000 00 0000 0400")
          .toArray();

  private static TableLayout layout() {
    return TableLayout.ofMetadata(TableMap.parse(TABLE_MAP, 0, TABLE_MAP.length));
  }

  @Test
  void theUnharmedEventsAreReadable() {
    assertEquals(2, touch(ROWS, layout()));
    assertEquals(
        "shop.orders{id=1, name=abc, price=0.000123, doc={\"b\": 1, \"aa\": [true, 2, \"x\"]},"
            + " kind=b, flags=x,y, bits=0x0705, at=2024-02-29 17:02:03.570,"
            + " t=-12:34:56.789000, ts=2001-09-09 01:46:40, b=0x0102, g=0x0304}",
        RowsBytes.decode(RowsBytes.UPDATE, ROWS, layout()).get(0).row().toString());
  }

  @Test
  void theUnharmedPartialEventIsReadable() {
    List<RowChange> changes = RowsBytes.decode(RowsBytes.PARTIAL_UPDATE, PARTIAL_ROWS, layout());

    assertEquals(
        List.of(
            "shop.orders{doc={\"c\": {\"d\": 1}, \"aa\": [true, \"y\", \"x\"]}}",
            "shop.orders{doc={\"b\": 1, \"aa\": [true, 2, \"x\"]}}",
            "shop.orders{doc={}}"),
        changes.stream().map(change -> change.row().toString()).toList());
  }

  @Test
  void tableMapsMayEndAtEveryByte() {
    int refused = 0;
    for (int length = 0; length < TABLE_MAP.length; length++) {
      refused += read(Arrays.copyOf(TABLE_MAP, length), ROWS) < 0 ? 1 : 0;
    }

    assertTrue(refused > 60, refused + " refused");
  }

  @Test
  void rowsMayEndAtEveryByte() {
    TableLayout layout = layout();
    int refused = 0;
    for (int length = 0; length < ROWS.length; length++) {
      try {
        touch(Arrays.copyOf(ROWS, length), layout);
      } catch (DecodeException e) {
        refused++;
      }
    }

    // A header alone is no rows event, so only the end of the first row is a valid end.
    assertEquals(ROWS.length - 1, refused);
  }

  @Test
  void mutatedTableMapsAreReadOrRefused() {
    Random random = new Random(20240229);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      refused += read(mutated(TABLE_MAP, random), ROWS) < 0 ? 1 : 0;
    }

    assertTrue(refused > MUTATIONS / 10 && refused < MUTATIONS, refused + " refused");
  }

  @ParameterizedTest
  @ValueSource(ints = {RowsBytes.UPDATE, RowsBytes.PARTIAL_UPDATE})
  void mutatedRowsAreReadOrRefused(int type) {
    byte[] rows = type == RowsBytes.UPDATE ? ROWS : PARTIAL_ROWS;
    Random random = new Random(20240301);
    TableLayout layout = layout();
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      try {
        touch(type, mutated(rows, random), layout);
      } catch (DecodeException e) {
        refused++;
      }
    }

    assertTrue(refused > MUTATIONS / 10 && refused < MUTATIONS, refused + " refused");
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = 8 + random.nextInt(bytes.length - 8);
      mutated[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) 0xff;
            default -> (byte) (mutated[at] ^ 1 << random.nextInt(8));
          };
    }
    return mutated;
  }

  /** Returns the number of changes read, or -1 when one of the events was refused. */
  private static int read(byte[] tableMap, byte[] rows) {
    try {
      TableMap map = TableMap.parse(tableMap, 0, tableMap.length);
      return map.isSelfDescribing() ? touch(rows, TableLayout.ofMetadata(map)) : 0;
    } catch (DecodeException e) {
      return -1;
    }
  }

  /** Reads every value of every row and returns the number of row changes. */
  private static int touch(byte[] rows, TableLayout layout) {
    return touch(RowsBytes.UPDATE, rows, layout);
  }

  private static int touch(int type, byte[] rows, TableLayout layout) {
    int[] changes = new int[1];
    RowsEvent.decode(
        type,
        rows,
        0,
        rows.length,
        layout,
        RowsBytes.ORIGIN,
        change -> {
          changes[0]++;
          touch(change);
        });
    return changes[0];
  }

  private static void touch(RowChange change) {
    touch(change.row());
    touch(((RowUpdate) change).before());
  }

  private static void touch(Row row) {
    for (int i = 0; i < row.table().columns().size(); i++) {
      Object value = row.get(i);
      String text = row.getString(i);
      assertEquals(value == null, text == null);
    }
  }
}
