package dev.towpath.internal.snapshot;

/** A failure that no other attempt avoids: a table cannot be read by a snapshot. */
public final class RefusedTableException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedTableException(String message) {
    super(message);
  }
}
