package dev.sluice.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts violations and keeps the first few of each in words. Used by one thread at a time. */
final class Tally {
  private static final int EXAMPLES_OF_EACH = 5;

  private final Map<Violation, Long> counts = new EnumMap<>(Violation.class);
  private final List<String> examples = new ArrayList<>();

  /** One more. */
  void add(Violation violation, String example) {
    add(violation, 1, example);
  }

  /** {@code number} more. */
  void add(Violation violation, long number, String example) {
    if (counts.merge(violation, number, Long::sum) - number < EXAMPLES_OF_EACH) {
      examples.add(violation + " " + example);
    }
  }

  /** Another tally that begins with what is in this one. */
  Tally copy() {
    var copy = new Tally();
    copy.counts.putAll(counts);
    copy.examples.addAll(examples);
    return copy;
  }

  /** The verdict on so many transactions and changes, of which some came late. */
  Verdict verdict(long transactions, long changes, LateRequests late) {
    return new Verdict(counts, transactions, changes, late, examples, Set.of());
  }
}
