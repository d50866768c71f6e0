package dev.sluice.internal.schema;

/** A statement whose effect on definitions cannot be told. */
final class UnsupportedDdlException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedDdlException(String message) {
    super(message);
  }
}
