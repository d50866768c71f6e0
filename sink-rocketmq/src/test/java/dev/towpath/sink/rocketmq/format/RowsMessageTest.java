package dev.towpath.sink.rocketmq.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.event.RowChange;
import dev.towpath.sink.rocketmq.Changes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowsMessageTest {

  private static RowChange row(int ordinal) {
    return Changes.insert(Changes.origin(4), ordinal, Changes.items(), ordinal, "x");
  }

  @Test
  void rowsOfAChoiceAreChosen() {
    RowsMessage event = RowsMessage.of(List.of(row(0), row(1), row(2), row(3)), Changes.STAMP);

    RowsMessage chosen = event.only(1, 2, 3).only(0, 2);

    assertEquals(2, chosen.size());
    assertEquals(1, chosen.row(0).rowOrdinal());
    assertEquals(3, chosen.row(1).rowOrdinal());
    assertEquals(Changes.STAMP, chosen.stamp());
  }

  @Test
  void messageWithoutRowsIsRefused() {
    RowsMessage event = RowsMessage.of(List.of(row(0)), Changes.STAMP);

    assertThrows(IllegalArgumentException.class, event::only);
    assertThrows(IllegalArgumentException.class, () -> RowsMessage.of(List.of(), Changes.STAMP));
  }

  @Test
  void rowsOfSeveralEventsAreRefused() {
    RowChange deleted = Changes.delete(Changes.origin(4), 1, Changes.items(), 1, "x");

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> RowsMessage.of(List.of(row(0), deleted), Changes.STAMP));

    assertEquals(
        "rows of one event have one kind and one table:"
            + " row 1 is DELETE of shop.items, row 0 is INSERT of shop.items",
        error.getMessage());
  }
}
