package dev.towpath.internal.engine;

import dev.towpath.failure.Failure;

/** An exception that ends a pipeline after a failure that the error policy does not retry. */
final class PipelineFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  PipelineFailedException(Failure failure) {
    super(failure.describe(), failure.cause());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
