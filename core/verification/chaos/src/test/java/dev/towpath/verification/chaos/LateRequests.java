package dev.towpath.verification.chaos;

/**
 * The requests of earlier terms that were stored after the first message of a later term.
 * Immutable.
 *
 * @param terms the number of terms with late requests
 * @param requests the number of late requests
 * @param ofOneQueue the most that a term sent to one queue: one, if a sender was suspended between
 *     its check of leadership and sending, and more if it continued to publish
 * @param messages the number of messages in them
 * @param changes the number of changes in them
 */
record LateRequests(long terms, long requests, long ofOneQueue, long messages, long changes) {
  static final LateRequests NONE = new LateRequests(0, 0, 0, 0, 0);

  /** Returns the sum with the late requests of other terms. */
  LateRequests and(LateRequests other) {
    return new LateRequests(
        terms + other.terms,
        requests + other.requests,
        Math.max(ofOneQueue, other.ofOneQueue),
        messages + other.messages,
        changes + other.changes);
  }
}
