package dev.towpath.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An exception for a server that could not be unpacked, started, signalled or queried; the message
 * says what to do.
 */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerException(String message) {
    this(message, null);
  }

  ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
