package dev.sluice.sink.rocketmq;

import dev.sluice.event.SchemaChange;

/**
 * The format of message bodies.
 *
 * <p>Called by one thread at a time per sink; an encoder given to several sinks must be
 * thread-safe. A throw fails the batch: an {@link dev.sluice.sink.SinkException} as it says,
 * anything else as permanent.
 */
public interface MessageEncoder {

  /**
   * The JSON that canal 1.1.7 and later publishes with {@code canal.mq.flatMessage=true}, see the
   * module's README for the few differences. Thread-safe.
   */
  static MessageEncoder canalJson() {
    return new CanalJsonEncoder();
  }

  /**
   * The body of the message for some rows of one binlog event; not empty, RocketMQ refuses that.
   *
   * @throws Exception if they cannot be encoded
   */
  byte[] rows(RowsMessage message) throws Exception;

  /**
   * The body of the message for a statement; not empty.
   *
   * @throws Exception if it cannot be encoded
   */
  byte[] schemaChange(SchemaChange change, MessageStamp stamp) throws Exception;
}
