package dev.towpath.sink.rocketmq.route;

import dev.towpath.event.RowChange;

/**
 * A user-defined function from rows to partitions, for cases that no hash of columns covers. It
 * must give the same answer for the same row each time, and for all rows whose relative order
 * matters.
 *
 * <p>Called by one thread at a time per sink; a partitioner shared by several sinks must be
 * thread-safe.
 */
@FunctionalInterface
public interface RowPartitioner {

  /**
   * Returns the partition of a row.
   *
   * @param partitions the number of partitions of its topic
   * @return from 0 to {@code partitions - 1}; anything else fails the batch
   */
  int partition(RowChange change, int partitions);
}
