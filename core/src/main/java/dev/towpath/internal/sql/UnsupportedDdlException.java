package dev.towpath.internal.sql;

/** A statement whose effect on definitions cannot be told. */
public final class UnsupportedDdlException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnsupportedDdlException(String message) {
    super(message);
  }
}
