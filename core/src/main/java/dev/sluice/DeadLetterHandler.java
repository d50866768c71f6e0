package dev.sluice;

/**
 * Takes the changes that a sink refuses, where {@link ErrorPolicy.Isolate} says so. Called by one
 * thread at a time per pipeline, in commit order; a pipeline never closes it.
 */
@FunctionalInterface
public interface DeadLetterHandler {

  /**
   * Keeps a change for somebody to look at. When this returns, the pipeline goes on as if the sink
   * had taken the change, and saves positions after it: by then it must survive a crash. It may
   * come again after a crash or a change of leader.
   *
   * <p>An interrupt means stop, as in a sink.
   *
   * @throws Exception if it cannot be kept. The error policy is asked, for the stage {@link
   *     Failure.Stage#DEAD_LETTER}: the same letter is handed over again after {@link
   *     ErrorPolicy.Retry}; any other decision stops the pipeline before the change, which is read
   *     and delivered again by whoever leads next
   */
  void handle(DeadLetter letter) throws Exception;
}
