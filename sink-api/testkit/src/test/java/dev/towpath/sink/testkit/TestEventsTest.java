package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.ColumnType;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestEventsTest {
  private final Table orders = TestEvents.orders();
  private final TestEvents events = new TestEvents();

  @Test
  void transactionHasBeginRowsAndCommit() {
    EventBatch batch =
        events.transaction().insert(orders).with("id", 1).delete(orders).with("id", 2).batch();

    assertEquals("[BEGIN, INSERT, DELETE, COMMIT]", kinds(batch));
    assertTrue(batch.endsTransaction());
    assertEquals(events.position(), batch.position());
  }

  private static String kinds(EventBatch batch) {
    return batch.events().stream().map(ChangeEvent::kind).toList().toString();
  }

  @Test
  void positionsAndGtidsGrow() {
    BinlogPosition start = events.position();
    EventBatch first = events.transaction().insert(orders).with("id", 1).batch();
    events.rotate();
    EventBatch second = events.statement("shop", "orders", "truncate orders");

    assertEquals(-1, start.compare(first.position()).orElseThrow());
    assertEquals(-1, first.position().compare(second.position()).orElseThrow());
    assertEquals(TestEvents.SERVER_UUID + ":1-2", String.valueOf(second.position().gtidSet()));
    assertEquals(TestEvents.SERVER_UUID + ":2", second.events().get(0).origin().gtid());
    assertEquals("mysql-bin.000002", second.position().file());
  }

  @Test
  void serverWithoutGtidsIdentifiesTransactionsByTheirStart() {
    TestEvents plain = TestEvents.withoutGtids();

    EventBatch batch = plain.transaction().insert(orders).with("id", 1).batch();

    assertNull(batch.position().gtidSet());
    assertEquals("mysql-bin.000001/4", batch.events().get(0).origin().transactionId());
  }

  @Test
  void neighbouringChangesOfAKindAreOneEvent() {
    EventBatch batch =
        events
            .transaction()
            .insert(orders)
            .with("id", 1)
            .insert(orders)
            .with("id", 2)
            .update(orders)
            .with("id", 2)
            .batch();

    RowChange first = (RowChange) batch.events().get(1);
    RowChange second = (RowChange) batch.events().get(2);
    RowChange third = (RowChange) batch.events().get(3);
    assertSame(first.origin(), second.origin());
    assertEquals(1, second.rowOrdinal());
    assertEquals(1, third.origin().eventOrdinal());
    assertEquals(3, new HashSet<>(List.of(first.id(), second.id(), third.id())).size());
  }

  @Test
  void oversizedTransactionIsSplitAndKeepsThePositionBefore() {
    BinlogPosition before = events.position();
    var transaction = events.transaction();
    for (int id = 0; id < 8; id++) {
      transaction.insert(orders).with("id", id);
    }

    List<EventBatch> parts = transaction.parts(4);

    assertEquals(List.of(4, 4, 2), parts.stream().map(part -> part.events().size()).toList());
    assertEquals(
        List.of(false, false, true), parts.stream().map(EventBatch::endsTransaction).toList());
    assertEquals(before, parts.get(1).position());
    assertEquals(events.position(), parts.get(2).position());
  }

  @Test
  void updateTakesOldValuesFromNewOnesUnlessTold() {
    EventBatch batch =
        events
            .transaction()
            .update(orders)
            .with("id", 1)
            .was("note", "old")
            .with("note", "new")
            .batch();

    RowUpdate update = (RowUpdate) batch.events().get(1);
    assertEquals("shop.orders{id=1, total=null, note=old}", update.before().toString());
    assertEquals("shop.orders{id=1, total=null, note=new}", update.after().toString());
  }

  @Test
  void minimalImageLacksWhatIsNotNamed() {
    EventBatch batch =
        events.transaction().update(orders).minimal().was("id", 1).with("note", null).batch();

    RowUpdate update = (RowUpdate) batch.events().get(1);
    assertEquals("shop.orders{id=1}", update.before().toString());
    assertEquals("shop.orders{note=null}", update.after().toString());
    assertFalse(update.after().isPresent("id"));
  }

  @Test
  void valuesAreConvertedOrRefused() {
    EventBatch batch =
        events.transaction().insert(orders).with("id", 1).with("total", "9.90").batch();

    RowChange change = (RowChange) batch.events().get(1);
    assertEquals(1L, change.row().get("id"));
    assertEquals(new BigDecimal("9.90"), change.row().get("total"));
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> events.transaction().insert(orders).with("note", 7));
    assertEquals(
        "shop.orders.note is varchar(200): its values are String, not Integer",
        refused.getMessage());
  }

  @Test
  void mergedBatchesEndWhereTheLastOneDoes() {
    EventBatch first = events.transaction().insert(orders).with("id", 1).batch();
    EventBatch second = events.transaction().insert(orders).with("id", 2).batch();

    EventBatch merged = TestEvents.merge(first, second);

    assertEquals(6, merged.events().size());
    assertEquals(second.position(), merged.position());
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeHasAValueOfEverySample(EveryType.Sample sample) {
    Table table = EveryType.table(EnumSet.allOf(ColumnType.class));

    RowChange change = (RowChange) EveryType.batch(events, table, sample, 1).events().get(1);

    Set<ColumnType> types = EnumSet.noneOf(ColumnType.class);
    for (int i = 1; i < table.columns().size(); i++) {
      types.add(table.column(i).type());
      assertEquals(sample == EveryType.Sample.NULL, change.row().isNull(i));
    }
    assertEquals(EnumSet.allOf(ColumnType.class), types);
  }
}
