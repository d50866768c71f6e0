package dev.sluice.event;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A complete row image made of ready values. */
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
    Object value = values[column];
    List<String> labels = table.column(column).labels();
    return switch (table.column(column).type()) {
      case ENUM -> labels.indexOf(value) + 1L;
      case SET -> bits(labels, String.valueOf(value));
      case BIT -> new BigInteger(1, (byte[]) value).longValueExact();
      default ->
          value instanceof BigInteger integer
              ? integer.longValueExact()
              : ((Number) java.util.Objects.requireNonNull(value)).longValue();
    };
  }

  private static long bits(List<String> labels, String value) {
    long bits = 0;
    for (String label : value.split(",", -1)) {
      int index = labels.indexOf(label);
      if (index >= 0) {
        bits |= 1L << index;
      }
    }
    return bits;
  }
}
