package dev.towpath.internal.engine;

/**
 * An exception that ends the work of the writing thread because the pipeline was asked to stop. It
 * aborts every incomplete delivery, so that no later event can be taken after it.
 */
final class StopException extends Exception {
  private static final long serialVersionUID = 1L;

  StopException() {
    super("the pipeline was asked to stop", null, false, false);
  }
}
