package dev.towpath.verification.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A count of violations, with the first few examples of each. Used by one thread at a time. */
final class Tally {
  private static final int EXAMPLES_OF_EACH = 5;

  private final Map<Violation, Long> counts = new EnumMap<>(Violation.class);
  private final List<String> examples = new ArrayList<>();

  /** Adds one violation. */
  void add(Violation violation, String example) {
    add(violation, 1, example);
  }

  /** Adds {@code number} violations. */
  void add(Violation violation, long number, String example) {
    if (counts.merge(violation, number, Long::sum) - number < EXAMPLES_OF_EACH) {
      examples.add(violation + " " + example);
    }
  }

  /** Returns a copy. */
  Tally copy() {
    var copy = new Tally();
    copy.counts.putAll(counts);
    copy.examples.addAll(examples);
    return copy;
  }

  /** Returns the verdict on the given numbers of transactions, changes and late requests. */
  Verdict verdict(long transactions, long changes, LateRequests late) {
    return new Verdict(counts, transactions, changes, late, examples, Set.of());
  }
}
