package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import java.util.function.Predicate;

/** Exceptions that name the part of the application that threw, or that broke its contract. */
final class Thrown {
  /** Causes may form a circle. */
  private static final int MOST_CAUSES = 100;

  private Thrown() {}

  /** An exception that names the class that threw {@code cause}. */
  static CdcException by(String role, Object thrower, Throwable cause) {
    return new CdcException(
        "%s %s threw %s".formatted(role, thrower.getClass().getName(), cause), cause);
  }

  /** An exception for an answer that a contract does not allow. */
  static CdcException answer(String role, Object thrower, String answer) {
    return new CdcException(
        "%s %s %s, which its contract does not allow; correct that class"
            .formatted(role, thrower.getClass().getName(), answer),
        null);
  }

  /** Whether an error of the JVM or of the code is behind {@code cause}, which retrying repeats. */
  static boolean isError(Throwable cause) {
    return isBehind(cause, Error.class::isInstance);
  }

  /** Whether a lack of memory is behind {@code cause}. */
  static boolean isOutOfMemory(Throwable cause) {
    return isBehind(cause, OutOfMemoryError.class::isInstance);
  }

  /** Whether {@code cause}, or anything behind it, is as asked for. */
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
