package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.SinkException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The batches written to a sink that are not known to be durable. Each knows where it ends in the
 * lanes it touched, and is durable when those lanes are confirmed that far and the batches before
 * it are durable. Used by one thread.
 */
final class WrittenBatches {
  private final Deque<Written> pending = new ArrayDeque<>();
  private List<LaneWorker> touched = new ArrayList<>();
  private long written;
  private long durable;

  /** Notes that the batch being written changes the place of a lane; once for each batch. */
  void touch(LaneWorker lane) {
    touched.add(lane);
  }

  /** Ends the batch being written. */
  void end() {
    written++;
    // The place within a message of an earlier sink is none to resume from: the batch that ends
    // there counts together with the next.
    if (touched.stream().noneMatch(LaneWorker::isWithinMessage)) {
      cut();
    }
  }

  private void cut() {
    pending.add(new Written(written, touched.stream().map(LaneWorker::mark).toList()));
    touched = new ArrayList<>();
  }

  /** The number of durable batches. */
  long durable() {
    return durable;
  }

  /**
   * Moves on over the batches that have become durable; whether there were any.
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

  /** Takes all batches as durable, because every lane is confirmed. */
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
      // A broker may have lost messages of a lane while another one was waited for.
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
