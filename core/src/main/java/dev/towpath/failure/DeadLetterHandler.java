package dev.towpath.failure;

/**
 * A handler of the changes that a sink refuses, for {@link ErrorPolicy.Isolate}. Called by one
 * thread at a time per pipeline, in commit order; a pipeline never closes it.
 */
@FunctionalInterface
public interface DeadLetterHandler {

  /**
   * Stores a change for later inspection. When this returns, the pipeline continues as if the sink
   * had accepted the change, and saves positions after it: by then the letter must survive a crash.
   * The same letter may be handed over again after a crash or a change of leader.
   *
   * <p>An interrupt means stop, as in a sink.
   *
   * @throws Exception if the letter cannot be stored. The error policy then decides, for the stage
   *     {@link Failure.Stage#DEAD_LETTER}: the same letter is handed over again after {@link
   *     ErrorPolicy.Retry}; any other decision stops the pipeline before the change, which is read
   *     and delivered again by the next leader
   */
  void handle(DeadLetter letter) throws Exception;
}
