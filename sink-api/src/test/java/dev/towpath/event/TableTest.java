package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static final Column ID =
      Column.builder("Id", ColumnType.BIGINT).typeText("bigint unsigned").nullable(false).build();
  private static final Column NOTE = Column.builder("note", ColumnType.TEXT).build();

  @Test
  void columnsAreFoundInAnyCase() {
    Table table = Table.of("shop", "orders", List.of(ID, NOTE), List.of(0));

    assertEquals(0, table.indexOf("Id"));
    assertEquals(0, table.indexOf("ID"));
    assertEquals(1, table.indexOf("NOTE"));
    assertEquals(ID, table.column(0));
    assertEquals("shop.orders", table.qualifiedName());
  }

  @Test
  void exactNameWinsOverOneInAnotherCase() {
    Column upper = Column.builder("NOTE", ColumnType.TEXT).build();
    Table table = Table.of("shop", "orders", List.of(NOTE, upper), List.of());

    assertEquals(0, table.indexOf("note"));
    assertEquals(1, table.indexOf("NOTE"));
    assertEquals(0, table.indexOf("Note"));
  }

  @Test
  void unknownColumnIsRefusedWithTheKnownOnes() {
    Table table = Table.of("shop", "orders", List.of(ID, NOTE), List.of(0));

    var refused = assertThrows(IllegalArgumentException.class, () -> table.indexOf("total"));

    assertEquals("shop.orders has no column total, only Id, note", refused.getMessage());
  }

  @Test
  void keyOutsideTheColumnsIsRefused() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Table.of("shop", "orders", List.of(ID), List.of(1)));

    assertEquals("primary key of shop.orders names column 1 of 1", refused.getMessage());
  }

  @Test
  void columnsAreCopiedIn() {
    List<Column> columns = new ArrayList<>(List.of(ID));
    Table table = Table.of("shop", "orders", columns, List.of(0));

    columns.add(NOTE);

    assertEquals(List.of(ID), table.columns());
  }

  @Test
  void versionsOfATableDiffer() {
    Table table = Table.of("shop", "orders", List.of(ID, NOTE), List.of(0));

    assertEquals(table, Table.of("shop", "orders", List.of(ID, NOTE), List.of(0)));
    assertEquals(
        table.hashCode(), Table.of("shop", "orders", List.of(ID, NOTE), List.of(0)).hashCode());
    assertNotEquals(table, Table.of("shop", "orders", List.of(ID), List.of(0)));
    assertNotEquals(table, Table.of("shop", "orders", List.of(ID, NOTE), List.of()));
    assertNotEquals(table, Table.of("shop", "order", List.of(ID, NOTE), List.of(0)));
    assertNotEquals(table, Table.of("crm", "orders", List.of(ID, NOTE), List.of(0)));
  }

  @Test
  void columnHasDefaults() {
    Column column = Column.builder("n", ColumnType.MEDIUMINT).build();

    assertEquals("mediumint", column.typeText());
    assertEquals(List.of(), column.labels());
    assertEquals("n mediumint", column.toString());
    assertEquals("Id bigint unsigned not null", ID.toString());
    assertEquals(column, Column.builder("n", ColumnType.MEDIUMINT).unsigned(false).build());
    assertNotEquals(column, Column.builder("n", ColumnType.MEDIUMINT).unsigned(true).build());
    assertNotEquals(column, Column.builder("n", ColumnType.MEDIUMINT).visible(false).build());
  }
}
