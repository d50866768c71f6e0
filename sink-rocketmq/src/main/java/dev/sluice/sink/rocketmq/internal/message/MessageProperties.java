package dev.sluice.sink.rocketmq.internal.message;

/**
 * The names of the user properties of a message. They are short because every message carries them.
 */
public final class MessageProperties {
  /** The rows covered, see {@link RowRange}. */
  public static final String POSITION = "p";

  /** The term of leadership in which the message was written: a number that only grows. */
  public static final String EPOCH = "e";

  /** The name of the pipeline, blanks, control characters and percent signs as {@code %XX}. */
  public static final String WRITER = "w";

  /**
   * The number of the message among those of its pipeline in its queue. It grows by one from
   * message to message; a consumer that drops what does not grow sees no duplicate.
   */
  public static final String NUMBER = "n";

  /** Where the binlog event is: {@code file/offset} on the server it was read from. */
  public static final String BINLOG = "o";

  /**
   * When the transaction was committed, in microseconds since 1970; without them, in seconds with
   * six zeros, when the statement was executed.
   */
  public static final String TIME = "t";

  /** Which version of the table it is, see {@link SchemaFingerprints}; of rows only. */
  public static final String SCHEMA = "s";

  /** How the body is compressed; missing when it is not. */
  public static final String ENCODING = "z";

  /** What was left out of a message that would have been too large. */
  public static final String REDUCED = "r";

  private MessageProperties() {}
}
