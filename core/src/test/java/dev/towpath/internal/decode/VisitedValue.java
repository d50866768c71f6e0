package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.event.ValueVisitor;
import dev.towpath.internal.text.TemporalText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value as a visitor received it: text, bytes, or the object itself. */
final class VisitedValue implements ValueVisitor {
  private @Nullable Object seen;
  private int calls;

  /** Checks that a visitor gets what the row returns. */
  static void check(Row row, int column) {
    var visited = new VisitedValue();
    boolean there = row.visit(column, visited);
    String name = row.table().column(column).name();
    Object value = row.get(column);
    assertEquals(value != null, there, name);
    assertEquals(there ? 1 : 0, visited.calls, name);
    if (visited.seen instanceof byte[] bytes) {
      assertArrayEquals((byte[]) value, bytes, name);
    } else if (visited.seen instanceof String text) {
      boolean year = row.table().column(column).type() == ColumnType.YEAR;
      assertEquals(year ? Objects.toString(value) : row.getString(column), text, name);
    } else {
      assertEquals(value, visited.seen, name);
    }
  }

  private void see(Object value) {
    seen = value;
    calls++;
  }

  @Override
  public void integer(long value) {
    see(Long.toString(value));
  }

  @Override
  public void decimal(long unscaled, int scale) {
    see(BigDecimal.valueOf(unscaled, scale).toPlainString());
  }

  @Override
  public void text(byte[] utf8, int from, int length) {
    see(new String(utf8, from, length, StandardCharsets.UTF_8));
  }

  @Override
  public void bytes(byte[] bytes, int from, int length) {
    see(Arrays.copyOfRange(bytes, from, from + length));
  }

  @Override
  public void date(int year, int month, int day) {
    see(TemporalText.date(year, month, day));
  }

  @Override
  public void dateTime(
      int year, int month, int day, int hour, int minute, int second, int micros, int digits) {
    see(TemporalText.dateTime(year, month, day, hour, minute, second, micros, digits));
  }

  @Override
  public void time(boolean negative, int hours, int minute, int second, int micros, int digits) {
    see(TemporalText.time(negative, hours, minute, second, micros, digits));
  }

  @Override
  public void timestamp(long seconds, int micros, int digits) {
    see(Instant.ofEpochSecond(seconds, micros * 1_000L));
  }

  @Override
  public void object(Object value) {
    see(value);
  }
}
