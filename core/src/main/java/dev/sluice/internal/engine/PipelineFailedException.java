package dev.sluice.internal.engine;

import dev.sluice.Failure;

/** Ends a term because the error policy said stop. */
final class PipelineFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  PipelineFailedException(Failure failure) {
    super(failure.cause());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
