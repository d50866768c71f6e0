package dev.towpath.internal.engine;

import dev.towpath.failure.CdcException;
import java.util.function.Predicate;

/**
 * A factory of exceptions that name the part of the application that threw or violated its
 * contract.
 */
final class Thrown {
  /** A limit, because causes may form a cycle. */
  private static final int MOST_CAUSES = 100;

  private Thrown() {}

  /** Creates an exception that names the class that threw {@code cause}. */
  static CdcException by(String role, Object thrower, Throwable cause) {
    return new CdcException(
        "%s %s threw %s".formatted(role, thrower.getClass().getName(), cause), cause);
  }

  /** Creates an exception for an answer that a contract does not allow. */
  static CdcException answer(String role, Object thrower, String answer) {
    return new CdcException(
        "%s %s %s, which its contract does not allow; correct that class"
            .formatted(role, thrower.getClass().getName(), answer),
        null);
  }

  /**
   * Returns whether an error of the JVM or of the code is behind {@code cause}, which a retry would
   * repeat.
   */
  static boolean isError(Throwable cause) {
    return isBehind(cause, Error.class::isInstance);
  }

  /** Returns whether a lack of memory is behind {@code cause}. */
  static boolean isOutOfMemory(Throwable cause) {
    return isBehind(cause, OutOfMemoryError.class::isInstance);
  }

  /** Returns whether {@code cause} or any of its causes is {@code wanted}. */
  static boolean isBehind(Throwable cause, Predicate<Throwable> wanted) {
    int depth = 0;
    for (Throwable e = cause; e != null && depth < MOST_CAUSES; e = e.getCause()) {
      if (wanted.test(e)) {
        return true;
      }
      depth++;
    }
    return false;
  }
}
