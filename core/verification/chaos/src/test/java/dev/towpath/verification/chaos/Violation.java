package dev.towpath.verification.chaos;

/** The violations of a history. */
enum Violation {
  /** A committed change did not arrive. */
  LOST,
  /** A change arrived again. */
  DUPLICATED,
  /**
   * A change arrived after a later one of the same row, or in another queue than the row's first.
   */
  MISORDERED,
  /** Only some changes of a transaction arrived. */
  SPLIT,
  /** The changes of a transaction are not next to each other in a queue, or not in their order. */
  INTERLEAVED,
  /** A change arrived that was not committed. */
  INVENTED,
  /** A change arrived with different content. */
  ALTERED,
  /** The number of a message in its queue did not grow. */
  RENUMBERED,
  /** Two processes published in the same term. */
  SHARED_EPOCH,
  /** A request of an earlier term was stored after the first message of a later term. */
  LATE,
  /** The saved position went back, or its term did. */
  CURSOR_BACK
}
