package dev.towpath.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import org.junit.jupiter.api.Test;

final class RowFilterTest {
  private final Table orders = Changes.table("shop", "orders", "id", "Status", "note");
  private final RowFilter filter = RowFilter.onlyIfChanged("shop.order*", "status");

  @Test
  void allIncludesEveryChange() {
    assertTrue(RowFilter.all().includes(Changes.insert(orders, 1, "new", "a")));
  }

  @Test
  void updateOfAnotherColumnIsLeftOut() {
    assertFalse(filter.includes(update(orders, "new", "new")));
  }

  @Test
  void updateOfTheColumnPasses() {
    assertTrue(filter.includes(update(orders, "new", "paid")));
  }

  @Test
  void oneOfSeveralColumnsIsEnough() {
    RowFilter either = RowFilter.onlyIfChanged("shop.orders", "STATUS", "note");

    assertTrue(either.includes(update(orders, "new", "new")));
  }

  @Test
  void insertsAndDeletesPass() {
    assertTrue(filter.includes(Changes.insert(orders, 1, "new", "a")));
    assertTrue(filter.includes(Changes.delete(orders, 1, "new", "a")));
  }

  @Test
  void updatesOfOtherTablesPass() {
    Table items = Changes.table("shop", "items", "id", "status", "note");

    assertTrue(filter.includes(update(items, "new", "new")));
    assertFalse(filter.includes(update(orders, "new", "new")));
    assertTrue(filter.includes(update(items, "new", "new")));
  }

  @Test
  void updatesOfTablesWithoutTheColumnPass() {
    Table renamed = Changes.table("shop", "orders", "id", "state", "note");

    assertTrue(filter.includes(update(renamed, "new", "new")));
  }

  @Test
  void tableWithOnlySomeOfTheColumnsPassesRatherThanLosesUpdates() {
    RowFilter typo = RowFilter.onlyIfChanged("shop.orders", "status", "nota");

    assertTrue(typo.includes(update(orders, "new", "new")));
  }

  @Test
  void andNeedsBothAndAsksTheSecondOnlyAboutWhatIsLeft() {
    RowFilter failing =
        change -> {
          throw new IllegalStateException("asked");
        };

    RowFilter both = filter.and(change -> change.row().getLong("id") == 2);

    assertFalse(both.includes(update(orders, "new", "paid")));
    assertFalse(filter.and(failing).includes(update(orders, "new", "new")));
    assertThrows(
        IllegalStateException.class,
        () -> filter.and(failing).includes(update(orders, "new", "paid")));
  }

  @Test
  void onlyIfChangedNeedsATableAndAColumn() {
    assertThrows(IllegalArgumentException.class, () -> RowFilter.onlyIfChanged("orders", "status"));
    assertThrows(IllegalArgumentException.class, () -> RowFilter.onlyIfChanged("shop.orders"));
    assertThrows(IllegalArgumentException.class, () -> RowFilter.onlyIfChanged("shop.orders", ""));
  }

  @Test
  void filterPrintsItself() {
    assertEquals(
        "updates of shop.order* only if one of [status] changed and all rows",
        filter.and(RowFilter.all()).toString());
  }

  /**
   * Returns an update that changes the note, and the status from {@code before} to {@code after}.
   */
  private static RowChange update(Table table, String before, String after) {
    return Changes.update(Row.of(table, 1, before, "a"), Row.of(table, 1, after, "b"));
  }
}
