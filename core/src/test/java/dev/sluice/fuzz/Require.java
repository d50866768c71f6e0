package dev.sluice.fuzz;

/** What holds for every input. */
final class Require {
  private Require() {}

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is in no dependency.
  static void that(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalStateException(message.formatted(values));
    }
  }

  static void equal(Object expected, Object actual) {
    that(expected.equals(actual), "<%s> became <%s>", expected, actual);
  }
}
