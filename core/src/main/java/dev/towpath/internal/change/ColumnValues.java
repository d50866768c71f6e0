package dev.towpath.internal.change;

import dev.towpath.event.Column;
import dev.towpath.event.InvalidTemporal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;

/** The Java types of the values that rows may hold in a column. */
final class ColumnValues {
  private ColumnValues() {}

  static boolean isValue(Column column, Object value) {
    return switch (column.type()) {
      case DATE, DATETIME, TIMESTAMP ->
          value instanceof InvalidTemporal || type(column).isInstance(value);
      case ENUM -> value.equals("") || column.labels().contains(value);
      case SET ->
          value.equals("")
              || (value instanceof String labels
                  && column.labels().containsAll(Arrays.asList(labels.split(",", -1))));
      default -> type(column).isInstance(value);
    };
  }

  /** Describes the expected type of a value, for messages. */
  static String describe(Column column) {
    return switch (column.type()) {
      case ENUM, SET -> "a String made of its labels";
      default -> "a " + type(column).getSimpleName();
    };
  }

  private static Class<?> type(Column column) {
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
