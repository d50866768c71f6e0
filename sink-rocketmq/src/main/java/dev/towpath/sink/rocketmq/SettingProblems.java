package dev.towpath.sink.rocketmq;

import java.util.List;

/** A collector of problems in settings, which are reported all at once. */
final class SettingProblems {

  private SettingProblems() {}

  /** Adds a problem unless the value is from {@code least} to {@code most}. */
  static <T extends Comparable<T>> void range(
      List<String> problems, String name, T value, T least, T most) {
    check(
        problems,
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        "%s must be from %s to %s: %s".formatted(name, least, most, value));
  }

  /** Adds the problem, once, unless {@code valid}. */
  static void check(List<String> problems, boolean valid, String problem) {
    if (!valid && !problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
