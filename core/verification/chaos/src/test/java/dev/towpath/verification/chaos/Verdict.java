package dev.towpath.verification.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The verdict of a {@link HistoryChecker}. Immutable.
 *
 * @param counts the number of each violation found; absent ones are missing
 * @param transactions the number of committed transactions
 * @param changes the number of committed changes
 * @param late the late requests
 * @param examples descriptions of the first violations
 * @param pardoned the violations that do not count
 */
record Verdict(
    Map<Violation, Long> counts,
    long transactions,
    long changes,
    LateRequests late,
    List<String> examples,
    Set<Violation> pardoned) {
  Verdict {
    pardoned = Set.copyOf(pardoned);
    counts = Map.copyOf(counts);
    examples = List.copyOf(examples);
  }

  /** Returns how often {@code violation} was found. */
  long count(Violation violation) {
    return counts.getOrDefault(violation, 0L);
  }

  /** Returns how often {@code violation} was found; 0 if it does not count. */
  long unpardoned(Violation violation) {
    return pardoned.contains(violation) ? 0 : count(violation);
  }

  /** Returns whether there is no violation. */
  boolean isInnocent() {
    return counts.keySet().stream().allMatch(violation -> unpardoned(violation) == 0);
  }

  /** Returns the number of each violation that counts; the examples show only the first few. */
  List<String> accusations() {
    return counts.keySet().stream()
        .filter(violation -> unpardoned(violation) > 0)
        .sorted()
        .map(violation -> violation + " " + count(violation) + " times")
        .toList();
  }

  /** Returns this verdict without counting {@code violations}. */
  Verdict pardoning(Set<Violation> violations) {
    return new Verdict(counts, transactions, changes, late, examples, violations);
  }

  @Override
  public String toString() {
    return "%s in %d transactions: %s".formatted(new TreeMap<>(counts), transactions, examples);
  }
}
