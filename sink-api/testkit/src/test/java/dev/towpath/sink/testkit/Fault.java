package dev.towpath.sink.testkit;

import java.util.Set;

/**
 * A fault of a {@link ReferenceSink} or an {@link AcknowledgingSink}, with the rules that must
 * detect it.
 */
enum Fault {
  NONE(Fidelity.EXACTLY_ONCE),
  LOSES_A_ROW(Fidelity.AT_LEAST_ONCE, "S1", "S2", "S3", "S5", "S7", "S8", "S9", "S12"),
  WRITES_ONLY_AT_CLOSE(
      Fidelity.AT_LEAST_ONCE, "S1", "S2", "S3", "S5", "S6", "S7", "S8", "S9", "S12"),
  REORDERS(Fidelity.AT_LEAST_ONCE, "S1", "S3", "S9"),
  KEEPS_THE_OLD_KEY(Fidelity.IDEMPOTENT, "S1"),
  FLUSHES_AGAIN(Fidelity.AT_LEAST_ONCE, "S2"),
  REPEATS(Fidelity.EXACTLY_ONCE, "S3"),
  KEEPS_AN_OLD_IMAGE(Fidelity.IDEMPOTENT, "S1", "S3"),
  CLOSES_SLOWLY(Fidelity.AT_LEAST_ONCE, "S4"),
  CLOSES_ONCE(Fidelity.AT_LEAST_ONCE, "S4", "S6"),
  HIDES_FAILURES(Fidelity.AT_LEAST_ONCE, "S5", "S6"),
  CLOSE_FAILS_AFTER_A_FAILURE(Fidelity.AT_LEAST_ONCE, "S5", "S6"),
  SWALLOWS_INTERRUPTS(Fidelity.AT_LEAST_ONCE, "S7"),
  IGNORES_INTERRUPTS(Fidelity.AT_LEAST_ONCE, "S7"),
  SHOWS_PARTS(Fidelity.EXACTLY_ONCE, "S8"),
  FORGETS_PARTS(Fidelity.EXACTLY_ONCE, "S8"),
  TAKES_NULL_FOR_EMPTY(Fidelity.AT_LEAST_ONCE, "S9"),
  TAKES_ABSENT_FOR_NULL(Fidelity.AT_LEAST_ONCE, "S9"),
  CUTS_LONG_TEXTS(Fidelity.AT_LEAST_ONCE, "S9"),
  RESUMES_AHEAD(Fidelity.EXACTLY_ONCE, "S10"),
  MODIFIES_BYTES(Fidelity.AT_LEAST_ONCE, "S11"),
  HAS_NO_CHECKPOINT_BEFORE_A_WRITE(Fidelity.AT_LEAST_ONCE, "S12"),

  // Faults of sinks that acknowledge without a flush.
  ACKNOWLEDGES_RIGHTLY(Fidelity.EXACTLY_ONCE),
  ACKNOWLEDGES_EARLY(Fidelity.EXACTLY_ONCE, "S13"),
  ACKNOWLEDGES_FLUSHES_ONLY(Fidelity.EXACTLY_ONCE, "S13"),
  ACKNOWLEDGES_NO_FAILURE(Fidelity.EXACTLY_ONCE, "S13"),
  COUNTS_FROM_THE_LAST_FLUSH(Fidelity.EXACTLY_ONCE, "S13"),
  CHECKPOINT_OF_A_LATER_BATCH(Fidelity.EXACTLY_ONCE, "S13"),
  CHECKPOINT_OF_THE_LAST_FLUSH(Fidelity.EXACTLY_ONCE, "S13");

  private final Fidelity fidelity;
  private final String rules;

  Fault(Fidelity fidelity, String... rules) {
    this.fidelity = fidelity;
    this.rules = String.join(" ", rules);
  }

  Fidelity fidelity() {
    return fidelity;
  }

  /** Returns whether it is a fault of an {@link AcknowledgingSink}. */
  boolean acknowledges() {
    return compareTo(ACKNOWLEDGES_RIGHTLY) >= 0;
  }

  Set<String> rules() {
    return Set.of(rules.split(" "));
  }
}
