package dev.towpath.event;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A complete row image of given values. */
final class ValuesImage implements RowImage {
  private final Table table;
  private final @Nullable Object[] values;

  ValuesImage(Table table, @Nullable Object[] values) {
    if (values.length != table.columns().size()) {
      throw new IllegalArgumentException(
          "%s has %d columns, not %d"
              .formatted(table.qualifiedName(), table.columns().size(), values.length));
    }
    this.table = table;
    this.values = values.clone();
  }

  @Override
  public boolean isPresent(int column) {
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return values[column] == null;
  }

  @Override
  public @Nullable Object value(int column) {
    return values[column];
  }

  @Override
  public long longValue(int column) {
    Object value = Objects.requireNonNull(values[column]);
    List<String> labels = table.column(column).labels();
    return switch (table.column(column).type()) {
      case ENUM -> labels.indexOf(value) + 1L;
      case SET -> members(labels, (String) value);
      case BIT -> bits((byte[]) value);
      default ->
          value instanceof BigInteger integer
              ? integer.longValueExact()
              : ((Number) value).longValue();
    };
  }

  private static long members(List<String> labels, String value) {
    long members = 0;
    for (String label : value.split(",", -1)) {
      int index = labels.indexOf(label);
      if (index >= 0) {
        members |= 1L << index;
      }
    }
    return members;
  }

  private static long bits(byte[] value) {
    long bits = 0;
    for (byte part : value) {
      bits = bits << Byte.SIZE | (part & 0xff);
    }
    return bits;
  }
}
