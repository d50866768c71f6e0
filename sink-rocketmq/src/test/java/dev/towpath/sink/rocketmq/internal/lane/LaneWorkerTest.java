package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.RowInsert;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.CheckedSettings;
import dev.towpath.sink.rocketmq.RocketMqSink;
import dev.towpath.sink.rocketmq.internal.message.MessageProperties;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.PropertyList;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of a lane with its thread, its queue in memory, and the batches written to it. */
final class LaneWorkerTest {
  private final FakeQueue queue = new FakeQueue();
  private final AtomicReference<@Nullable SinkException> failure = new AtomicReference<>();
  private final WrittenBatches batches = new WrittenBatches();
  private final UnsecuredBrokers brokers = new UnsecuredBrokers();
  private final UnsecuredMessages unsecured = new UnsecuredMessages("broker-a", brokers);
  private final List<LaneWorker> workers = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();

  @AfterEach
  void closeLanes() {
    workers.forEach(LaneWorker::close);
    workers.forEach(worker -> worker.join(Duration.ofSeconds(30)));
  }

  private void check() throws SinkException {
    SinkException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private LaneWorker lane() {
    return lane(Thread::new, e -> failure.compareAndSet(null, e), List.of(), 1 << 20);
  }

  private LaneWorker lane(
      ThreadFactory threads,
      Consumer<SinkException> failures,
      List<StoredMessage> stored,
      int bufferBytes) {
    RocketMqSink.Builder builder =
        RocketMqSink.builder("host:9876").topic("shop").sendTimeout(Duration.ofMillis(100));
    long end = queue.maxOffset(FakeQueue.QUEUE);
    var opened =
        new LaneOpener.Opened(
            new QueueState(FakeQueue.QUEUE, end, stored.size()),
            new ResumeWindow(stored, end - stored.size(), 0));
    var lane = new Lane(new LaneLimits(1000, 1 << 20, bufferBytes), stored.size());
    var sender =
        new LaneSender(
            lane,
            opened.state(),
            CheckedSettings.ofLanes(builder),
            TestSinkContext.of("shop"),
            queue,
            unsecured,
            new BrokerOutages("shop", System::nanoTime),
            new SinkCounters(),
            new Throttle(OptionalLong.empty(), OptionalLong.empty()));
    var thread = new LaneThread("lane-" + workers.size(), lane, sender, threads, failures);
    var worker = new LaneWorker(opened, 1 << 20, lane, thread, batches, this::check);
    workers.add(worker);
    lanes.add(lane);
    return worker;
  }

  private static Outgoing message(long number) {
    byte[] properties =
        new PropertyList()
            .add(MessageProperties.POSITION, new RowRange("t:" + number, 0, 0, 1).toString())
            .add(MessageProperties.EPOCH, 1)
            .add(MessageProperties.WRITER, "shop")
            .add(MessageProperties.NUMBER, number)
            .bytes();
    return new Outgoing("shop", new byte[100], properties, number);
  }

  private static void write(LaneWorker lane, int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      lane.accept(message(lane.nextNumber()));
    }
  }

  private void awaitDurable(long count) throws Exception {
    Wait.until(
        count + " durable messages",
        () -> {
          batches.advance();
          return batches.durable() >= count;
        });
    assertEquals(count, batches.durable());
  }

