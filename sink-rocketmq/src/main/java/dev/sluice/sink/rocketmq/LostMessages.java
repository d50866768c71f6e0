package dev.sluice.sink.rocketmq;

/**
 * The reaction of a starting sink to a queue that lost the end of what the pipeline had published.
 * An empty queue is not meant: it is that of a topic that was created again, and is published to
 * from the saved position.
 */
public enum LostMessages {
  /** The sink fails for good, and says what is lost and how to go on. */
  FAIL,

  /**
   * The sink logs the loss and publishes from the saved position on. Set that position back first
   * if the lost changes are to be published again.
   */
  CONTINUE
}
