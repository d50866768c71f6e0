package dev.towpath.sink.rocketmq.internal.client;

import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.util.List;
import java.util.OptionalLong;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The requests to RocketMQ that a lane needs. Thread-safe. Every call waits for the broker, for a
 * limited time.
 */
public interface QueueClient {

  /** Sends the messages as one batch, in one attempt. */
  SendResult send(MessageQueue queue, List<Outgoing> messages) throws Exception;

  /**
   * Returns the offset after the last message that can be read, 0 for an empty queue. It may lag
   * behind the acknowledged messages, see {@link #undispatched}.
   */
  long maxOffset(MessageQueue queue) throws Exception;

  /** Returns some messages from {@code offset} on; empty when there are none. */
  List<StoredMessage> read(MessageQueue queue, long offset) throws Exception;

  /**
   * Returns how many bytes the queue's broker has stored and not yet made readable; empty if
   * unknown.
   */
  OptionalLong undispatched(MessageQueue queue) throws Exception;

  /** Asks the name server for the current brokers of the topic's queues. */
  void refreshRoute(String topic);
}
