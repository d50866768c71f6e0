package dev.towpath.sink.testkit;

import dev.towpath.event.Column;
import dev.towpath.event.InvalidTemporal;
import dev.towpath.event.Row;
import dev.towpath.event.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** The conversion of values to the Java types that {@link Row} documents. */
final class TestValues {

  private TestValues() {}

  /**
   * Returns the value in the column's Java type; integers of another width and texts are converted.
   */
  static @Nullable Object convert(Table table, String name, @Nullable Object value) {
    Column column = table.column(table.indexOf(name));
    Class<?> type = javaType(column);
    if (value == null || type.isInstance(value) || value instanceof InvalidTemporal) {
      return value;
    }
    if (value instanceof Integer || value instanceof Long || value instanceof String) {
      String text = value.toString();
      if (type == Integer.class) {
        return Integer.valueOf(text);
      }
      if (type == Long.class) {
        return Long.valueOf(text);
      }
      if (type == BigInteger.class) {
        return new BigInteger(text);
      }
      if (type == BigDecimal.class) {
        return new BigDecimal(text);
      }
    }
    throw new IllegalArgumentException(
        "%s.%s is %s: its values are %s, not %s"
            .formatted(
                table.qualifiedName(),
                column.name(),
                column.typeText(),
                type.getSimpleName(),
                value.getClass().getSimpleName()));
  }

  private static Class<?> javaType(Column column) {
    return switch (column.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, YEAR -> Integer.class;
      case INT -> column.isUnsigned() ? Long.class : Integer.class;
      case BIGINT -> column.isUnsigned() ? BigInteger.class : Long.class;
      case FLOAT -> Float.class;
      case DOUBLE -> Double.class;
      case DECIMAL -> BigDecimal.class;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET, JSON -> String.class;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, BIT, GEOMETRY, VECTOR ->
          byte[].class;
      case DATE -> LocalDate.class;
      case DATETIME -> LocalDateTime.class;
      case TIMESTAMP -> Instant.class;
      case TIME -> Duration.class;
    };
  }
}
