package dev.towpath.sink.rocketmq.internal.lane;

import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The written end of a queue.
 *
 * @param queue the queue
 * @param nextOffset the offset after the last acknowledged message, or {@link #UNKNOWN}
 * @param lastNumber the number of the last acknowledged message
 */
record QueueState(MessageQueue queue, long nextOffset, long lastNumber) {
  /** The offset of a queue that was not read. */
  static final long UNKNOWN = -1;

  QueueState {
    if (nextOffset < UNKNOWN || lastNumber < 0) {
      throw new IllegalArgumentException(
          "%s cannot be at offset %d after message %d".formatted(queue, nextOffset, lastNumber));
    }
  }
}
