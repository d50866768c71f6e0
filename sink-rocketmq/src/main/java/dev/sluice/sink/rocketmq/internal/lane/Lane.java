package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.message.Outgoing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The buffer before one queue, and who waits at it: the pipeline's thread for room or for
 * confirmation, the lane's thread for messages. Thread-safe.
 */
final class Lane {
  /** How often a waiting caller looks at what no signal of this lane tells. */
  private static final long LOOK_MILLIS = 100;

  /**
   * How long a lane under load waits for more messages: requests cost far more than messages, and
   * small ones keep the processor from making more of them.
   */
  private static final Duration LINGER = Duration.ofMillis(2);

  private final ReentrantLock lock = new ReentrantLock();

  /** Tells the lane's thread of messages, once there are as many as it waits for. */
  private final Condition enough = lock.newCondition();

  /** Tells everybody else of anything. */
  private final Condition changed = lock.newCondition();

  private final LaneLimits limits;

  // Guarded by lock.
  private final Deque<Outgoing> buffer = new ArrayDeque<>();
  private long buffered;
  private long accepted;
  private long confirmed;
  private boolean closed;
  private boolean sending;
  private boolean attended;
  private boolean idle;
  private boolean underLoad;
  private int hurrying;

  /** Thrown where a closed lane would go on. */
  static final class ClosedException extends InterruptedException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param lastNumber the number of the last message that is already confirmed
   */
  Lane(LaneLimits limits, long lastNumber) {
    this.limits = limits;
    this.accepted = lastNumber;
    this.confirmed = lastNumber;
  }

  /** What a waiting caller checks while it waits. */
  @FunctionalInterface
  interface Check {
    void run() throws SinkException;
  }

  /**
   * Accepts a message; waits while the buffer is full.
   *
   * @return whether nobody takes messages, and somebody is to start now
   */
  boolean put(Outgoing message, Check check) throws InterruptedException, SinkException {
    lock.lockInterruptibly();
    try {
      while (!buffer.isEmpty() && buffered + message.size() > limits.bufferBytes()) {
        requireOpen();
        check.run();
        changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      buffer.add(message);
      buffered += message.size();
      accepted = message.number();
      if (idle || isFull()) {
        enough.signal();
      }
      boolean start = !attended;
      attended = true;
      return start;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return buffer.size() >= limits.batchMessages() || buffered >= limits.batchBytes();
  }

  /** Lets the messages so far be sent without waiting for more. */
  void hurry() {
    lock.lock();
    try {
      hurrying = buffer.size();
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
   * The next messages to send together; waits for the first, and under load a little for more. None
   * when none came for {@code atMost}: the caller then has to end, and the next {@link #put} says
   * that somebody is to start.
   */
  List<Outgoing> take(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!awaitFirst(atMost.toNanos())) {
        attended = false;
        return List.of();
      }
      awaitMore();
      List<Outgoing> batch = new ArrayList<>();
      long bytes = 0;
      while (!buffer.isEmpty() && batch.size() < limits.batchMessages()) {
        bytes += buffer.getFirst().size();
        if (!batch.isEmpty() && bytes > limits.batchBytes()) {
          break;
        }
        batch.add(buffer.removeFirst());
      }
      batch.forEach(message -> buffered -= message.size());
      hurrying = Math.max(0, hurrying - batch.size());
      underLoad = batch.size() > 1;
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

  /** Several messages have come during the last request, so more are to be expected. */
  private void awaitMore() throws InterruptedException {
    long left = LINGER.toNanos();
    while (left > 0 && (underLoad || buffer.size() > 1) && hurrying == 0 && !isFull()) {
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

  /** Notes that all messages up to {@code number} are durable. */
  void confirm(long number) {
    lock.lock();
    try {
      confirmed = Math.max(confirmed, number);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@code duration}, or until the lane is closed, which throws. */
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
   * Ends all waiting; what is buffered is forgotten. Interrupts the lane's thread unless a request
   * is under way: what became of that request would be known to nobody.
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
