package dev.towpath.sink.rocketmq;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.rocketmq.format.MessageStamp;
import dev.towpath.sink.rocketmq.format.RowsMessage;
import dev.towpath.sink.rocketmq.internal.write.EventRows;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows, events and batches for tests. */
public final class Changes {
  public static final Instant EXECUTED = Instant.parse("2019-03-27T02:50:16Z");
  public static final MessageStamp STAMP =
      new MessageStamp(1, Instant.ofEpochMilli(1553655817027L), ZoneOffset.UTC);

  private Changes() {}

  public static Column column(String name, ColumnType type, String typeText) {
    return Column.builder(name, type)
        .typeText(typeText)
        .unsigned(typeText.contains("unsigned"))
        .build();
  }

  /** Returns a table {@code shop.items} with the given columns; the first is the key. */
  public static Table table(Column... columns) {
    return Table.of("shop", "items", List.of(columns), List.of(0));
  }

  public static Table items() {
    return table(
        column("id", ColumnType.INT, "int(11)"), column("name", ColumnType.VARCHAR, "varchar(20)"));
  }

  public static Origin origin(long offset) {
    return Origin.builder().timestamp(EXECUTED).at("mysql-bin.000001", offset).build();
  }

  public static RowInsert insert(
      Origin origin, int ordinal, Table table, @Nullable Object... values) {
    return new RowInsert(origin, ordinal, Row.of(table, values));
  }

  public static RowDelete delete(
      Origin origin, int ordinal, Table table, @Nullable Object... values) {
    return new RowDelete(origin, ordinal, Row.of(table, values));
  }

  public static RowUpdate update(
      Origin origin, int ordinal, Table table, Object[] before, Object[] after) {
    return new RowUpdate(origin, ordinal, Row.of(table, before), Row.of(table, after));
  }

  public static Object[] values(@Nullable Object... values) {
    @SuppressWarnings("NullAway") // values may be null, which Object[] cannot express
    Object[] row = values;
    return row;
  }

  /** Returns a message of all rows, which must be of one event. */
  public static RowsMessage message(RowChange... rows) {
    return message(STAMP, rows);
  }

  public static RowsMessage message(MessageStamp stamp, RowChange... rows) {
    if (EventRows.startingAt(List.of(rows), 0).size() != rows.length) {
      throw new IllegalArgumentException("the rows are of several events");
    }
    return RowsMessage.of(List.of(rows), stamp);
  }

  static MessageStamp stampIn(String zone) {
    return new MessageStamp(1, STAMP.time(), ZoneId.of(zone));
  }

  static EventBatch batch(List<? extends ChangeEvent> events) {
    ChangeEvent last = events.get(events.size() - 1);
    BinlogPosition position =
        BinlogPosition.builder(last.origin().file(), last.origin().offset() + 1).build();
    return EventBatch.of(List.copyOf(events), position, true);
  }
}
