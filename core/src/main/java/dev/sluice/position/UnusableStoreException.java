package dev.sluice.position;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A store that retrying cannot make usable: its content is damaged, it cannot represent a name, or
 * its path is not a directory. A pipeline fails at once, whatever its policy would say to a failure
 * that may pass.
 */
public final class UnusableStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is unusable, where, and what to do. */
  public UnusableStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
