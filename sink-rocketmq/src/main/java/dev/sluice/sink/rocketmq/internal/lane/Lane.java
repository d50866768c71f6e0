package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.message.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The meeting point of two threads before one queue: the pipeline's thread waits here for room or
 * for confirmation, the lane's thread for messages. Thread-safe.
 */
final class Lane {
  /** How often a waiting caller looks at conditions that have no signal here. */
  private static final long LOOK_MILLIS = 100;

  /**
   * How long a lane under load waits for more messages: requests cost far more than messages, and
   * small ones keep the processor from making more of them.
   */
  private static final Duration LINGER = Duration.ofMillis(2);

  private final ReentrantLock lock = new ReentrantLock();

  /** Tells the lane's thread of messages, once there are as many as it waits for. */
  private final Condition enough = lock.newCondition();

  /** Tells every other thread of any change. */
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final MessageBuffer buffer;
  private final StoredOffsets offsets = new StoredOffsets();
  private long accepted;
  private boolean closed;
  private boolean sending;
  private boolean attended;
  private boolean idle;

  /** Written under the lock, read without it by whom an old value does not harm. */
  private volatile long confirmed;

  /** Thrown where a closed lane would go on. */
  static final class ClosedException extends InterruptedException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param lastNumber the number of the last message that is already confirmed
   */
  Lane(LaneLimits limits, long lastNumber) {
    this(limits, lastNumber, lastNumber);
  }

  /**
   * @param lastNumber the number of the last message that the queue holds
   * @param confirmed the number of the last message that is confirmed
   */
  Lane(LaneLimits limits, long lastNumber, long confirmed) {
    this.buffer = new MessageBuffer(limits);
    this.accepted = lastNumber;
    this.confirmed = confirmed;
  }

  /** A look of a waiting caller at the reasons for not waiting any longer. */
  @FunctionalInterface
  interface Check {
    void run() throws SinkException;
  }

  /**
   * Accepts a message; waits while the buffer is full.
   *
   * @return whether no thread takes messages, and one is to be started now
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

  /** Whether there has to be a thread: it has not ended in order, or messages wait. */
  boolean needsThread() {
    lock.lock();
    try {
      return attended || !buffer.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the thread which {@link #put} asked for could not be started. */
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
   * more. Takes none when none came for {@code atMost}: the caller then has to end, and the next
   * {@link #put} asks for another thread.
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
   * Notes where consecutive messages are stored; to be called before they are confirmed.
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

  /** The offset after a confirmed message; asked with growing numbers only. */
  long offsetAfter(long number) {
    lock.lock();
    try {
      return offsets.after(number);
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

  /** Notes that the broker lost the messages after {@code number}; they are to be sent again. */
  void lost(long number) {
    lock.lock();
    try {
      confirmed = Math.min(confirmed, number);
    } finally {
      lock.unlock();
    }
  }

  /** Whether all messages up to {@code number} are durable. */
  boolean isConfirmed(long number) {
    return confirmed >= number;
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
   * is under way: nothing would tell what became of that request.
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
