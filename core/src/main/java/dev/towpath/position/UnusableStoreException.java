package dev.towpath.position;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An exception thrown when a store is unusable and a retry cannot help: its content is damaged, it
 * cannot represent a name, or its path is not a directory. A pipeline fails at once, even if its
 * policy retries transient failures.
 */
public final class UnusableStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is unusable, where, and what to do. */
  public UnusableStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
