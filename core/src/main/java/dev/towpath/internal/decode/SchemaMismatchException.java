package dev.towpath.internal.decode;

import dev.towpath.failure.CdcException;

/**
 * An exception for a table definition that differs from the one the binlog was written with. It
 * names the table and column, what the binlog says, and what the definition says.
 */
public final class SchemaMismatchException extends CdcException {
  private static final long serialVersionUID = 1L;

  public SchemaMismatchException(String message) {
    super(message);
  }
}
