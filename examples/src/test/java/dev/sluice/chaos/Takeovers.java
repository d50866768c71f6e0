package dev.sluice.chaos;

/**
 * How long the stream stood still when the active application was killed, frozen or stopped: from
 * then until the broker stored the first message of a later term. Thread-safe.
 */
final class Takeovers {
  private long latestEpoch;
  private long epochBefore;
  private long beganAt = -1;
  private long longest;
  private int number;

  /** The active application is gone as of now, by the wall clock. */
  synchronized void began(long wallMillis) {
    beganAt = wallMillis;
    epochBefore = latestEpoch;
  }

  /** What is under way is not a takeover alone; it does not count. */
  synchronized void disturbed() {
    beganAt = -1;
  }

  /** A message was stored, by the clock of the broker on the same machine. */
  synchronized void published(long epoch, long storedAt) {
    latestEpoch = Math.max(latestEpoch, epoch);
    if (beganAt >= 0 && epoch > epochBefore) {
      longest = Math.max(longest, storedAt - beganAt);
      number++;
      beganAt = -1;
    }
  }

  /** The longest in milliseconds; 0 if there was none. */
  synchronized long longest() {
    return longest;
  }

  /** How many there were. */
  synchronized int number() {
    return number;
  }
}
