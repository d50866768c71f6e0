package dev.sluice.internal.protocol;

import dev.sluice.mysql.MySqlSource;

/** Calls of objects that the user has given to a source, and the failures of such objects. */
final class UserCode {
  private UserCode() {}

  /**
   * Returns what the password supplier gives.
   *
   * @throws SourceException if it throws anything, or gives null
   */
  static String password(MySqlSource source) {
    String password;
    try {
      password = source.password().get();
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        // Thrown undeclared, as other languages of the JVM allow.
        Thread.currentThread().interrupt();
      }
      throw failed(
          "cannot log in as %s: the password supplier failed".formatted(source),
          "let the supplier given to credentials(…) return the password",
          e);
    }
    if (password == null) {
      throw SourceException.retryable(
          "cannot log in as %s: the password supplier gave null; let it give the password, or \"\" for none"
              .formatted(source),
          null);
    }
    return password;
  }

  /**
   * Returns the failure of code that the user has written. What it throws may pass, as when a vault
   * is sealed; an {@link Error} does not.
   *
   * @param what what could not be done, with the server
   * @param remedy what the user can do about it
   */
  static SourceException failed(String what, String remedy, Throwable cause) {
    String message =
        "%s with %s: %s; %s"
            .formatted(what, cause.getClass().getName(), cause.getMessage(), remedy);
    return cause instanceof Error
        ? SourceException.permanent(message, cause)
        : SourceException.retryable(message, cause);
  }
}
