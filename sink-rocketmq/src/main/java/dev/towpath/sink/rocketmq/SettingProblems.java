package dev.towpath.sink.rocketmq;

/** Checks of single settings, for the setters of a builder. */
final class SettingProblems {

  private SettingProblems() {}

  /**
   * Returns the value if it is from {@code least} to {@code most}.
   *
   * @throws IllegalArgumentException if it is not
   */
  static <T extends Comparable<T>> T inRange(String name, T value, T least, T most) {
    refuse(
        value.compareTo(least) < 0 || value.compareTo(most) > 0,
        "%s must be from %s to %s: %s".formatted(name, least, most, value));
    return value;
  }

  /**
   * Returns the value if it is at least 1.
   *
   * @throws IllegalArgumentException if it is not
   */
  static long positive(String name, long value) {
    refuse(value < 1, "%s must be at least 1: %d".formatted(name, value));
    return value;
  }

  /**
   * Refuses a setting.
   *
   * @throws IllegalArgumentException with the problem, if the setting is wrong
   */
  static void refuse(boolean wrong, String problem) {
    if (wrong) {
      throw new IllegalArgumentException(problem);
    }
  }
}
