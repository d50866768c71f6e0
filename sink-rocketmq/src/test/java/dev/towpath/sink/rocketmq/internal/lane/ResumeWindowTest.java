package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Origin;
import dev.towpath.event.SchemaChange;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResumeWindowTest {

  private static StoredMessage stored(long offset, long number, String rows) {
    return new StoredMessage(offset, "shop", 1, number, RowRange.parse(rows));
  }

  private static ResumeWindow window(StoredMessage... stored) {
    return new ResumeWindow(List.of(stored), 10, 5);
  }

  private static Origin origin(String transaction, int event) {
    return Origin.builder().transactionId(transaction).eventOrdinal(event).build();
  }

  private static ChangeEvent row(String transaction, int event, int ordinal) {
    return Changes.insert(origin(transaction, event), ordinal, Changes.items(), ordinal, "x");
  }

  @Test
  void redeliveredRowsAreRecognised() {
    ResumeWindow window = window(stored(10, 6, "t1:0:0-4/3"), stored(11, 7, "t2:0:1-1/1"));

    assertTrue(window.holds(row("t1", 0, 0)));
    assertTrue(window.holds(row("t1", 0, 2)));
    assertTrue(window.holds(row("t1", 0, 4)));
    assertTrue(window.isOpen());
    assertTrue(window.holds(row("t2", 0, 1)));
    assertFalse(window.isOpen());
    assertFalse(window.holds(row("t3", 0, 0)));
    assertEquals(4, window.recognised());
  }

  @Test
  void copiesOfMessagesThatWereAcknowledgedArePassedOver() {
    ResumeWindow window =
        window(
            stored(10, 5, "t0:0:0-0/1"),
            stored(11, 6, "t1:0:0-0/1"),
            stored(12, 4, "t9:0:0-0/1"),
            stored(13, 7, "t2:0:0-0/1"));

    assertTrue(window.holds(row("t1", 0, 0)));
    assertTrue(window.holds(row("t2", 0, 0)));
    assertFalse(window.isOpen());
    assertEquals(14, window.nextOffset());
  }

  @Test
  void windowOfUnknownBeginningBeginsWithTheFirstRow() {
    ResumeWindow window =
        ResumeWindow.searching(
            List.of(
                stored(10, 6, "t1:0:0-0/1"),
                stored(11, 7, "t2:0:0-0/1"),
                stored(12, 8, "t3:0:0-0/1")));

    assertEquals(QueueState.UNKNOWN, window.nextOffset());
    assertTrue(window.holds(row("t2", 0, 0)));
    assertEquals(12, window.nextOffset());
    assertTrue(window.holds(row("t3", 0, 0)));
    assertFalse(window.isOpen());
  }

  @Test
  void windowOfUnknownBeginningWithoutTheFirstRowHoldsNothing() {
    ResumeWindow window = ResumeWindow.searching(List.of(stored(10, 6, "t1:0:0-0/1")));

    assertFalse(window.holds(row("t9", 0, 0)));
    assertFalse(window.isOpen());
  }

  @Test
  void statementIsRecognised() {
    ResumeWindow window = window(stored(10, 6, "t1:0:ddl"));

    assertTrue(window.holds(SchemaChange.of(origin("t1", 0), "shop", "items", "TRUNCATE items")));
  }

  @Test
  void positionMovesWithWholeMessagesOnly() {
    ResumeWindow window = window(stored(10, 6, "t1:0:0-1/2"), stored(13, 7, "t2:0:0-0/1"));

    window.holds(row("t1", 0, 0));
    assertEquals(10, window.nextOffset());
    assertEquals(5, window.lastNumber());

    window.holds(row("t1", 0, 1));
    assertEquals(11, window.nextOffset());
    assertEquals(6, window.lastNumber());
  }

  @Test
  void batchStoredTwiceIsComparedOnce() {
    ResumeWindow window =
        window(
            stored(10, 6, "t1:0:0-0/1"),
            stored(11, 7, "t2:0:0-0/1"),
            stored(12, 6, "t1:0:0-0/1"),
            stored(13, 7, "t2:0:0-0/1"),
            stored(14, 8, "t3:0:0-0/1"));

    assertTrue(window.holds(row("t1", 0, 0)));
    assertTrue(window.holds(row("t2", 0, 0)));
    assertTrue(window.holds(row("t3", 0, 0)));
    assertFalse(window.isOpen());
  }

  @Test
  void firstDifferenceEndsTheComparison() {
    for (ChangeEvent different :
        List.of(
            row("t2", 0, 0),
            row("t1", 1, 0),
            row("t1", 0, 1),
            SchemaChange.of(origin("t1", 0), "shop", null, "FLUSH LOGS"))) {
      ResumeWindow window = window(stored(10, 6, "t1:0:0-2/2"), stored(11, 7, "t2:0:0-0/1"));

      assertFalse(window.holds(different), different::toString);
      assertFalse(window.isOpen());
      assertFalse(window.holds(row("t1", 0, 0)));
    }
  }

  @Test
  void lastRowOfAMessageMustBeTheOneItNames() {
    ResumeWindow window = window(stored(10, 6, "t1:0:0-4/2"));

    assertTrue(window.holds(row("t1", 0, 0)));
    assertFalse(window.holds(row("t1", 0, 3)));
  }

  @Test
  void messageOfUnknownRowsEndsTheComparison() {
    assertFalse(window(stored(10, 6, "nonsense")).holds(row("t1", 0, 0)));
  }

  @Test
  void rangeSurvivesItsText() {
    for (String text :
        List.of(
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:23:1:0-17/3",
            "mysql-bin.000001/4:0:5-5/1",
            "0-1-4711:0:ddl")) {
      assertEquals(text, RowRange.parse(text).toString());
    }
  }
}
