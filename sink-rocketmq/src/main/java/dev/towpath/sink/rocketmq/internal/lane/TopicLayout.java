package dev.towpath.sink.rocketmq.internal.lane;

import java.util.List;

/**
 * The queues of a topic in the order in which partitions are assigned to them, with the end of
 * each. The order never changes. Immutable.
 *
 * @param topic the topic of all queues
 * @param partitions the number of partitions; partition {@code p} is queue {@code p % queues}
 * @param queues the queues, at least one
 */
record TopicLayout(String topic, int partitions, List<QueueState> queues) {

  TopicLayout {
    queues = List.copyOf(queues);
    if (queues.isEmpty() || partitions < 1) {
      throw new IllegalArgumentException(
          "topic %s cannot have %d queues and %d partitions"
              .formatted(topic, queues.size(), partitions));
    }
  }

  /** Returns the index of the queue of the partition, from 0. */
  int queueOf(int partition) {
    return partition % queues.size();
  }
}