  private void awaitRequest() {
    while (queue.requests().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private static QueueState at(long offset, long number) {
    return new QueueState(FakeQueue.QUEUE, offset, number);
  }

  private FakeQueue.Answer die(Error error) {
    return messages -> {
      throw error;
    };
  }

  @Test
  void batchIsNotDurableIfOneLaneLosesItsMessagesWhileAnotherIsWaitedFor() throws Exception {
    // The lanes' threads do nothing until the lanes are closed: the test confirms.
    ThreadFactory idle = run -> quiet(LockSupport::park);
    LaneWorker one = lane(idle, e -> {}, List.of(), 1 << 20);
    LaneWorker other = lane(idle, e -> {}, List.of(), 1 << 20);
    write(one, 1);
    write(other, 1);
    batches.end();
    store(lanes.get(0));
    batches.advance();

    lanes.get(0).lost(0);
    store(lanes.get(1));

    assertFalse(batches.advance());
    store(lanes.get(0));
    assertTrue(batches.advance());
  }

  private static void store(Lane lane) {
    lane.stored(1, 1, 1);
    lane.confirm(1);
  }

  @Test
  void errorOutOfASendEndsTheWaitForConfirmation() throws Exception {
    var error = new OutOfMemoryError("as told");
    queue.then(die(error));
    LaneWorker lane = lane();
    lane.accept(message(1));

    var thrown = assertThrows(SinkException.class, () -> lane.awaitConfirmed(this::check));

    assertSame(error, thrown.getCause());
    assertTrue(String.valueOf(thrown.getMessage()).startsWith("lane-0 failed: "));
  }

  @Test
  void deadThreadIsNoticedThoughItCouldNotTell() throws Exception {
    var error = new LinkageError("as told");
    queue.then(die(error));
    LaneWorker lane =
        lane(
            LaneWorkerTest::quiet,
            e -> {
              throw new OutOfMemoryError("no memory left");
            },
            List.of(),
            1 << 20);
    lane.accept(message(1));
    batches.end();

    var waiting = assertThrows(SinkException.class, () -> lane.awaitConfirmed(this::check));
    var asking = assertThrows(SinkException.class, () -> awaitDurable(1));

    assertSame(error, waiting.getCause());
    assertSame(error, asking.getCause());
  }

  @Test
  void writerThatWaitsForRoomNoticesADeadThread() throws Exception {
    var error = new OutOfMemoryError("as told");
    var told = new CountDownLatch(1);
    queue.then(
        messages -> {
          told.await();
          throw error;
        });
    LaneWorker lane =
        lane(
            LaneWorkerTest::quiet,
            e -> {
              throw new OutOfMemoryError("no memory left");
            },
            List.of(),
            200);

    var thrown =
        assertThrows(
            SinkException.class,
            () -> {
              write(lane, 2);
              told.countDown();
              write(lane, 3);
            });

    assertSame(error, thrown.getCause());
  }

  private static Thread quiet(Runnable run) {
    var thread = new Thread(run);
    thread.setUncaughtExceptionHandler((dead, e) -> {});
    return thread;
  }

  @Test
  void threadThatCannotBeStartedFailsTheWriteAndIsNotWaitedFor() throws Exception {
    var error = new OutOfMemoryError("unable to create native thread");
    var attempts = new AtomicInteger();
    LaneWorker lane =
        lane(
            run ->
                new Thread(run) {
                  @Override
                  public synchronized void start() {
                    attempts.incrementAndGet();
                    throw error;
                  }
                },
            e -> {},
            List.of(),
            1 << 20);

    var thrown = assertThrows(SinkException.class, () -> lane.accept(message(1)));
    var waiting = assertThrows(SinkException.class, () -> lane.awaitConfirmed(this::check));
    assertThrows(SinkException.class, () -> lane.accept(message(2)));

    assertSame(error, thrown.getCause());
    assertSame(error, waiting.getCause());
    assertTrue(String.valueOf(thrown.getMessage()).contains("thread lane-0 cannot be started"));
    assertEquals(2, attempts.get(), "a lane without a thread asks for one");
  }

  @Test
  void batchIsDurableWhenEachOfItsLanesIsConfirmed() throws Exception {
    LaneWorker first = lane();
    queue.thenStoreWith(SendStatus.FLUSH_SLAVE_TIMEOUT);
    first.accept(message(1));
    batches.end();
    awaitRequest();

    assertFalse(batches.advance());
    assertEquals(at(0, 0), first.acknowledged());
    first.accept(message(2));
    batches.end();

    awaitDurable(2);
    assertEquals(at(2, 2), first.acknowledged());
  }

  @Test
  void placeFollowsTheLastDurableBatchThoughMoreIsSent() throws Exception {
    LaneWorker lane = lane();
    write(lane, 3);
    batches.end();
    awaitDurable(1);
    queue.thenStoreWith(SendStatus.FLUSH_DISK_TIMEOUT);
    write(lane, 4);

    lane.hurry();
    while (queue.numbers().size() < 7) {
      Thread.onSpinWait();
    }

    assertFalse(batches.advance());
    assertEquals(at(3, 3), lane.acknowledged());
  }

  @Test
  void placeOfABatchIsFoundWithinARequestOfSeveralBatches() throws Exception {
    var told = new CountDownLatch(1);
    queue.then(
        messages -> {
          told.await();
          return FakeQueue.result(SendStatus.SEND_OK, queue.store(messages));
        });
    LaneWorker lane = lane();
    write(lane, 1);
    batches.end();
    write(lane, 2);
    batches.end();
    write(lane, 5);
    var mark = lane.mark();
    told.countDown();
    lane.awaitConfirmed(this::check);

    assertTrue(batches.advance());
    assertEquals(at(3, 3), lane.acknowledged());
    mark.settle();
    assertEquals(at(8, 8), lane.acknowledged());
  }

  @Test
  void earlierBatchIsWaitedFor() throws Exception {
    queue.thenStoreWith(SendStatus.FLUSH_SLAVE_TIMEOUT);
    LaneWorker lane = lane();
    write(lane, 1);
    batches.end();
    batches.end();
    awaitRequest();

    assertFalse(batches.advance());
    lane.accept(message(2));
    batches.end();
    awaitDurable(3);
  }

  @Test
  void batchWithoutMessagesIsDurableAtOnce() throws Exception {
    batches.end();
    batches.end();

    assertTrue(batches.advance());
    assertEquals(2, batches.durable());
    assertFalse(batches.advance());
  }

  @Test
  void recognisedBatchIsDurableAtItsPlace() throws Exception {
    LaneWorker lane = lane(List.of(range(1, 1), range(2, 1), range(3, 1)));
    assertEquals(at(0, 0), lane.acknowledged());

    assertTrue(lane.holds(change(1, 0)));
    batches.end();
    assertTrue(batches.advance());
    assertEquals(at(1, 1), lane.acknowledged());

    assertTrue(lane.holds(change(2, 0)));
    assertTrue(lane.holds(change(3, 0)));
    lane.accept(message(4));
    batches.end();
    awaitDurable(2);
    assertEquals(at(4, 4), lane.acknowledged());
  }

  @Test
  void batchThatEndsWithinARecognisedMessageCountsWithTheNext() throws Exception {
    LaneWorker lane = lane(List.of(range(1, 3), range(2, 1)));

    assertTrue(lane.holds(change(1, 0)));
    batches.end();
    assertFalse(batches.advance());
    assertTrue(lane.holds(change(1, 1)));
    assertTrue(lane.holds(change(1, 2)));
    batches.end();

    assertTrue(batches.advance());
    assertEquals(2, batches.durable());
    assertEquals(at(1, 1), lane.acknowledged());
  }

  @Test
  void flushSettlesEverything() throws Exception {
    LaneWorker lane = lane(List.of(range(1, 3)));
    assertTrue(lane.holds(change(1, 0)));
    batches.end();

    batches.flushed();

    assertEquals(1, batches.durable());
    assertEquals(at(0, 0), lane.acknowledged());
  }

  private LaneWorker lane(List<StoredMessage> stored) {
    stored.forEach(
        message -> queue.store(message.writer(), 0, message.number(), message.rows().toString()));
    return lane(Thread::new, e -> failure.compareAndSet(null, e), stored, 1 << 20);
  }

  private static StoredMessage range(long number, int rows) {
    String event = RowRange.of(change(number, 0)).event();
    return new StoredMessage(number - 1, "shop", 0, number, new RowRange(event, 0, rows - 1, rows));
  }

  private static RowInsert change(long event, int row) {
    return Changes.insert(Changes.origin(event), row, Changes.items(), 1, "a");
  }
}
