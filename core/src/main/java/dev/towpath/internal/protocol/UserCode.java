package dev.towpath.internal.protocol;

import dev.towpath.mysql.MySqlSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of objects that the user has given to a source, and the failures of such objects. */
final class UserCode {
  private UserCode() {}

  /**
   * Returns what the password supplier gives, at least one.
   *
   * @throws SourceException if it throws anything, or gives none or null
   */
  static List<String> passwords(MySqlSource source) {
    List<@Nullable String> passwords = new ArrayList<>();
    try {
      List<String> given = source.passwords().get();
      if (given == null) {
        passwords.add(null);
      } else {
        passwords.addAll(given);
      }
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
    if (passwords.isEmpty() || passwords.contains(null)) {
      throw SourceException.retryable(
          "cannot log in as %s: the password supplier gave %s; let it give the password, or \"\" for none"
              .formatted(source, passwords.isEmpty() ? "an empty list" : "null"));
    }
    return List.copyOf(passwords);
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
