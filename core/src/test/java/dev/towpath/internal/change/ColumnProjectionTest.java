package dev.towpath.internal.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.InvalidTemporal;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowImage;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableColumns;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ColumnProjectionTest {
  private static final Origin ORIGIN = Origin.builder().at("binlog.000001", 4).build();

  private final Table users =
      Table.of(
          "shop",
          "users",
          List.of(
              Column.builder("tenant", ColumnType.INT).build(),
              Column.builder("password", ColumnType.VARCHAR).build(),
              Column.builder("id", ColumnType.BIGINT).unsigned(true).build(),
              Column.builder("level", ColumnType.ENUM).labels(List.of("low", "high")).build()),
          List.of(2, 0));
  private final Row row = Row.of(users, 7, "secret", BigInteger.TEN, "high");

  @Test
  void tableWithoutAHiddenOrMaskedColumnIsLeftAsItIs() {
    ColumnFilter elsewhere =
        ColumnFilter.exclude("*.*", "token").and(ColumnFilter.replace("a.b", "id", 1));

    assertNull(ColumnProjection.of(rules(elsewhere, users), users));
  }

  @Test
  void hiddenColumnIsGoneFromTableAndRow() {
    Row shown = insert(ColumnFilter.exclude("shop.users", "password"), row).after();

    assertEquals("shop.users{tenant=7, id=10, level=high}", shown.toString());
    assertEquals(10, shown.getLong("id"));
    assertEquals(2, shown.getLong("level"));
    assertThrows(IllegalArgumentException.class, () -> shown.get("password"));
    assertEquals(List.of(1, 0), shown.table().primaryKey());
  }

  @Test
  void hiddenKeyColumnLeavesThePrimaryKey() {
    Row shown = insert(ColumnFilter.exclude("shop.users", "id"), row).after();

    assertEquals(List.of(0), shown.table().primaryKey());
    assertEquals("tenant", shown.table().column(0).name());
  }

  @Test
  void allRowsOfAProjectionShareOneTable() {
    ColumnProjection projection = projection(ColumnFilter.include("shop.users", "id"));

    var first = projection.apply(new RowInsert(ORIGIN, 0, row));
    var second = projection.apply(new RowDelete(ORIGIN, 1, row));

    assertSame(first.table(), second.table());
  }

  @Test
  void kindOriginAndOrdinalStayAsTheyWere() {
    ColumnProjection projection = projection(ColumnFilter.exclude("shop.users", "password"));

    RowUpdate update =
        assertInstanceOf(RowUpdate.class, projection.apply(new RowUpdate(ORIGIN, 3, row, row)));
    RowDelete delete =
        assertInstanceOf(RowDelete.class, projection.apply(new RowDelete(ORIGIN, 4, row)));

    assertSame(ORIGIN, update.origin());
    assertEquals(3, update.rowOrdinal());
    assertEquals("shop.users{tenant=7, id=10, level=high}", update.before().toString());
    assertEquals("shop.users{tenant=7, id=10, level=high}", update.after().toString());
    assertSame(ORIGIN, delete.origin());
    assertEquals(4, delete.rowOrdinal());
    assertEquals("shop.users{tenant=7, id=10, level=high}", delete.before().toString());
  }

  @Test
  void maskedValueIsSeenThroughEveryAccessor() {
    ColumnFilter filter =
        ColumnFilter.exclude("shop.users", "password")
            .and(ColumnFilter.mask("shop.users", "level", value -> "low"))
            .and(ColumnFilter.mask("shop.users", "id", id -> ((BigInteger) id).negate().abs()))
            .and(ColumnFilter.replace("shop.users", "tenant", 1));

    Row shown = insert(filter, row).after();

    assertEquals("shop.users{tenant=1, id=10, level=low}", shown.toString());
    assertEquals("low", shown.get("level"));
    assertEquals(1, shown.getLong("level"));
    assertEquals(1, shown.getInt("tenant"));
    assertEquals(10, shown.getLong("id"));
  }

  @Test
  void nullAndAbsentValuesAreNotMasked() {
    ColumnFilter filter = ColumnFilter.replace("shop.users", "password", "***");
    Row absent = Row.of(users, new Without(row, Set.of(1)));

    Row shownNull = insert(filter, Row.of(users, 7, null, BigInteger.TEN, "high")).after();
    Row shownAbsent = insert(filter, absent).after();

    assertTrue(shownNull.isNull("password"));
    assertTrue(shownNull.isPresent("password"));
    assertFalse(shownAbsent.isPresent("password"));
    assertFalse(shownAbsent.isNull("password"));
    assertTrue(shownAbsent.isPresent("tenant"));
  }

  @Test
  void maskMayGiveNull() {
    Row shown = insert(ColumnFilter.replace("shop.users", "password", null), row).after();

    assertTrue(shown.isNull("password"));
    assertTrue(shown.isPresent("password"));
    assertNull(shown.get("password"));
  }

  @Test
  void maskThatThrowsFailsAtOnceNamingTheColumn() {
    ColumnFilter filter =
        ColumnFilter.mask(
            "shop.users",
            "password",
            value -> {
              throw new IllegalStateException("no key");
            });

    CdcException failure = assertThrows(CdcException.class, () -> insert(filter, row));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("the mask of shop.users.password failed"), message);
    assertTrue(message.contains("no key"), message);
    assertFalse(message.contains("secret"), message);
  }

  @ParameterizedTest
  @MethodSource("values")
  void maskMustReturnAValueOfTheColumn(Column column, Object good, Object bad) {
    Table table = Table.of("shop", "t", List.of(column), List.of());
    Row before = Row.of(table, good);

    Row shown = insert(ColumnFilter.replace("shop.t", "c", good), before).after();
    CdcException failure =
        assertThrows(
            CdcException.class, () -> insert(ColumnFilter.replace("shop.t", "c", bad), before));

    assertEquals(good, shown.get(0));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("shop.t.c returned a " + bad.getClass().getSimpleName()), message);
    assertTrue(message.contains(column.typeText() + " needs a"), message);
  }

  static Stream<Arguments> values() {
    List<String> labels = List.of("a", "b", "c");
    return Stream.of(
        Arguments.of(column(ColumnType.INT).build(), 1, 1L),
        Arguments.of(column(ColumnType.INT).unsigned(true).build(), 1L, 1),
        Arguments.of(column(ColumnType.YEAR).build(), 2024, "2024"),
        Arguments.of(column(ColumnType.BIGINT).build(), 1L, BigInteger.ONE),
        Arguments.of(column(ColumnType.BIGINT).unsigned(true).build(), BigInteger.ONE, 1L),
        Arguments.of(column(ColumnType.FLOAT).build(), 1f, 1d),
        Arguments.of(column(ColumnType.DOUBLE).build(), 1d, 1f),
        Arguments.of(column(ColumnType.DECIMAL).build(), BigDecimal.ONE, 1),
        Arguments.of(column(ColumnType.JSON).build(), "{}", 1),
        Arguments.of(column(ColumnType.BLOB).build(), new byte[] {1}, "x"),
        Arguments.of(column(ColumnType.DATE).build(), LocalDate.EPOCH, Instant.EPOCH),
        Arguments.of(column(ColumnType.DATE).build(), new InvalidTemporal("0000-00-00"), ""),
        Arguments.of(column(ColumnType.DATETIME).build(), LocalDateTime.MIN, LocalDate.EPOCH),
        Arguments.of(column(ColumnType.TIMESTAMP).build(), Instant.EPOCH, LocalDateTime.MIN),
        Arguments.of(column(ColumnType.TIME).build(), Duration.ZERO, new InvalidTemporal("0")),
        Arguments.of(column(ColumnType.ENUM).labels(labels).build(), "a", "d"),
        Arguments.of(column(ColumnType.ENUM).labels(labels).build(), "", 1),
        Arguments.of(column(ColumnType.SET).labels(labels).build(), "a,c", "a,d"),
        Arguments.of(column(ColumnType.SET).labels(labels).build(), "", 0));
  }

  private static Column.Builder column(ColumnType type) {
    return Column.builder("c", type);
  }

  private RowInsert insert(ColumnFilter filter, Row before) {
    Table table = before.table();
    ColumnProjection projection =
        Objects.requireNonNull(ColumnProjection.of(rules(filter, table), table));
    return assertInstanceOf(RowInsert.class, projection.apply(new RowInsert(ORIGIN, 0, before)));
  }

  private ColumnProjection projection(ColumnFilter filter) {
    return Objects.requireNonNull(ColumnProjection.of(rules(filter, users), users));
  }

  private static TableColumns rules(ColumnFilter filter, Table table) {
    return filter.rulesOf(table.database(), table.name()).orElseThrow();
  }

  /** A row image without some columns. */
  private record Without(Row row, Set<Integer> absent) implements RowImage {
    @Override
    public boolean isPresent(int column) {
      return !absent.contains(column);
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public @Nullable Object value(int column) {
      return absent.contains(column) ? null : row.get(column);
    }

    @Override
    public long longValue(int column) {
      return row.getLong(column);
    }
  }
}
