package dev.towpath.sink.rocketmq.internal.lane;

import org.apache.rocketmq.common.message.MessageQueue;

/** The text form of queues in messages to operators. */
final class QueueText {

  private QueueText() {}

  static String of(MessageQueue queue) {
    return "broker %s topic %s queue %d"
        .formatted(queue.getBrokerName(), queue.getTopic(), queue.getQueueId());
  }
}
