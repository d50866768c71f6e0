package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.client.QueueClient;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import java.time.Duration;
import java.util.List;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageQueue;

/** The preconditions of requests to one queue: the lease and the throttle. */
final class QueueRequests {
  private final Lane lane;
  private final MessageQueue queue;
  private final SinkContext context;
  private final QueueClient client;
  private final Throttle throttle;

  QueueRequests(
      Lane lane, MessageQueue queue, SinkContext context, QueueClient client, Throttle throttle) {
    this.lane = lane;
    this.queue = queue;
    this.context = context;
    this.client = client;
    this.throttle = throttle;
  }

  /** Waits until the lease allows an external effect. */
  void awaitLease() throws InterruptedException, SinkException {
    try {
      context.awaitLease();
    } catch (IllegalStateException e) {
      throw SinkException.retryable(
          "leadership was lost while publishing to " + QueueText.of(queue), e);
    }
  }

  /** Waits until the throttle allows these messages. */
  void awaitThrottle(List<Outgoing> messages) throws InterruptedException, SinkException {
    Duration wait = throttle.reserve(messages.size(), Unsent.sizeOf(messages), System.nanoTime());
    if (!wait.isZero()) {
      lane.pause(wait);
      awaitLease();
    }
  }

  SendResult send(List<Outgoing> messages) throws Exception {
    lane.beginSend();
    try {
      return client.send(queue, messages);
    } finally {
      lane.endSend();
    }
  }
}
