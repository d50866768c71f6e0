package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowTest {

  @Test
  void integersAreReadAsLongAndInt() {
    Row row = row(column("n", ColumnType.INT), 42);

    assertEquals(42L, row.getLong("n"));
    assertEquals(42L, row.getLong(0));
    assertEquals(42, row.getInt("n"));
    assertEquals(42.0, row.getDouble("n"));
    assertEquals(new BigDecimal(42), row.getDecimal("n"));
    assertEquals(42, row.get("n"));
    assertEquals("42", row.getString("n"));
  }

  @Test
  void numberThatDoesNotFitIsRefused() {
    Row large = row(column("n", ColumnType.BIGINT), 3_000_000_000L);
    Row huge = row(unsigned("n"), BigInteger.TWO.pow(64).subtract(BigInteger.ONE));

    assertFails("shop.t.n does not fit an int: 3000000000", () -> large.getInt("n"));
    assertFails("shop.t.n does not fit a long", () -> huge.getLong("n"));
    assertEquals(new BigDecimal("18446744073709551615"), huge.getDecimal("n"));
  }

  @Test
  void decimalIsALongOnlyWithoutFraction() {
    Row whole = row(column("n", ColumnType.DECIMAL), new BigDecimal("7.00"));
    Row broken = row(column("n", ColumnType.DECIMAL), new BigDecimal("7.50"));

    assertEquals(7, whole.getLong("n"));
    assertEquals(7.5, broken.getDouble("n"));
    assertFails("shop.t.n does not fit a long", () -> broken.getLong("n"));
  }

  @Test
  void labelsAndBitsAreReadAsLong() {
    List<String> labels = List.of("a", "b", "c");
    Column set = Column.builder("s", ColumnType.SET).labels(labels).build();
    Column label = Column.builder("e", ColumnType.ENUM).labels(labels).build();

    assertEquals(2, row(label, "b").getLong("e"));
    assertEquals(0, row(label, "").getLong("e"));
    assertEquals(5, row(set, "a,c").getLong("s"));
    assertEquals(258, row(column("b", ColumnType.BIT), new byte[] {1, 2}).getLong("b"));
  }

  @Test
  void eachTypedGetterReadsItsType() {
    byte[] bytes = {1, 2};
    var date = LocalDate.of(2024, 2, 29);

    assertArrayEquals(bytes, row(column("c", ColumnType.BLOB), bytes).getBytes("c"));
    assertEquals(date, row(column("c", ColumnType.DATE), date).getDate("c"));
    assertEquals(
        date.atStartOfDay(),
        row(column("c", ColumnType.DATETIME), date.atStartOfDay()).getDateTime("c"));
    assertEquals(
        Instant.EPOCH, row(column("c", ColumnType.TIMESTAMP), Instant.EPOCH).getInstant("c"));
    assertEquals(
        Duration.ofHours(-30),
        row(column("c", ColumnType.TIME), Duration.ofHours(-30)).getDuration("c"));
  }

  @Test
  void nullIsNamedInTheError() {
    Row row = row(column("c", ColumnType.INT), null);

    assertTrue(row.isNull("c"));
    assertTrue(row.isPresent("c"));
    assertNull(row.getString("c"));
    assertFails("shop.t.c is NULL", () -> row.getLong("c"));
    assertFails("shop.t.c is NULL", () -> row.getDecimal("c"));
    assertFails("shop.t.c is NULL", () -> row.getBytes("c"));
  }

  @Test
  void absentIsNotNull() {
    Row row = Row.of(table(column("c", ColumnType.INT)), new AbsentImage());

    assertFalse(row.isNull("c"));
    assertFalse(row.isPresent("c"));
    assertNull(row.get("c"));
    assertFails("shop.t.c is not in the row image", () -> row.getLong("c"));
    assertFails("shop.t.c is not in the row image", () -> row.getDouble("c"));
    assertEquals("shop.t{}", row.toString());
  }

  @Test
  void otherTypeIsNamedInTheError() {
    Row text = row(column("c", ColumnType.TEXT), "42");
    Row time = row(column("c", ColumnType.TIME), Duration.ZERO);

    assertFails("shop.t.c is text, not an integer", () -> text.getLong("c"));
    assertFails("shop.t.c is text, not a decimal", () -> text.getDecimal("c"));
    assertFails("shop.t.c is text, not a byte[]", () -> text.getBytes("c"));
    assertFails("shop.t.c is time, not a LocalDate", () -> time.getDate("c"));
    assertFails("shop.t.c is time, not a Number", () -> time.getDouble("c"));
  }

  @Test
  void impossibleDateIsAValueButNoDate() {
    Row row = row(column("d", ColumnType.DATE), new InvalidTemporal("0000-00-00"));

    assertFalse(row.isNull("d"));
    assertEquals("0000-00-00", row.getString("d"));
    assertFails("shop.t.d holds 0000-00-00, not a LocalDate", () -> row.getDate("d"));
  }

  @Test
  void unknownColumnIsNamedWithTheKnownOnes() {
    Row row = Row.of(table(column("id", ColumnType.INT), column("note", ColumnType.TEXT)), 1, "x");

    var refused = assertThrows(IllegalArgumentException.class, () -> row.getLong("nope"));

    assertEquals("shop.t has no column nope, only id, note", refused.getMessage());
  }

  @Test
  void numberOfValuesMustMatch() {
    Table table = table(column("id", ColumnType.INT));

    var refused = assertThrows(IllegalArgumentException.class, () -> Row.of(table, 1, 2));

    assertEquals("shop.t has 1 columns, not 2", refused.getMessage());
  }

  @Test
  void valuesAreCopiedIn() {
    @Nullable Object[] values = {1};
    Row row = Row.of(table(column("id", ColumnType.INT)), values);

    values[0] = 2;

    assertEquals(1, row.get("id"));
  }

  @Test
  void rowPrintsItsColumns() {
    Row row = Row.of(table(column("id", ColumnType.INT), column("note", ColumnType.TEXT)), 1, null);

    assertEquals("shop.t{id=1, note=null}", row.toString());
  }

  @Test
  void updateKnowsWhatChanged() {
    Table table =
        table(
            column("id", ColumnType.INT),
            column("bytes", ColumnType.BLOB),
            column("note", ColumnType.TEXT));
    Row before = Row.of(table, 1, new byte[] {1}, null);
    Row same = Row.of(table, 1, new byte[] {1}, null);
    Row other = Row.of(table, 1, new byte[] {2}, "x");

    assertFalse(update(before, same).changed("bytes"));
    assertFalse(update(before, same).changed("note"));
    assertFalse(update(before, other).changed("ID"));
    assertTrue(update(before, other).changed("bytes"));
    assertTrue(update(before, other).changed(2));
    assertTrue(update(other, before).changed("note"));
    assertThrows(IllegalArgumentException.class, () -> update(before, same).changed("nope"));
  }

  @Test
  void absentColumnsOfAnUpdateAreUnchanged() {
    Table table = table(column("c", ColumnType.INT));
    Row value = Row.of(table, 1);
    Row absent = Row.of(table, new AbsentImage());

    assertFalse(update(value, absent).changed("c"), "not set by the statement");
    assertTrue(update(absent, value).changed("c"), "set, the old value is unknown");
  }

  @Test
  void changeIsIdentifiedByTransactionEventAndRow() {
    Row row = row(column("c", ColumnType.INT), 1);
    Origin origin = Origin.builder().at("bin.1", 120).gtid("u:7").eventOrdinal(3).build();
    Origin withoutGtid = Origin.builder().at("bin.1", 120).transactionId("bin.1/4").build();

    assertEquals("u:7:3:2", new RowInsert(origin, 2, row).id());
    assertEquals("bin.1/4:0:0", new RowDelete(withoutGtid, 0, row).id());
    assertEquals("bin.1/120", Origin.builder().at("bin.1", 120).build().transactionId());
  }

  @Test
  void keyIsInTheOrderOfThePrimaryKey() {
    Table table = keyed(List.of(2, 0));
    Row row = Row.of(table, 1, "x", 3L);

    assertEquals(List.of(3L, 1), row.key());
    assertEquals(List.of(3L, 1), new RowInsert(Origin.builder().build(), 0, row).key());
    assertEquals(List.of(3L, 1), new RowDelete(Origin.builder().build(), 0, row).key());
  }

  @Test
  void keyIsEmptyWithoutAPrimaryKey() {
    RowInsert insert =
        new RowInsert(Origin.builder().build(), 0, Row.of(keyed(List.of()), 1, "x", 3L));

    assertEquals(List.of(), insert.key());
  }

  @Test
  void updateHasItsNewKeyAndTheOldOneIsInTheImageBefore() {
    Table table = keyed(List.of(0));
    RowUpdate moved = update(Row.of(table, 1, "x", 3L), Row.of(table, 2, "x", 3L));

    assertEquals(List.of(2), moved.key());
    assertEquals(List.of(1), moved.before().key());
  }

  @Test
  void keyThatTheAfterImageLacksIsTakenFromTheImageBefore() {
    Table table = keyed(List.of(0, 2));
    Row after = Row.of(table, new AbsentImage());
    RowUpdate minimal = update(Row.of(table, 1, "x", 3L), after);

    assertEquals(List.of(1, 3L), minimal.key());
    assertEquals(Arrays.asList(null, null), after.key());
  }

  private static Table keyed(List<Integer> primaryKey) {
    List<Column> columns =
        List.of(
            column("a", ColumnType.INT),
            column("b", ColumnType.VARCHAR),
            column("c", ColumnType.BIGINT));
    return Table.of("shop", "t", columns, primaryKey);
  }

  private static final class AbsentImage implements RowImage {
    @Override
    public boolean isPresent(int column) {
      return false;
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public @Nullable Object value(int column) {
      return null;
    }

    @Override
    public long longValue(int column) {
      throw new AssertionError("asked for a value that is absent");
    }
  }

  private static void assertFails(String message, Runnable getter) {
    var failed = assertThrows(IllegalStateException.class, getter::run);
    assertEquals(message, failed.getMessage());
  }

  private static RowUpdate update(Row before, Row after) {
    return new RowUpdate(Origin.builder().build(), 0, before, after);
  }

  private static Row row(Column column, @Nullable Object value) {
    return Row.of(table(column), new @Nullable Object[] {value});
  }

  private static Table table(Column... columns) {
    return Table.of("shop", "t", List.of(columns), List.of());
  }

  private static Column column(String name, ColumnType type) {
    return Column.builder(name, type).build();
  }

  private static Column unsigned(String name) {
    return Column.builder(name, ColumnType.BIGINT).unsigned(true).build();
  }
}
