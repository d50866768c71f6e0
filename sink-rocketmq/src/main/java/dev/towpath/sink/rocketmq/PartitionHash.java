package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.route.KeyHash;
import dev.towpath.sink.rocketmq.route.RowPartitioner;
import java.util.Objects;

/**
 * A function from rows to partitions. It follows canal's formula, so a key stays in its partition
 * when a topic is taken over from canal. Immutable.
 *
 * <p>The hash of columns is {@code database.hashCode()}, unless switched off, XOR the {@code
 * hashCode()} of each column's text; NULL counts as empty. The partition is {@code abs(abs(hash) %
 * partitions)}. An update is hashed by its new values, a delete by the old ones. A table without a
 * primary key is hashed by its database alone. Statements go to partition 0.
 */
public final class PartitionHash {
  private static final PartitionHash PRIMARY_KEY = new PartitionHash(KeyHash.PRIMARY_KEY);
  private static final PartitionHash TABLE = new PartitionHash(KeyHash.TABLE);
  private static final PartitionHash NONE = new PartitionHash(KeyHash.NONE);

  private final KeyHash hash;

  private PartitionHash(KeyHash hash) {
    this.hash = hash;
  }

  /** Returns the hash of the primary key: canal's {@code $pk$}. */
  public static PartitionHash primaryKey() {
    return PRIMARY_KEY;
  }

  /**
   * Returns the hash of the given columns, named in the server's letter case: canal's {@code
   * c1^c2}.
   */
  public static PartitionHash columns(String... columns) {
    return new PartitionHash(KeyHash.columns(columns));
  }

  /**
   * Returns the hash of the table's name without its database: canal's {@code db.table} without
   * columns.
   */
  public static PartitionHash table() {
    return TABLE;
  }

  /** Returns a rule without a hash: all rows go to partition 0. */
  public static PartitionHash none() {
    return NONE;
  }

  /** Returns a rule that applies a function of the row instead of a hash. */
  public static PartitionHash function(RowPartitioner partitioner) {
    return new PartitionHash(KeyHash.function(Objects.requireNonNull(partitioner, "partitioner")));
  }

  KeyHash hash() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PartitionHash that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
