package dev.sluice;

/**
 * Something went wrong in a running pipeline. Immutable.
 *
 * @param stage where
 * @param cause what; its message says where and what to do
 * @param attempt how often the same stage has failed in a row, from 1
 * @param isPermanent whether trying again is pointless until somebody acts
 */
public record Failure(Stage stage, Throwable cause, int attempt, boolean isPermanent) {

  /** The parts of a pipeline that can fail. */
  public enum Stage {
    /** Being elected. */
    COORDINATION,
    /** Connecting to the source, or reading from it. */
    SOURCE,
    /** Interpreting what was read. */
    DECODE,
    /** Creating the sink, writing to it, or flushing it. */
    SINK,
    /** Giving a change that the sink refuses to the {@link DeadLetterHandler}. */
    DEAD_LETTER,
    /** Loading or saving the position. */
    POSITION
  }
}
