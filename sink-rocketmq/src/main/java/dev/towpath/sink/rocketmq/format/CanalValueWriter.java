package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.event.ValueVisitor;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.internal.text.Utf8Json;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A writer of values as {@link CanalText} prints them to a JSON text, without a string per value.
 * Used by one thread.
 */
final class CanalValueWriter implements ValueVisitor {
  private static final int DIGITS_OF_WORD = 9;
  private static final int MICRO_DIGITS = 6;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final long[] POWERS_OF_TEN = powersOfTen();
  private static final Column NONE = Column.builder("none", ColumnType.INT).build();

  private final Utf8Json json;
  private final CanalText text;
  private final ZoneRules rules;
  private final boolean fullDecimals;
  private Column column = NONE;
  private long offsetFrom = Long.MAX_VALUE;
  private long offsetTo = Long.MIN_VALUE;
  private int offset;

  CanalValueWriter(Utf8Json json, ZoneId timeZone, Set<CanalOption> options) {
    this.json = json;
    this.text = new CanalText(timeZone, options);
    this.fullDecimals = options.contains(CanalOption.FULL_DECIMALS);
    this.rules = timeZone.getRules();
  }

  /** Writes the value of a column that is in the row: as a string, or null. */
  void write(Row row, int index) {
    if (row.isNull(index)) {
      json.raw(Utf8Json.NULL);
      return;
    }
    column = row.table().column(index);
    json.raw('"');
    switch (column.type()) {
      case ENUM -> json.number(row.getLong(index), 1);
      case SET, BIT, BINARY, YEAR -> json.text(String.valueOf(text.of(row, index)));
      default -> row.visit(index, this);
    }
    json.raw('"');
  }

  @Override
  public void integer(long value) {
    json.number(value, 1);
  }

  /** Writes a decimal; see {@link CanalText} for the digits that canal leaves out. */
  @Override
  public void decimal(long unscaled, int scale) {
    long digits = unscaled;
    int left = scale;
    int partial = scale % DIGITS_OF_WORD;
    if (partial > 0 && !fullDecimals && unscaled % POWERS_OF_TEN[partial] == 0) {
      digits /= POWERS_OF_TEN[partial];
      left -= partial;
    }
    if (left >= POWERS_OF_TEN.length) {
      json.text(java.math.BigDecimal.valueOf(digits, left).toPlainString());
      return;
    }
    if (digits < 0) {
      json.raw('-');
    }
    long power = POWERS_OF_TEN[left];
    json.number(Math.abs(digits / power), 1);
    if (left > 0) {
      json.raw('.');
      json.number(Math.abs(digits % power), left);
    } else if (scale > 0) {
      json.raw('.');
      json.raw('0');
    }
  }

  @Override
  public void text(byte[] utf8, int from, int length) {
    json.utf8(utf8, from, length);
  }

  @Override
  public void bytes(byte[] bytes, int from, int length) {
    json.latin1(bytes, from, length);
  }

  @Override
  public void date(int year, int month, int day) {
    json.number(year, 4);
    json.raw('-');
    json.number(month, 2);
    json.raw('-');
    json.number(day, 2);
  }

  @Override
  public void dateTime(
      int year, int month, int day, int hour, int minute, int second, int micros, int digits) {
    date(year, month, day);
    json.raw(' ');
    clock(hour, minute, second, micros, digits);
  }

  @Override
  public void time(boolean negative, int hours, int minute, int second, int micros, int digits) {
    if (negative) {
      json.raw('-');
    }
    clock(hours, minute, second, micros, digits);
  }

  private void clock(int hours, int minute, int second, int micros, int digits) {
    json.number(hours, 2);
    json.raw(':');
    json.number(minute, 2);
    json.raw(':');
    json.number(second, 2);
    if (digits > 0) {
      json.raw('.');
      json.number(micros / POWERS_OF_TEN[MICRO_DIGITS - digits], digits);
    }
  }

  @Override
  public void timestamp(long seconds, int micros, int digits) {
    if (seconds < offsetFrom || seconds >= offsetTo) {
      findOffset(seconds);
    }
    long local = seconds + offset;
    int second = (int) Math.floorMod(local, (long) SECONDS_PER_DAY);
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(local, (long) SECONDS_PER_DAY));
    dateTime(
        day.getYear(),
        day.getMonthValue(),
        day.getDayOfMonth(),
        second / 3_600,
        second / 60 % 60,
        second % 60,
        micros,
        digits);
  }

  /** Finds the zone's offset, which is valid from its last transition to the next. */
  private void findOffset(long seconds) {
    Instant instant = Instant.ofEpochSecond(seconds);
    @Nullable ZoneOffsetTransition last = rules.previousTransition(instant.plusSeconds(1));
    @Nullable ZoneOffsetTransition next = rules.nextTransition(instant);
    offset = rules.getOffset(instant).getTotalSeconds();
    offsetFrom = last == null ? Long.MIN_VALUE : last.toEpochSecond();
    offsetTo = next == null ? Long.MAX_VALUE : next.toEpochSecond();
  }

  @Override
  public void object(Object value) {
    json.text(text.text(column, value));
  }

  private static long[] powersOfTen() {
    long[] powers = new long[19];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
