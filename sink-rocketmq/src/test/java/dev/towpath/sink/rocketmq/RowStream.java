package dev.towpath.sink.rocketmq;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowInsert;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An endless binlog that is the same whenever it is read: change {@code i} is the {@code i /
 * KEYS}-th of key {@code i % KEYS}. A transaction has five changes in two events.
 */
final class RowStream {
  static final int KEYS = 50;
  static final int TRANSACTION = 5;

  private static final Instant TIME = Instant.parse("2030-01-01T00:00:00Z");
  private static final Table TABLE =
      Table.of(
          "shop",
          "steps",
          List.of(
              Column.builder("k", ColumnType.BIGINT).typeText("bigint").build(),
              Column.builder("step", ColumnType.BIGINT).typeText("bigint").build()),
          List.of(0));

  private RowStream() {}

  /**
   * Returns the transactions with the changes from {@code from}, inclusive, to {@code to},
   * exclusive, as one batch.
   */
  static EventBatch batch(long from, long to) {
    List<ChangeEvent> events = new ArrayList<>();
    for (long i = from; i < to; i += TRANSACTION) {
      Origin first = origin(i, 0);
      events.add(row(first, 0, i));
      events.add(row(first, 1, i + 1));
      Origin second = origin(i, 1);
      for (int j = 2; j < TRANSACTION; j++) {
        events.add(row(second, j - 2, i + j));
      }
    }
    return Changes.batch(events);
  }

  private static Origin origin(long change, int event) {
    return Origin.builder()
        .timestamp(TIME)
        .at("mysql-bin.000001", 4 + change * 10 + event)
        .gtid("3e11fa47-71ca-11e1-9e33-c80aa9429562:" + (change / TRANSACTION + 1))
        .eventOrdinal(event)
        .build();
  }

  private static RowInsert row(Origin origin, int ordinal, long change) {
    return new RowInsert(origin, ordinal, Row.of(TABLE, change % KEYS, change / KEYS));
  }
}
