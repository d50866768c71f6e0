package dev.towpath.sink.rocketmq.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.sink.rocketmq.internal.text.EpochMicros;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A writer of values in Debezium's JSON with {@code decimal.handling.mode=string} and its defaults
 * otherwise.
 */
final class DebeziumValue {
  private static final int SRID_LENGTH = 4;

  private DebeziumValue() {}

  static void write(JsonGenerator json, Row row, int index) throws IOException {
    @Nullable Object value = row.get(index);
    if (value == null) {
      json.writeNull();
      return;
    }
    Column column = row.table().column(index);
    switch (column.type()) {
      case BIT -> writeBits(json, row.getLong(index), width(column));
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE ->
          json.writeNumber(String.valueOf(row.getString(index)));
      case YEAR -> json.writeNumber(row.getLong(index));
      case GEOMETRY -> writeGeometry(json, (byte[]) value);
      case DATE, TIME, DATETIME, TIMESTAMP -> writeTemporal(json, column, value);
      default -> {
        if (value instanceof byte[] bytes) {
          json.writeBinary(bytes);
        } else {
          json.writeString(WellFormed.text(String.valueOf(row.getString(index))));
        }
      }
    }
  }

  private static int width(Column column) {
    String type = column.typeText();
    int open = type.indexOf('(');
    return open < 0 ? 1 : Integer.parseInt(type, open + 1, type.indexOf(')', open), 10);
  }

  /** Writes one bit as a boolean, and more as bytes with the lowest first. */
  private static void writeBits(JsonGenerator json, long bits, int width) throws IOException {
    if (width == 1) {
      json.writeBoolean(bits != 0);
      return;
    }
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
    json.writeBinary(Arrays.copyOf(bytes, (width + 7) / 8));
  }

  private static void writeGeometry(JsonGenerator json, byte[] value) throws IOException {
    json.writeStartObject();
    int srid = 0;
    byte[] shape = value;
    if (value.length >= SRID_LENGTH) {
      srid = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
      shape = Arrays.copyOfRange(value, SRID_LENGTH, value.length);
    }
    if (srid == 0) {
      json.writeNullField("srid");
    } else {
      json.writeNumberField("srid", srid);
    }
    json.writeBinaryField("wkb", shape);
    json.writeEndObject();
  }

  /**
   * Writes a time. One that no calendar has is MySQL's text: a number would be another date, and
   * null would be NULL.
   */
  private static void writeTemporal(JsonGenerator json, Column column, Object value)
      throws IOException {
    if (value instanceof LocalDate date) {
      json.writeNumber(date.toEpochDay());
    } else if (value instanceof Duration time) {
      json.writeNumber(time.toNanos() / 1000);
    } else if (value instanceof Instant instant) {
      json.writeString(
          OffsetDateTime.ofInstant(instant, ZoneOffset.UTC)
              .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    } else if (value instanceof LocalDateTime dateTime) {
      Instant instant = dateTime.toInstant(ZoneOffset.UTC);
      boolean inMillis = fraction(column) <= 3;
      json.writeNumber(inMillis ? instant.toEpochMilli() : EpochMicros.of(instant));
    } else {
      json.writeString(value.toString());
    }
  }

  private static int fraction(Column column) {
    String type = column.typeText();
    int open = type.indexOf('(');
    return open < 0 || column.type() != ColumnType.DATETIME ? 0 : type.charAt(open + 1) - '0';
  }
}
