package dev.towpath.verification.chaos;

/**
 * A measurement of takeovers: the time from the end or suspension of the active application to the
 * first message of a later term in the broker. Thread-safe.
 */
final class Takeovers {
  private long latestEpoch;
  private long epochBefore;
  private boolean isCounting;
  private long beganAt = -1;
  private long longest;
  private int number;

  /** Sets whether the next takeover counts, because no other fault delays it. */
  synchronized void counts(boolean doesCount) {
    isCounting = doesCount;
    beganAt = -1;
  }

  /** Notes the wall-clock time at which the active application is gone. */
  synchronized void began(long wallMillis) {
    beganAt = isCounting ? wallMillis : -1;
    epochBefore = latestEpoch;
  }

  /** Notes a stored message, with the time of the broker's clock on the same machine. */
  synchronized void published(long epoch, long storedAt) {
    latestEpoch = Math.max(latestEpoch, epoch);
    if (beganAt >= 0 && epoch > epochBefore) {
      longest = Math.max(longest, storedAt - beganAt);
      number++;
      beganAt = -1;
    }
  }

  /** Returns the longest takeover in milliseconds; 0 if there was none. */
  synchronized long longest() {
    return longest;
  }

  /** Returns the number of takeovers. */
  synchronized int number() {
    return number;
  }
}
