package dev.sluice.sink.rocketmq;

import dev.sluice.event.RowChange;

/**
 * What decides the partition of a row where no hash of columns will do. It must give the same
 * answer for the same row each time, and for all rows whose order matters among each other.
 *
 * <p>Called by one thread at a time per sink; a partitioner given to several sinks must be
 * thread-safe.
 */
@FunctionalInterface
public interface RowPartitioner {

  /**
   * The partition of a row.
   *
   * @param partitions the number of partitions of its topic
   * @return from 0 to {@code partitions - 1}; anything else fails the batch
   */
  int partition(RowChange change, int partitions);
}
