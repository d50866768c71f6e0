package dev.towpath.internal.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exception for a path that is unusable and a retry cannot help. */
public final class UnusablePathException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message names the path, what failed and what to do. */
  public UnusablePathException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
