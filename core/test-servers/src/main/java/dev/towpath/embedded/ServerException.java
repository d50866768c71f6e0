package dev.towpath.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An exception for a server that could not be unpacked, started, signalled or queried. The message
 * says what to do, and after a failed start how the server's log ends.
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
