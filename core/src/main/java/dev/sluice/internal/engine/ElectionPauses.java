package dev.sluice.internal.engine;

import java.time.Duration;

/**
 * The pauses of a pipeline before it stands for election again. There is none after a term that has
 * lasted, and a growing one after terms that are lost right after they were won: a coordinator or a
 * store that does so would keep a processor busy otherwise. Used by the writing thread.
 */
final class ElectionPauses {
  private static final long SHORT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int NOTICEABLE = 3;
  private static final int MOST_DOUBLINGS = 16;

  private int shortTerms;
  private boolean isDue;

  /** A term was lost that has lasted so long. */
  void lost(long nanos) {
    shortTerms = nanos < SHORT_NANOS ? shortTerms + 1 : 0;
    isDue = true;
  }

  /** Whether so many short terms have followed each other that an operator should know. */
  boolean areNoticeable() {
    return shortTerms >= NOTICEABLE;
  }

  /** The pause that is due; none after the first short term. */
  Duration next() {
    if (shortTerms < 2) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(shortTerms - 2, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  /** Pauses, if a term was lost; an order to stop ends it. */
  void await(WriterControl control) throws Exception {
    boolean pauses = isDue;
    isDue = false;
    if (pauses && !next().isZero()) {
      control.sleep(next());
    }
  }
}
