package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.waiting.Wait;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StreamQueueTest {
  private static final long FOREVER = TimeUnit.MINUTES.toNanos(5);

  private final StreamQueue queue = new StreamQueue(100);

  @Test
  void itemsComeOutInOrder() throws InterruptedException {
    StreamItem first = item(10);
    StreamItem second = item(20);
    queue.put(first);
    queue.put(second);

    assertSame(first, queue.poll(FOREVER));
    assertSame(second, queue.poll(FOREVER));
    assertEquals(30, queue.used());
  }

  @Test
  void takingAnItemDoesNotGiveItsBytesBack() throws InterruptedException {
    queue.put(item(60));
    queue.poll(FOREVER);
    assertTrue(queue.isUnderPressure());

    queue.release(60);

    assertEquals(0, queue.used());
    assertFalse(queue.isUnderPressure());
  }

  @Test
  void readerWaitsForTheBudget() throws InterruptedException {
    queue.put(item(90));
    var put = new CountDownLatch(1);
    Thread reader = reader(item(20), put);

    awaitBlocked(reader);
    assertTrue(queue.isUnderPressure());
    queue.poll(FOREVER);

    assertTrue(put.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS), "an empty queue admits one item");
    reader.join();
  }

  @Test
  void releasedBytesLetTheReaderGoOn() throws InterruptedException {
    queue.put(item(50));
    queue.put(item(50));
    var put = new CountDownLatch(1);
    Thread reader = reader(item(20), put);

    awaitBlocked(reader);
    queue.poll(FOREVER);
    awaitBlocked(reader);
    queue.release(50);

    assertTrue(put.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    reader.join();
  }

  @Test
  void littleIsReadAheadHoweverLargeTheBudget() throws InterruptedException {
    var large = new StreamQueue(1L << 30);
    large.put(item(3 << 20));
    var put = new CountDownLatch(1);
    Thread reader = reader(large, item(3 << 20), put);

    awaitBlocked(reader);
    assertFalse(large.isUnderPressure(), "flushing would not help");
    large.poll(FOREVER);

    assertTrue(put.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    reader.join();
  }

  @Test
  void itemLargerThanTheBudgetPassesAlone() throws InterruptedException {
    queue.put(item(1000));

    assertEquals(1000, queue.used());
  }

  @Test
  void wakeUpEndsAPoll() throws InterruptedException {
    queue.wakeUp();

    assertNull(queue.poll(FOREVER));
  }

  private Thread reader(StreamItem item, CountDownLatch put) {
    return reader(queue, item, put);
  }

  private static Thread reader(StreamQueue queue, StreamItem item, CountDownLatch put) {
    var reader =
        new Thread(
            () -> {
              try {
                queue.put(item);
                put.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    reader.start();
    return reader;
  }

  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  private static StreamItem item(long bytes) {
    return new StreamItem.Events(List.of(), bytes, () -> {});
  }
}
