package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.examples.quickstart.Change.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Change.Key KEY = new Change.Key("mysql-1", "orders", "7");

  private final Ledger ledger = new Ledger();

  @Test
  void changesThatArriveAsWrittenAreGood() {
    for (Change change : life()) {
      ledger.written(change);
      ledger.received(change, 2);
    }

    assertEquals(new Ledger.Balance(4, 4, 0, 0, 0, 0), ledger.balance());
    assertTrue(ledger.balance().isGood());
    assertTrue(ledger.isComplete());
    assertNull(ledger.firstFault());
  }

  @Test
  void aConsumerMayBeQuickerThanTheWritersBookkeeping() {
    life().forEach(change -> ledger.received(change, 2));
    life().forEach(ledger::written);

    assertEquals(new Ledger.Balance(4, 4, 0, 0, 0, 0), ledger.balance());
    assertTrue(ledger.isComplete());
  }

  @Test
  void aChangeThatDoesNotArriveIsLost() {
    life().forEach(ledger::written);
    life().stream().skip(1).forEach(change -> ledger.received(change, 2));

    assertEquals(new Ledger.Balance(4, 3, 1, 0, 0, 0), ledger.balance());
    assertFalse(ledger.balance().isGood());
    assertFalse(ledger.isComplete());
    assertEquals("mysql-1 shop.orders 7 INSERT version 1 did not arrive", ledger.firstFault());
  }

  @Test
  void aChangeThatComesTwiceIsADuplicateAndHarmless() {
    life().forEach(ledger::written);
    life().forEach(change -> ledger.received(change, 2));
    life().stream().skip(2).forEach(change -> ledger.received(change, 2));

    assertEquals(new Ledger.Balance(4, 4, 0, 2, 0, 0), ledger.balance());
    assertTrue(ledger.balance().isGood());
  }

  @Test
  void aChangeThatComesAfterALaterOneOfItsRowIsOutOfOrder() {
    List<Change> life = life();
    life.forEach(ledger::written);

    ledger.received(life.get(0), 2);
    ledger.received(life.get(2), 2);
    ledger.received(life.get(1), 2);
    ledger.received(life.get(3), 2);

    assertEquals(new Ledger.Balance(4, 4, 0, 0, 1, 0), ledger.balance());
    assertFalse(ledger.balance().isGood());
    assertEquals(
        "mysql-1 shop.orders 7 UPDATE version 2 came after a later change of its row",
        ledger.firstFault());
  }

  @Test
  void aDeleteBelongsBetweenTheLastUpdateAndTheNextInsert() {
    List<Change> life = life();
    life.forEach(ledger::written);

    ledger.received(life.get(0), 2);
    ledger.received(life.get(1), 2);
    ledger.received(life.get(3), 2);
    ledger.received(life.get(2), 2);

    assertEquals(1, ledger.balance().misordered());
  }

  @Test
  void aRowThatChangesItsQueueIsOutOfOrder() {
    List<Change> life = life();
    life.forEach(ledger::written);

    ledger.received(life.get(0), 2);
    life.stream().skip(1).forEach(change -> ledger.received(change, 3));

    assertEquals(3, ledger.balance().misordered());
    assertFalse(ledger.balance().isGood());
  }

  @Test
  void rowsOfOtherKeysMayComeInAnyOrder() {
    Change first = change(KEY, Kind.INSERT, 1, "new");
    Change second = change(new Change.Key("mysql-1", "orders", "8"), Kind.INSERT, 1, "new");
    ledger.written(first);
    ledger.written(second);

    ledger.received(second, 1);
    ledger.received(first, 0);

    assertEquals(new Ledger.Balance(2, 2, 0, 0, 0, 0), ledger.balance());
  }

  @Test
  void zerosAtTheEndOfADecimalAreNoOtherContent() {
    ledger.written(change(KEY, Kind.INSERT, 1, "18.00"));
    ledger.received(change(KEY, Kind.INSERT, 1, "18.0"), 2);
    ledger.written(change(KEY, Kind.UPDATE, 2, "180"));
    ledger.received(change(KEY, Kind.UPDATE, 2, "18"), 2);

    assertEquals(new Ledger.Balance(2, 2, 0, 0, 0, 1), ledger.balance());
  }

  @Test
  void otherContentIsFoundOnWhicheverSideComesFirst() {
    ledger.written(change(KEY, Kind.INSERT, 1, "new"));
    ledger.received(change(KEY, Kind.INSERT, 1, "nwe"), 2);
    ledger.received(change(KEY, Kind.UPDATE, 2, "paid"), 2);
    ledger.written(change(KEY, Kind.UPDATE, 2, "payed"));

    assertEquals(new Ledger.Balance(2, 2, 0, 0, 0, 2), ledger.balance());
    assertFalse(ledger.balance().isGood());
    assertEquals(
        "mysql-1 shop.orders 7 INSERT version 1 was written as {status=new} and arrived as"
            + " {status=nwe}",
        ledger.firstFault());
  }

  @Test
  void unwrittenChangeIsAFault() {
    ledger.received(change(KEY, Kind.INSERT, 1, "new"), 2);

    assertEquals(new Ledger.Balance(0, 1, 0, 0, 0, 1), ledger.balance());
    assertEquals(
        "mysql-1 shop.orders 7 INSERT version 1 arrived, but was never written",
        ledger.firstFault());
  }

  @Test
  void writingTheSameChangeTwiceIsAMistakeOfTheWriter() {
    Change change = change(KEY, Kind.INSERT, 1, "new");
    ledger.written(change);

    assertThrows(IllegalStateException.class, () -> ledger.written(change));
  }

  private static List<Change> life() {
    return List.of(
        change(KEY, Kind.INSERT, 1, "new"),
        change(KEY, Kind.UPDATE, 2, "paid"),
        change(KEY, Kind.DELETE, 2, "paid"),
        change(KEY, Kind.INSERT, 3, "new"));
  }

  private static Change change(Change.Key key, Kind kind, long version, String status) {
    return new Change(new Change.Id(key, kind, version), Map.of("status", status));
  }
}
