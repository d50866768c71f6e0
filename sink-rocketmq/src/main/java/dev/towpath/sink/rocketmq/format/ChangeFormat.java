package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.ChangeEvent;

/**
 * A function from one change to a message body. Called by one thread at a time per sink; a format
 * shared by several sinks must be thread-safe.
 */
@FunctionalInterface
public interface ChangeFormat {

  /**
   * Returns the body of the message for a row change or a statement. It must not be empty, because
   * RocketMQ refuses empty bodies.
   *
   * @throws Exception if the change cannot be encoded, which fails the batch: a {@link
   *     dev.towpath.sink.SinkException} as it says, anything else as permanent
   */
  byte[] body(ChangeEvent change) throws Exception;
}
