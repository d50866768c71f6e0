package dev.towpath.internal.decode;

import dev.towpath.failure.CdcException;
import org.jspecify.annotations.Nullable;

/**
 * An exception for bytes of a binlog event that cannot be read: it says what is wrong with which
 * part, at which byte.
 */
public final class DecodeException extends CdcException {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }

  public DecodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
