package dev.sluice.sink.rocketmq;

import dev.sluice.event.ChangeEvent;

/**
 * The format of a message of one change. Called by one thread at a time per sink; a format given to
 * several sinks must be thread-safe.
 */
@FunctionalInterface
public interface ChangeFormat {

  /**
   * The body of the message of a row change or a statement; not empty, RocketMQ refuses that.
   *
   * @throws Exception if it cannot be encoded, which fails the batch: a {@link
   *     dev.sluice.sink.SinkException} as it says, anything else as permanent
   */
  byte[] body(ChangeEvent change) throws Exception;
}
