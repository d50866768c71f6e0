package dev.towpath.failure;

/**
 * A failure in a running pipeline. Immutable.
 *
 * @param stage the part that failed
 * @param cause what was thrown; its message says where and what to do
 * @param attempt the number of failures of the same stage in a row, from 1
 * @param isPermanent whether a retry cannot succeed until something is changed
 * @param during what the pipeline was doing: for {@link Stage#SINK} the class of the sink, the
 *     number of events, their tables and their range in the binlog; empty where the cause says it
 */
public record Failure(
    Stage stage, Throwable cause, int attempt, boolean isPermanent, String during) {

  /** Creates a failure whose cause says what the pipeline was doing. */
  public Failure(Stage stage, Throwable cause, int attempt, boolean isPermanent) {
    this(stage, cause, attempt, isPermanent, "");
  }

  /** Returns what the pipeline was doing, where that is known, and what went wrong. One line. */
  public String describe() {
    String message = message();
    return during.isEmpty() ? message : during + ": " + message;
  }

  private String message() {
    try {
      String message = cause.getMessage();
      return message == null ? cause.toString() : message;
    } catch (RuntimeException | Error e) {
      return cause.getClass().getName() + ", whose message cannot be read: " + e.getClass();
    }
  }

  /** The parts of a pipeline that can fail. */
  public enum Stage {
    /** Being elected, and holding the lease. */
    COORDINATION,
    /** Connecting to the source, or reading from it. */
    SOURCE,
    /** Interpreting what was read: events, table definitions, filters. */
    DECODE,
    /** Creating the sink, writing to it, or flushing it. */
    SINK,
    /** Giving a change that the sink refuses to the {@link DeadLetterHandler}. */
    DEAD_LETTER,
    /** Loading or saving the position. */
    POSITION
  }
}
