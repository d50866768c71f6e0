package dev.sluice.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link HistoryChecker} found. Immutable.
 *
 * @param counts how often each violation was found; those that were not are missing
 * @param transactions how many transactions were committed
 * @param changes how many changes were committed
 * @param examples the first violations in words
 */
record Verdict(
    Map<Violation, Long> counts, long transactions, long changes, List<String> examples) {
  Verdict {
    counts = Map.copyOf(counts);
    examples = List.copyOf(examples);
  }

  /** How often {@code violation} was found. */
  long count(Violation violation) {
    return counts.getOrDefault(violation, 0L);
  }

  /** Whether nothing at all is wrong. */
  boolean isInnocent() {
    return counts.values().stream().allMatch(count -> count == 0);
  }

  @Override
  public String toString() {
    return "%s in %d transactions: %s".formatted(new TreeMap<>(counts), transactions, examples);
  }
}
