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

  /** Where the binlog event is: {@code file/offset} on the server it was read from. */
  static final String BINLOG = "o";

  /**
   * When the transaction was committed, in microseconds since 1970; without them, in seconds with
   * six zeros, when the statement was executed.
   */
  static final String TIME = "t";

  /** Which version of the table it is, see {@link SchemaFingerprints}; of rows only. */
  static final String SCHEMA = "s";

  /** How the body is compressed; missing when it is not. */
  static final String ENCODING = "z";

  /** What was left out of a message that would have been too large. */
  static final String REDUCED = "r";

  private MessageProperties() {}
}
