package dev.sluice.internal.decode;

import dev.sluice.CdcException;

/**
 * A table definition that is not the one the binlog was written with: which table and column, what
 * the binlog says and what the definition says.
 */
public final class SchemaMismatchException extends CdcException {
  private static final long serialVersionUID = 1L;

  SchemaMismatchException(String message) {
    super(message);
  }
}
