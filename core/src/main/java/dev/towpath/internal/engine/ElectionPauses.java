package dev.towpath.internal.engine;

import java.time.Duration;

/**
 * The pauses of a pipeline before it stands for election again. There is no pause after a term that
 * has lasted, and a growing one after terms that are lost right after they were won: otherwise such
 * a coordinator or store would keep a processor busy. Used by the writing thread.
 */
final class ElectionPauses {
  private static final long SHORT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int NOTICEABLE = 3;
  private static final int MOST_DOUBLINGS = 16;

  private int shortTerms;
  private boolean isDue;

  /** Records the end of a term that lasted {@code nanos}. */
  void lost(long nanos) {
    shortTerms = nanos < SHORT_NANOS ? shortTerms + 1 : 0;
    isDue = true;
  }

  /** Returns whether there were enough short terms in a row to tell an operator. */
  boolean areNoticeable() {
    return shortTerms >= NOTICEABLE;
  }

  /** Returns the pause that is due; zero after the first short term. */
  Duration next() {
    if (shortTerms < 2) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(shortTerms - 2, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  /** Pauses, if a term was lost; a request to stop ends the pause. */
  void await(WriterControl control) throws Exception {
    boolean pauses = isDue;
    isDue = false;
    if (pauses && !next().isZero()) {
      control.sleep(next());
    }
  }
}
