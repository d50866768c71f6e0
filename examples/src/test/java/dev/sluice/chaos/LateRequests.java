package dev.sluice.chaos;

/**
 * Requests of earlier terms that were stored behind the first message of a later one. Immutable.
 *
 * @param terms how many terms have some
 * @param requests how many there are
 * @param ofOneQueue the most that a term sent to one queue: a sender that was frozen between asking
 *     whether it leads and sending has one under way to each, and who goes on publishing has more
 * @param messages how many messages are in them
 * @param changes how many changes those carry
 */
record LateRequests(long terms, long requests, long ofOneQueue, long messages, long changes) {
  static final LateRequests NONE = new LateRequests(0, 0, 0, 0, 0);

  /** These and those of other terms. */
  LateRequests and(LateRequests other) {
    return new LateRequests(
        terms + other.terms,
        requests + other.requests,
        Math.max(ofOneQueue, other.ofOneQueue),
        messages + other.messages,
        changes + other.changes);
  }
}
