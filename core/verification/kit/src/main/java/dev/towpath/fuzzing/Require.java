package dev.towpath.fuzzing;

/** Checks of conditions that hold for every input. */
public final class Require {
  private Require() {}

  /** Throws unless it holds. */
  @SuppressWarnings("AnnotateFormatMethod") // The annotation is in no dependency.
  public static void that(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalStateException(message.formatted(values));
    }
  }

  /** Throws unless they are equal. */
  public static void equal(Object expected, Object actual) {
    that(expected.equals(actual), "<%s> became <%s>", expected, actual);
  }
}
