package dev.towpath.internal.decode.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.table.SelectedTable;
import dev.towpath.internal.decode.table.TableLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of rows in the binary protocol. */
class SelectedRowsTest {
  private static final byte[] PACKET = {
    0, 0, 7, 0, 0, 0, 3, '1', '.', '5', 4, (byte) 0xE8, 7, 2, 29, 2, 'a', 'b'
  };

  private static SelectedTable table() {
    return SelectedTable.of(
        "d",
        "t",
        List.of(
            new ColumnDefinition("id", "int", null, false, true),
            new ColumnDefinition("amount", "decimal(5,2)", null, true, true),
            new ColumnDefinition("day", "date", null, true, true),
            new ColumnDefinition("name", "varchar(5)", "latin1", true, true)),
        List.of(0),
        BinlogDialect.UNKNOWN,
        TableLayout::ofMetadata);
  }

  @Test
  void aPacketBecomesARow() {
    var rows = new SelectedRows(table());

    assertEquals(
        "d.t{id=7, amount=1.50, day=2024-02-29, name=ab}",
        rows.next(PACKET, 0, PACKET.length).toString());
  }

  @Test
  void everyPartOfAPacketIsRefused() {
    for (int length = 2; length < PACKET.length; length++) {
      byte[] part = Arrays.copyOf(PACKET, length);
      assertThrows(
          DecodeException.class, () -> new SelectedRows(table()).next(part, 0, part.length));
    }
  }

  @Test
  void aPacketWithMoreThanTheColumnsIsRefused() {
    byte[] longer = Arrays.copyOf(PACKET, PACKET.length + 1);

    assertThrows(
        DecodeException.class, () -> new SelectedRows(table()).next(longer, 0, longer.length));
  }
}
