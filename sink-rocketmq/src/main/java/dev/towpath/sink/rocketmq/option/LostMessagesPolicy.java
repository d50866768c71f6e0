package dev.towpath.sink.rocketmq.option;

/**
 * The policy of a starting sink for a queue that lost the end of what the pipeline had published.
 * It does not apply to an empty queue: that belongs to a recreated topic, to which the sink
 * publishes from the saved position.
 */
public enum LostMessagesPolicy {
  /** The sink fails permanently, and says what is lost and how to continue. */
  FAIL,

  /**
   * The sink logs the loss and publishes from the saved position. To publish the lost changes
   * again, move that position back first.
   */
  CONTINUE
}
