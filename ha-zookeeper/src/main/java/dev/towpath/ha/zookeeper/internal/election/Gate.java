package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The switch that says, without I/O, whether a leader may act now. Thread-safe.
 *
 * <p>It is open for two thirds of the session timeout. That time starts when the last write
 * confirmed by a quorum was <em>sent</em>, or earlier if the write broke a silence, see {@link
 * dev.towpath.ha.zookeeper.internal.session.SessionContact}. A session cannot expire earlier than
 * one timeout, less one heartbeat interval, after that moment. A sixth of the timeout therefore
 * remains between the closing of this gate and the next election, for requests in flight.
 */
final class Gate {
  private final String name;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Proof proof;

  /** The time of the last proof, regardless of its reach. */
  private volatile ClockReading confirmed;

  private volatile @Nullable String closedBecause;

  Gate(String name, Ticker ticker, ClockReading sent, long sessionTimeoutMillis) {
    this.name = name;
    this.ticker = ticker;
    this.proof = Proof.of(sent, sessionTimeoutMillis);
    this.confirmed = ticker.now();
  }

  /** Notes that a quorum confirmed a write sent at {@code sent}; an older write changes nothing. */
  void proven(ClockReading sent, long sessionTimeoutMillis) {
    Proof offered = Proof.of(sent, sessionTimeoutMillis);
    confirmed = ticker.now();
    lock.lock();
    try {
      if (offered.sent().nanosSince(proof.sent()) > 0) {
        proof = offered;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Shuts the gate until the next proof. */
  void distrust() {
    lock.lock();
    try {
      proof = proof.endingAt(ticker.now());
    } finally {
      lock.unlock();
    }
  }

  /** Shuts the gate permanently. */
  void close(String why) {
    lock.lock();
    try {
      if (closedBecause == null) {
        closedBecause = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    return closedBecause == null && proof.holdsAt(ticker.now());
  }

  /**
   * Returns for how many nanoseconds the gate has been shut without a proof; negative while open.
   */
  long shutForNanos() {
    ClockReading now = ticker.now();
    return Math.min(proof.expiredForNanos(now), now.nanosSince(confirmed));
  }

  /** Returns the nanoseconds since the last confirmed write was sent. */
  long proofAgeNanos() {
    return ticker.now().nanosSince(proof.sent());
  }

  /**
   * Waits until the gate is open.
   *
   * @throws LeaseLostException if it is shut permanently
   */
  void await() throws InterruptedException {
    if (isOpen()) {
      return;
    }
    lock.lockInterruptibly();
    try {
      while (!isOpen()) {
        String why = closedBecause;
        if (why != null) {
          throw new LeaseLostException(name + " is lost: " + why);
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The time range that the last confirmed write proves. While a virtual machine is suspended, the
   * monotonic clock may stand still, but not the wall clock. If they diverge, the proof is void.
   */
  private record Proof(ClockReading sent, long lastsNanos, long driftNanos) {

    static Proof of(ClockReading sent, long sessionTimeoutMillis) {
      long timeout = TimeUnit.MILLISECONDS.toNanos(sessionTimeoutMillis);
      return new Proof(sent, timeout * 2 / 3, timeout / 6);
    }

    Proof endingAt(ClockReading now) {
      return new Proof(sent, Math.min(lastsNanos, now.nanosSince(sent)), driftNanos);
    }

    boolean holdsAt(ClockReading now) {
      long elapsed = now.nanosSince(sent);
      long wall = TimeUnit.MILLISECONDS.toNanos(now.wallMillis() - sent.wallMillis());
      return elapsed < lastsNanos && wall - elapsed <= driftNanos;
    }

    long expiredForNanos(ClockReading now) {
      return now.nanosSince(sent) - lastsNanos;
    }
  }
}
