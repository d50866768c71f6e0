package dev.towpath.sink.rocketmq.internal.message;

/**
 * The names of the user properties of a message. They are short because every message carries them.
 */
public final class MessageProperties {
  /** The rows that the message covers, see {@link RowRange}. */
  public static final String POSITION = "p";

  /** The term of leadership in which the message was written: a number that only grows. */
  public static final String EPOCH = "e";

  /** The name of the pipeline; blanks, control characters and percent signs as {@code %XX}. */
  public static final String WRITER = "w";

  /**
   * The number of the message within its pipeline and queue. It grows by one per message. A
   * consumer that drops messages with a number that is not larger sees no duplicates.
   */
  public static final String NUMBER = "n";

  /** The place of the binlog event: {@code file/offset} on the server it was read from. */
  public static final String BINLOG = "o";

  /**
   * The commit time of the transaction, in microseconds since 1970. Servers that do not log it give
   * the execution time of the statement, in seconds followed by six zeros.
   */
  public static final String TIME = "t";

  /** The version of the table, see {@link SchemaFingerprints}; rows only. */
  public static final String SCHEMA = "s";

  /** The compression of the body; missing if there is none. */
  public static final String ENCODING = "z";

  /** The parts left out of a message that would have been too large. */
  public static final String REDUCED = "r";

  private MessageProperties() {}
}
