package dev.sluice.sink.rocketmq;

import java.util.List;

/** Collects what is wrong with settings, to be told all at once. */
final class Problems {

  private Problems() {}

  /** Notes that a value is not from {@code least} to {@code most}. */
  static <T extends Comparable<T>> void range(
      List<String> problems, String name, T value, T least, T most) {
    check(
        problems,
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        "%s must be from %s to %s: %s".formatted(name, least, most, value));
  }

  /** Notes the problem, once, unless {@code valid}. */
  static void check(List<String> problems, boolean valid, String problem) {
    if (!valid && !problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
