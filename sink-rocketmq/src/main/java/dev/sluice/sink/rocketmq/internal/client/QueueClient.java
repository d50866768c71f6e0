package dev.sluice.sink.rocketmq.internal.client;

import dev.sluice.sink.rocketmq.internal.message.Outgoing;
import dev.sluice.sink.rocketmq.internal.message.StoredMessage;
import java.util.List;
import java.util.OptionalLong;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageQueue;

/** What a lane needs of RocketMQ. Thread-safe; every call waits for the broker, boundedly. */
public interface QueueClient {

  /** Sends the messages as one batch, in one attempt. */
  SendResult send(MessageQueue queue, List<Outgoing> messages) throws Exception;

  /**
   * The offset after the last message that can be read, 0 for an empty queue. It lags behind what
   * was acknowledged, see {@link #undispatched}.
   */
  long maxOffset(MessageQueue queue) throws Exception;

  /** The messages from {@code offset} on: some of them, or none when there are none. */
  List<StoredMessage> read(MessageQueue queue, long offset) throws Exception;

  /** How many bytes the queue's broker has stored and not made readable; empty if it won't say. */
  OptionalLong undispatched(MessageQueue queue) throws Exception;

  /** Asks the name server where the queues of the topic are now. */
  void refreshRoute(String topic);
}
