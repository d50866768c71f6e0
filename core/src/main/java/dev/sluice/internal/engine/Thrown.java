package dev.sluice.internal.engine;

import dev.sluice.CdcException;

/** Exceptions that name the part of the application that threw, or that broke its contract. */
final class Thrown {
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
    int depth = 0;
    for (Throwable e = cause; e != null && depth < 100; e = e.getCause()) {
      if (e instanceof Error) {
        return true;
      }
      depth++;
    }
    return false;
  }
}
