package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.event.ColumnType;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PartitionHashTest {
  private final CanalText text = new CanalText(ZoneOffset.UTC);

  private int partition(PartitionHash hash, RowChange change, int partitions) {
    return hash.hash().partition(change, text, true, partitions);
  }

  private static RowChange insert(Table table, @Nullable Object... values) {
    return Changes.insert(Changes.origin(4), 0, table, values);
  }

  @Test
  void primaryKeyIsHashedWithTheDatabase() {
    // 3529462 is s*31^3 + h*31^2 + o*31 + p, 1568 is 1*31 + 1 in characters.
    assertEquals(3529462, "shop".hashCode());
    assertEquals(1568, "11".hashCode());

    RowChange change = insert(Changes.items(), 11, "x");

    assertEquals(3529462 ^ 1568, 3529942);
    assertEquals(3529942 % 8, partition(PartitionHash.primaryKey(), change, 8));
    assertEquals(6, partition(PartitionHash.primaryKey(), change, 8));
  }

  @Test
  void databaseMayBeLeftOut() {
    RowChange change = insert(Changes.items(), 11, "x");

    assertEquals(1568 % 7, PartitionHash.primaryKey().hash().partition(change, text, false, 7));
    assertEquals(0, PartitionHash.primaryKey().hash().partition(change, text, false, 7));
  }

  @Test
  void hashOfMinimumValueStaysInRange() {
    String minimum = "polygenelubricants";
    Table table = Changes.table(Changes.column("id", ColumnType.VARCHAR, "varchar(50)"));
    assertEquals(Integer.MIN_VALUE, minimum.hashCode());

    RowChange change = insert(table, minimum);

    assertEquals(
        2147483648L % 5, PartitionHash.primaryKey().hash().partition(change, text, false, 5));
    assertEquals(3, PartitionHash.primaryKey().hash().partition(change, text, false, 5));
  }

  @Test
  void tableWithoutPrimaryKeyIsHashedByItsDatabase() {
    Table table = Table.of("shop", "log", Changes.items().columns(), List.of());

    assertEquals(3529462 % 8, partition(PartitionHash.primaryKey(), insert(table, 1, "a"), 8));
    assertEquals(6, partition(PartitionHash.primaryKey(), insert(table, 2, "b"), 8));
  }

  @Test
  void equalPartsOfAKeyCancelOut() {
    Table table = Table.of("shop", "pairs", Changes.items().columns(), List.of(0, 1));

    assertEquals(3529462 % 8, partition(PartitionHash.primaryKey(), insert(table, 5, "5"), 8));
  }

  @Test
  void nullCountsAsEmpty() {
    PartitionHash byName = PartitionHash.columns("name");

    assertEquals(
        partition(byName, insert(Changes.items(), 1, ""), 8),
        partition(byName, insert(Changes.items(), 1, null), 8));
  }

  @Test
  void columnNamesAreCaseSensitive() {
    RowChange change = insert(Changes.items(), 11, "x");

    assertEquals(6, partition(PartitionHash.columns("id"), change, 8));
    assertEquals(3529462 % 8, partition(PartitionHash.columns("ID"), change, 8));
  }

  @Test
  void tableIsHashedWithoutItsDatabase() {
    // "items".hashCode() = 100526016
    assertEquals(
        100526016 % 7, partition(PartitionHash.table(), insert(Changes.items(), 1, ""), 7));
  }

  @Test
  void noHashIsPartitionZero() {
    assertEquals(0, partition(PartitionHash.none(), insert(Changes.items(), 11, "x"), 8));
  }

  @Test
  void hashOfNoColumnsIsRefused() {
    assertThrows(IllegalArgumentException.class, PartitionHash::columns);
  }

  @Test
  void newKeyDecidesForUpdatesAndOldKeyForDeletes() {
    Object[] before = {1, "x"};
    Object[] after = {11, "x"};

    assertEquals(
        6,
        partition(
            PartitionHash.primaryKey(),
            Changes.update(Changes.origin(4), 0, Changes.items(), before, after),
            8));
    assertEquals(
        6,
        partition(
            PartitionHash.primaryKey(),
            Changes.delete(Changes.origin(4), 0, Changes.items(), after),
            8));
  }

  @Test
  void keyThatAMinimalImageLeavesOutIsTakenFromTheRowBefore() {
    RowChange change = PartialImage.updateOfName(Changes.origin(4), 0, 11, "new");

    assertEquals(6, partition(PartitionHash.primaryKey(), change, 8));
  }

  @Test
  void formulaAgreesWithMqMessageUtils() {
    var random = new Random(42);
    Table table = Table.of("db", "t", Changes.items().columns(), List.of(0, 1));
    for (int i = 0; i < 10_000; i++) {
      int id = random.nextInt();
      String name = Long.toString(random.nextLong(), 36);
      int partitions = 1 + random.nextInt(64);

      int expected = "db".hashCode();
      for (String value : new String[] {Integer.toString(id), name}) {
        expected = expected ^ value.hashCode();
      }
      expected = Math.abs(expected) % partitions;
      expected = Math.abs(expected);

      assertEquals(
          expected, partition(PartitionHash.primaryKey(), insert(table, id, name), partitions));
    }
  }
}
