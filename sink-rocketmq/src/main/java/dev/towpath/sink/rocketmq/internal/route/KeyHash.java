package dev.towpath.sink.rocketmq.internal.route;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.route.RowPartitioner;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A function from rows to partitions by canal's formula. Immutable. */
public final class KeyHash {
  public static final KeyHash PRIMARY_KEY = new KeyHash(Kind.PRIMARY_KEY, List.of());
  public static final KeyHash TABLE = new KeyHash(Kind.TABLE, List.of());

  /** The rule that sends all rows to partition 0. */
  public static final KeyHash NONE = fixed(0);

  private final Kind kind;
  private final List<String> columns;
  private final RowPartitioner partitioner;

  private KeyHash(Kind kind, List<String> columns) {
    this(kind, columns, (change, partitions) -> 0);
  }

  private KeyHash(Kind kind, List<String> columns, RowPartitioner partitioner) {
    this.kind = kind;
    this.columns = List.copyOf(columns);
    this.partitioner = partitioner;
  }

  public static KeyHash columns(String... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("a hash of columns needs at least one column");
    }
    return new KeyHash(Kind.COLUMNS, List.of(columns));
  }

  /**
   * Returns a rule without a hash: all rows go to the given partition, canal's {@code
   * canal.mq.partition}.
   */
  public static KeyHash fixed(int partition) {
    return new KeyHash(Kind.FIXED, List.of(), (change, partitions) -> partition);
  }

  public static KeyHash function(RowPartitioner partitioner) {
    return new KeyHash(Kind.FUNCTION, List.of(), partitioner);
  }

  /**
   * Returns the partition of {@code change}, from 0 to {@code partitions - 1} unless it is fixed.
   *
   * @throws IllegalStateException if the function returned a number outside that range
   */
  public int partition(RowChange change, CanalText text, boolean databaseHash, int partitions) {
    if (kind == Kind.FIXED) {
      return partitioner.partition(change, partitions);
    }
    if (kind == Kind.FUNCTION) {
      int partition = partitioner.partition(change, partitions);
      if (partition < 0 || partition >= partitions) {
        throw new IllegalStateException(
            "the partitioner returned %d for a row of %s; it must return 0 to %d"
                .formatted(partition, change.table().qualifiedName(), partitions - 1));
      }
      return partition;
    }
    Table table = change.table();
    int hash =
        switch (kind) {
          case FIXED, FUNCTION -> 0;
          case TABLE -> table.name().hashCode();
          case COLUMNS, PRIMARY_KEY -> {
            int start = databaseHash ? table.database().hashCode() : 0;
            yield kind == Kind.COLUMNS
                ? hashColumns(start, change, text)
                : hashPrimaryKey(start, change, text);
          }
        };
    return Math.abs(Math.abs(hash) % partitions);
  }

  private static int hashPrimaryKey(int start, RowChange change, CanalText text) {
    int hash = start;
    for (int column : change.table().primaryKey()) {
      hash ^= hashValue(keyText(change, column, text));
    }
    return hash;
  }

  /**
   * Hashes the columns. One that is named twice counts twice; one that the table lacks counts as
   * empty.
   */
  private int hashColumns(int start, RowChange change, CanalText text) {
    int hash = start;
    Table table = change.table();
    for (String name : columns) {
      int column = exactIndex(table, name);
      if (column >= 0) {
        hash ^= hashValue(keyText(change, column, text));
      }
    }
    return hash;
  }

  private static int exactIndex(Table table, String name) {
    for (int column = 0; column < table.columns().size(); column++) {
      if (table.column(column).name().equals(name)) {
        return column;
      }
    }
    return -1;
  }

  private static int hashValue(@Nullable String value) {
    return value == null ? 0 : value.hashCode();
  }

  /**
   * Returns the text of a key column. With {@code binlog_row_image=MINIMAL} an update has an
   * unchanged key in its before image only.
   */
  public static @Nullable String keyText(RowChange change, int column, CanalText text) {
    Row row = change.row();
    if (change instanceof RowUpdate update && !row.isPresent(column)) {
      row = update.before();
    }
    return text.of(row, column);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyHash that
        && kind == that.kind
        && columns.equals(that.columns)
        && (kind == Kind.PRIMARY_KEY
            || kind == Kind.COLUMNS
            || kind == Kind.TABLE
            || partitioner.equals(that.partitioner));
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, columns);
  }

  @Override
  public String toString() {
    return kind == Kind.COLUMNS ? columns.toString() : kind.name();
  }

  private enum Kind {
    PRIMARY_KEY,
    COLUMNS,
    TABLE,
    FIXED,
    FUNCTION
  }
}
