package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The buffer between two threads before one queue. The pipeline's thread waits here for room or for
 * confirmation, the lane's thread for messages. Thread-safe.
 */
final class Lane {
  /** How often a waiting caller checks conditions that are not signalled here. */
  private static final long LOOK_MILLIS = 100;

  /**
   * How long a lane under load waits for more messages. Requests cost far more than messages, and
   * small requests leave the processor no time to produce more messages.
   */
  private static final Duration LINGER = Duration.ofMillis(2);

  private final ReentrantLock lock = new ReentrantLock();

  /** Signalled when there are as many messages as the lane's thread waits for. */
  private final Condition enough = lock.newCondition();

  /** Signalled to all other threads on any change. */
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final MessageBuffer buffer;
  private final StoredOffsets offsets = new StoredOffsets();
  private long accepted;
  private boolean closed;
  private boolean sending;
  private boolean attended;
  private boolean idle;

  /** Written under the lock. Read without it where a stale value does no harm. */
  private volatile long confirmed;

  /** Thrown when a closed lane would continue. */
  static final class ClosedException extends InterruptedException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Creates a lane whose messages are all confirmed.
   *
   * @param lastNumber the number of the last message, which is already confirmed
   */
  Lane(LaneLimits limits, long lastNumber) {
    this(limits, lastNumber, lastNumber);
  }

  /**
   * Creates a lane.
   *
   * @param lastNumber the number of the last message that the queue holds
   * @param confirmed the number of the last message that is confirmed
   */
  Lane(LaneLimits limits, long lastNumber, long confirmed) {
    this.buffer = new MessageBuffer(limits);
    this.accepted = lastNumber;
    this.confirmed = confirmed;
  }

  /** A check of a waiting caller that throws if there is a reason to stop waiting. */
  @FunctionalInterface
  interface Check {
    void run() throws SinkException;
  }

  /**
   * Accepts a message; waits while the buffer is full.
   *
   * @return whether the caller must start a thread, because none takes messages
   */
  boolean put(Outgoing message, Check check) throws InterruptedException, SinkException {
    lock.lockInterruptibly();
    try {
      while (!buffer.hasRoomFor(message)) {
        requireOpen();
        check.run();
        changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      buffer.add(message);
      accepted = message.number();
      if (idle || buffer.isFull()) {
        enough.signal();
      }
      boolean start = !attended;
      attended = true;
      return start;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a thread must run: it has not ended normally, or messages wait. */
  boolean needsThread() {
    lock.lock();
    try {
      return attended || !buffer.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Records that the thread requested by {@link #put} could not be started. */
  void leave() {
    lock.lock();
    try {
      attended = false;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the messages so far be sent without waiting for more. */
  void hurry() {
    lock.lock();
    try {
      buffer.hurry();
      enough.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every accepted message is confirmed. */
  void awaitConfirmed(Check check) throws InterruptedException, SinkException {
    hurry();
    lock.lockInterruptibly();
    try {
      while (confirmed < accepted) {
        requireOpen();
        check.run();
        changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next messages to send together; waits for the first, and under load a little for
   * more. Takes none if none came for {@code atMost}. The caller must then end, and the next {@link
   * #put} requests another thread.
   */
  List<Outgoing> take(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!awaitFirst(atMost.toNanos())) {
        attended = false;
        return List.of();
      }
      awaitMore();
      List<Outgoing> batch = buffer.take();
      changed.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitFirst(long atMost) throws InterruptedException {
    long left = atMost;
    requireOpen();
    while (buffer.isEmpty() && left > 0) {
      idle = true;
      try {
        left = enough.awaitNanos(left);
      } finally {
        idle = false;
      }
      requireOpen();
    }
    return !buffer.isEmpty();
  }

  private void awaitMore() throws InterruptedException {
    long left = LINGER.toNanos();
    while (left > 0 && buffer.expectsMore()) {
      left = enough.awaitNanos(left);
      requireOpen();
    }
  }

  /** Begins a request, during which the lane's thread is not interrupted. */
  void beginSend() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      requireOpen();
      sending = true;
    } finally {
      lock.unlock();
    }
  }

  void endSend() {
    lock.lock();
    try {
      sending = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records where consecutive messages are stored; must be called before they are confirmed.
   *
   * @param first the number of the first message
   * @param last the number of the last message
   * @param end the offset after the last message
   */
  void stored(long first, long last, long end) {
    lock.lock();
    try {
      offsets.add(first, last, end);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the offset after a confirmed message. Must be called with growing numbers. */
  long offsetAfter(long number) {
    lock.lock();
    try {
      return offsets.after(number);
    } finally {
      lock.unlock();
    }
  }

  /** Records that all messages up to {@code number} are durable. */
  void confirm(long number) {
    lock.lock();
    try {
      confirmed = Math.max(confirmed, number);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Records that the broker lost the messages after {@code number}; they will be sent again. */
  void lost(long number) {
    lock.lock();
    try {
      confirmed = Math.min(confirmed, number);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether all messages up to {@code number} are durable. */
  boolean isConfirmed(long number) {
    return confirmed >= number;
  }

  /** Waits for {@code duration}. Throws when the lane is closed. */
  void pause(Duration duration) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = duration.toNanos();
      while (left > 0) {
        requireOpen();
        left = changed.awaitNanos(left);
      }
      requireOpen();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws ClosedException {
    if (closed) {
      throw new ClosedException();
    }
  }

  /**
   * Ends all waits and discards the buffered messages. Interrupts the lane's thread unless a
   * request is in flight: its outcome would be unknown.
   */
  void close(@Nullable Thread thread) {
    lock.lock();
    try {
      closed = true;
      buffer.clear();
      changed.signalAll();
      enough.signalAll();
      if (thread != null && !sending) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
