package dev.sluice.sink.rocketmq;

import java.util.Map;
import org.apache.rocketmq.common.message.Message;

/**
 * A message on its way to a queue.
 *
 * @param message the message with all its properties
 * @param size what it takes of a batch, in bytes
 * @param number its number in its queue
 */
record Outgoing(Message message, int size, long number) {
  /** What RocketMQ writes before and between body and properties of a message of a batch. */
  private static final int FRAME = 22;

  static Outgoing of(Message message, long number) {
    return new Outgoing(message, sizeOf(message), number);
  }

  /**
   * Whether {@code stored} is this message: its number alone might be that of a request of a former
   * sink that took effect late.
   */
  boolean isStoredAs(StoredMessage stored) {
    return number == stored.number()
        && stored.rows().toString().equals(message.getUserProperty(MessageProperties.POSITION));
  }

  private static int sizeOf(Message message) {
    int size = FRAME + message.getBody().length;
    for (Map.Entry<String, String> property : message.getProperties().entrySet()) {
      size += PropertyText.utf8Length(property.getKey()) + 2;
      size += PropertyText.utf8Length(property.getValue());
    }
    return size;
  }
}
