package dev.towpath.internal.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Stress tests of the queue between reader and writer. A lost wake-up leaves a thread waiting
 * forever, which the harness reports as a test that does not end.
 */
public final class StreamQueueStress {
  private static final long FOREVER = TimeUnit.DAYS.toNanos(1);
  private static final int BUDGET = 100;

  private StreamQueueStress() {}

  private static StreamItem item(long bytes) {
    return new StreamItem.Events(List.of(), bytes, () -> {});
  }

  private static void put(StreamQueue queue, StreamItem item) {
    try {
      queue.put(item);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StreamItem poll(StreamQueue queue) {
    try {
      return queue.poll(FOREVER);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Test: order is kept, and the second item waits for room in the budget. */
  @JCStressTest
  @Outcome(id = "60, 50, 50", expect = ACCEPTABLE, desc = "both arrived; the first was given back")
  @State
  public static class HandOver {
    private final StreamQueue queue = new StreamQueue(BUDGET);

    @Actor
    public void reader() {
      put(queue, item(60));
      put(queue, item(50));
    }

    @Actor
    public void writer(LLL_Result result) {
      result.r1 = poll(queue).bytes();
      queue.release(60);
      result.r2 = poll(queue).bytes();
    }

    @Arbiter
    public void end(LLL_Result result) {
      result.r3 = queue.used();
    }
  }

  /** Test: the reader waits for the budget until the writer releases it. */
  @JCStressTest
  @Outcome(id = "50", expect = ACCEPTABLE, desc = "the reader continued")
  @State
  public static class WaitingForTheBudget {
    private final StreamQueue queue = new StreamQueue(BUDGET);

    public WaitingForTheBudget() {
      put(queue, item(60));
      poll(queue);
      put(queue, item(30));
    }

    @Actor
    public void reader() {
      put(queue, item(20));
    }

    @Actor
    public void writer() {
      queue.release(60);
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = queue.used();
    }
  }

  /** Test: the reader waits until the writer has emptied the queue. */
  @JCStressTest
  @Outcome(id = "3145728, 6291456", expect = ACCEPTABLE, desc = "the reader continued")
  @State
  public static class WaitingForTheWriter {
    private final StreamQueue queue = new StreamQueue(1L << 30);

    public WaitingForTheWriter() {
      put(queue, item(3 << 20));
    }

    @Actor
    public void reader() {
      put(queue, item(3 << 20));
    }

    @Actor
    public void writer(LL_Result result) {
      result.r1 = poll(queue).bytes();
    }

    @Arbiter
    public void end(LL_Result result) {
      result.r2 = queue.used();
    }
  }

  /** Test: the writer waits for an item. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the writer got it")
  @State
  public static class WaitingForAnItem {
    private final StreamQueue queue = new StreamQueue(BUDGET);

    @Actor
    public void writer(L_Result result) {
      result.r1 = poll(queue).bytes();
    }

    @Actor
    public void reader() {
      put(queue, item(1));
    }
  }

  /** Test: another thread wakes a writer that waits for an item. */
  @JCStressTest
  @Outcome(id = "null", expect = ACCEPTABLE, desc = "the writer looks")
  @State
  public static class WakingTheWriter {
    private final StreamQueue queue = new StreamQueue(BUDGET);

    @Actor
    public void writer(L_Result result) {
      result.r1 = poll(queue);
    }

    @Actor
    public void control() {
      queue.wakeUp();
    }
  }
}
