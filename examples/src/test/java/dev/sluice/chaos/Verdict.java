package dev.sluice.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a {@link HistoryChecker} found. Immutable.
 *
 * @param counts how often each violation was found; those that were not are missing
 * @param transactions how many transactions were committed
 * @param changes how many changes were committed
 * @param late what came late
 * @param examples the first violations in words
 * @param pardoned which violations do not count
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

  /** How often {@code violation} was found. */
  long count(Violation violation) {
    return counts.getOrDefault(violation, 0L);
  }

  /** The same; 0 if it does not count. */
  long unpardoned(Violation violation) {
    return pardoned.contains(violation) ? 0 : count(violation);
  }

  /** Whether nothing at all is wrong. */
  boolean isInnocent() {
    return counts.keySet().stream().allMatch(violation -> unpardoned(violation) == 0);
  }

  /** How often each violation was found that counts: the examples tell the first few only. */
  List<String> accusations() {
    return counts.keySet().stream()
        .filter(violation -> unpardoned(violation) > 0)
        .sorted()
        .map(violation -> violation + " " + count(violation) + " times")
        .toList();
  }

  /** The same, except that {@code violations} do not count. */
  Verdict pardoning(Set<Violation> violations) {
    return new Verdict(counts, transactions, changes, late, examples, violations);
  }

  @Override
  public String toString() {
    return "%s in %d transactions: %s".formatted(new TreeMap<>(counts), transactions, examples);
  }
}
