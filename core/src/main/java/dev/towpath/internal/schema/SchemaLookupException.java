package dev.towpath.internal.schema;

import dev.towpath.failure.CdcException;

/** The server could not be asked for a definition; asking again may help. */
public final class SchemaLookupException extends CdcException {
  private static final long serialVersionUID = 1L;

  SchemaLookupException(String message, Throwable cause) {
    super(message, cause);
  }
}
