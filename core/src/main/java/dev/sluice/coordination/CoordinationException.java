package dev.sluice.coordination;

import dev.sluice.CdcException;
import org.jspecify.annotations.Nullable;

/** A candidacy that can never succeed as configured. */
public final class CoordinationException extends CdcException {
  private static final long serialVersionUID = 1L;

  /** Says what was refused and which setting to change. */
  public CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
