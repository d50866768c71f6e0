package dev.sluice.internal.engine;

/**
 * The end of what the writing thread is doing because the pipeline was asked to stop. Leaves every
 * delivery that is not complete, so that no later event can be taken after it.
 */
final class StopException extends Exception {
  private static final long serialVersionUID = 1L;

  StopException() {
    super("the pipeline was asked to stop", null, false, false);
  }
}
