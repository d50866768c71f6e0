package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.TableMapEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.WriteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.table.TableMapBytes;
import dev.towpath.internal.decode.value.TypeCode;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A test that random rows are read as by the connector, where the connector is right. */
class ConnectorDifferentialTest {
  private static final int EVENTS = 500;
  private static final int ROWS = 10;
  private static final int COLUMNS = 12;

  private static final byte[] TABLE_MAP =
      new TableMapBytes()
          .column(TypeCode.TINY)
          .column(TypeCode.SHORT)
          .column(TypeCode.INT24)
          .column(TypeCode.LONG)
          .column(TypeCode.LONGLONG)
          .column(TypeCode.FLOAT, 4)
          .column(TypeCode.DOUBLE, 8)
          .column(TypeCode.NEWDECIMAL, 38, 17)
          .column(TypeCode.VARCHAR, 0x2c, 1)
          .column(TypeCode.BLOB, 2)
          .column(TypeCode.STRING, TypeCode.ENUM, 1)
          .column(TypeCode.STRING, 0xfe, 30)
          .names("ti", "sm", "me", "i", "bi", "f", "d", "de", "v", "b", "e", "c")
          .signedness(0)
          .collations(8, 63, 11)
          .field(6, new EventBytes().packed(3).text("x").text("y").text("z"))
          .toArray();

  private final Random random = new Random(42);

  @Test
  void rowsAreTheSameInBothReadings() throws IOException {
    TableMap map = TableMap.parse(TABLE_MAP, 0, TABLE_MAP.length);
    TableLayout layout = TableLayout.ofMetadata(map);
    TableMapEventData connectorMap =
        new TableMapEventDataDeserializer().deserialize(new ByteArrayInputStream(TABLE_MAP));
    for (int event = 0; event < EVENTS; event++) {
      byte[] rows = randomRows();

      List<RowChange> ours = RowsBytes.decode(RowsBytes.WRITE, rows, layout);
      List<Serializable[]> theirs = readByConnector(connectorMap, rows);

      assertEquals(ROWS, ours.size());
      assertEquals(ROWS, theirs.size());
      for (int i = 0; i < ROWS; i++) {
        assertSame(theirs.get(i), ours.get(i).row());
      }
    }
  }

  private static List<Serializable[]> readByConnector(TableMapEventData map, byte[] rows)
      throws IOException {
    var deserializer =
        new WriteRowsEventDataDeserializer(Map.of(map.getTableId(), map))
            .setMayContainExtraInformation(true);
    var input = new ByteArrayInputStream(rows);
    input.enterBlock(rows.length);
    WriteRowsEventData data = deserializer.deserialize(input);
    return List.copyOf(data.getRows());
  }

  private static void assertSame(Serializable[] theirs, Row ours) {
    for (int column = 0; column < COLUMNS; column++) {
      Object value = ours.get(column);
      if (value == null || theirs[column] == null) {
        assertEquals(theirs[column], value);
      } else if (value instanceof byte[] bytes) {
        assertArrayEquals((byte[]) theirs[column], bytes);
      } else if (value instanceof BigDecimal) {
        assertEquals(theirs[column], value);
      } else if (column == 10) {
        assertEquals(((Number) theirs[column]).longValue(), ours.getLong(column));
      } else {
        assertEquals(theirs[column], value);
      }
    }
  }

  private byte[] randomRows() {
    EventBytes event =
        new EventBytes()
            .little(TableMapBytes.TABLE_ID, 6)
            .little(1, 2)
            .little(2, 2)
            .packed(COLUMNS)
            .bytes(0xff, 0x0f);
    for (int row = 0; row < ROWS; row++) {
      int nulls = random.nextInt(3) == 0 ? random.nextInt(1 << COLUMNS) : 0;
      event.little(nulls, 2);
      for (int column = 0; column < COLUMNS; column++) {
        if ((nulls & 1 << column) == 0) {
          appendValue(event, column);
        }
      }
    }
    return event.toArray();
  }

  private void appendValue(EventBytes event, int column) {
    switch (column) {
      case 0 -> event.little(random.nextLong(), 1);
      case 1 -> event.little(random.nextLong(), 2);
      case 2 -> event.little(random.nextLong(), 3);
      case 3, 5 -> event.little(random.nextLong(), 4);
      case 4, 6 -> event.little(random.nextLong(), 8);
      case 7 -> appendDecimal(event);
      case 8 -> event.little(5, 2).hex("48656c6c6f");
      case 9 -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        event.little(bytes.length, 2).bytes(bytes);
      }
      case 10 -> event.bytes(random.nextInt(4));
      default -> event.bytes(3).hex("616263");
    }
  }

  /** Appends a decimal with 21 digits before the point and 17 after it. */
  private void appendDecimal(EventBytes event) {
    EventBytes positive = new EventBytes();
    int[] digits = {3, 9, 9, 9, 8};
    int[] bytes = {2, 4, 4, 4, 4};
    for (int group = 0; group < digits.length; group++) {
      long value = random.nextInt((int) Math.pow(10, digits[group]));
      for (int i = bytes[group] - 1; i >= 0; i--) {
        positive.bytes((int) (value >> 8 * i) & 0xff);
      }
    }
    byte[] number = positive.toArray();
    int mask = random.nextBoolean() ? 0xff : 0;
    number[0] ^= (byte) 0x80;
    for (byte part : number) {
      event.bytes((part ^ mask) & 0xff);
    }
  }
}
