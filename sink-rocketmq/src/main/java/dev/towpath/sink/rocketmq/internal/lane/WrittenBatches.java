package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The batches written to a sink that are not known to be durable. Each batch has a mark in every
 * lane it touched. It is durable when all of them are confirmed and the earlier batches are
 * durable. Used by one thread.
 */
final class WrittenBatches {
  private final Deque<Written> pending = new ArrayDeque<>();
  private List<LaneWorker> touched = new ArrayList<>();
  private long written;
  private long durable;

  /** Records that the current batch moves the end of a lane; called once per batch. */
  void touch(LaneWorker lane) {
    touched.add(lane);
  }

  /** Ends the current batch. */
  void end() {
    written++;
    // A sink cannot resume within a message of an earlier sink. A batch that ends there counts
    // together
    // with the next one.
    if (touched.stream().noneMatch(LaneWorker::isWithinMessage)) {
      cut();
    }
  }

  private void cut() {
    pending.add(new Written(written, touched.stream().map(LaneWorker::mark).toList()));
    touched = new ArrayList<>();
  }

  /** Returns the number of durable batches. */
  long durable() {
    return durable;
  }

  /**
   * Advances over the batches that have become durable. Returns whether there were any.
   *
   * @throws SinkException if the lane that is waited for has died
   */
  boolean advance() throws SinkException {
    long before = durable;
    Written next = pending.peek();
    while (next != null && next.isDurable()) {
      next.settle();
      durable = next.number;
      pending.remove();
      next = pending.peek();
    }
    return durable > before;
  }

  /** Treats all batches as durable, because every lane is confirmed. */
  void flushed() {
    cut();
    pending.forEach(Written::settle);
    pending.clear();
    durable = written;
  }

  /** The end of a batch in the lanes that it touched. Not thread-safe. */
  private static final class Written {
    private final long number;
    private final List<LaneMark> marks;
    private int confirmed;

    Written(long number, List<LaneMark> marks) {
      this.number = number;
      this.marks = marks;
    }

    boolean isDurable() throws SinkException {
      while (confirmed < marks.size() && marks.get(confirmed).isConfirmed()) {
        confirmed++;
      }
      if (confirmed < marks.size()) {
        marks.get(confirmed).lane().requireAlive();
        return false;
      }
      // A broker may have lost messages of one lane while another was waited for.
      if (!marks.stream().allMatch(LaneMark::isConfirmed)) {
        confirmed = 0;
      }
      return confirmed == marks.size();
    }

    void settle() {
      marks.forEach(LaneMark::settle);
    }
  }
}
