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
 * @param examples the first violations in words
 * @param pardoned which violations do not count
 */
record Verdict(
    Map<Violation, Long> counts,
    long transactions,
    long changes,
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

  /** Whether nothing at all is wrong. */
  boolean isInnocent() {
    return counts.entrySet().stream()
        .allMatch(found -> found.getValue() == 0 || pardoned.contains(found.getKey()));
  }

  /** The same, except that {@code violation} does not count. */
  Verdict pardoning(Violation violation) {
    return new Verdict(counts, transactions, changes, examples, Set.of(violation));
  }

  @Override
  public String toString() {
    return "%s in %d transactions: %s".formatted(new TreeMap<>(counts), transactions, examples);
  }
}
