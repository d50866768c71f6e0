package dev.sluice.sink.rocketmq;

/**
 * The names of the user properties of a message. They are short because every message carries them.
 */
final class MessageProperties {
  /** The rows covered, see {@link RowRange}. */
  static final String POSITION = "p";

  /** The term of leadership in which the message was written: a number that only grows. */
  static final String EPOCH = "e";

  /** The name of the pipeline, blanks, control characters and percent signs as {@code %XX}. */
  static final String WRITER = "w";

  /**
   * The number of the message among those of its pipeline in its queue. It grows by one from
   * message to message; a consumer that drops what does not grow sees no duplicate.
   */
  static final String NUMBER = "n";

  private MessageProperties() {}
}
