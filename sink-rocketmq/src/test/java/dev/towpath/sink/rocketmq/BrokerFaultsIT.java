package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.option.BrokerDownPolicy;
import dev.towpath.sink.rocketmq.option.LostMessagesPolicy;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A test with two brokers that are killed in turn while a sink publishes to both. The system
 * property {@code towpath.kills} sets how often; default: 3 times.
 */
final class BrokerFaultsIT {
  private static final int KILLS = Integer.getInteger("towpath.kills", 3);
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static EmbeddedRocketMq first;
  private static EmbeddedRocketMq second;

  private final String topic = "faults-" + TOPICS.incrementAndGet();
  private final Random random = new Random(23);

  BrokerFaultsIT() {
    first.createTopic(topic, 4);
    second.createTopic(topic, 4);
  }

  @BeforeAll
  static void startServers() {
    // A broker without its timer wheel cannot delete topics.
    first = EmbeddedRocketMq.builder().brokerSetting("timerWheelEnable", "true").start();
    second =
        EmbeddedRocketMq.builder()
            .brokerSetting("timerWheelEnable", "true")
            .startBeside(first, "broker-b");
  }

  @AfterAll
  static void stopServers() {
    second.close();
    first.close();
  }

  private RocketMqSink.Builder builder() {
    return RocketMqSink.builder(first.nameServer())
        .topic(topic)
        .batchMessages(100)
        .sendTimeout(Duration.ofSeconds(1))
        .retryTimeout(Duration.ofMinutes(3));
  }

  private static PublishingSink open(RocketMqSink.Builder builder, TestSinkContext context)
      throws Exception {
    return (PublishingSink) builder.build().create(context);
  }

  private void assertExactly(long changes) throws Exception {
    try (var reader = new TopicReader(first.nameServer(), topic)) {
      assertEquals(8, reader.queueCount());
      assertEquals(Steps.exactly(changes), Steps.in(reader, changes));
    }
  }

  /** Restarts one broker, which takes seconds, in a separate thread. */
  private Thread restart(int turn, AtomicReference<Throwable> failure) {
    EmbeddedRocketMq broker = turn % 2 == 0 ? first : second;
    var thread = new Thread(broker::restartBroker, "restart-" + turn);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    return thread;
  }

  @Test
  void brokersKilledInTurnLoseAndRepeatNothing() throws Exception {
    var failure = new AtomicReference<Throwable>();
    long next = 0;
    try (PublishingSink sink = open(builder(), TestSinkContext.of("shop"))) {
      for (int kill = 0; kill < KILLS; kill++) {
        for (long end = next + 250L * (1 + random.nextInt(8)); next < end; next += 250) {
          sink.write(RowStream.batch(next, next + 250));
        }
        Thread restart = restart(kill, failure);
        while (restart.isAlive()) {
          sink.write(RowStream.batch(next, next + 250));
          next += 250;
        }
        sink.flush();
      }
      assertTrue(sink.counters().failures.sum() > 0, "no send met a kill");
    }

    assertEquals(null, failure.get());
    assertExactly(next);
  }

  @Test
  void sinksAndBrokersThatEndInTurnLoseAndRepeatNothing() throws Exception {
    var failure = new AtomicReference<Throwable>();
    List<Thread> restarts = new ArrayList<>();
    long saved = 0;
    long furthest = 0;
    Optional<byte[]> checkpoint = Optional.empty();
    for (int kill = 0; kill < KILLS; kill++) {
      var context = TestSinkContext.of("shop").withEpoch(kill + 1).withRestoredState(checkpoint);
      try (PublishingSink sink = open(builder(), context)) {
        checkpoint = checkpoint.or(sink::state);
        long next = saved;
        for (int batch = 0; batch < 20; batch++) {
          sink.write(RowStream.batch(next, next + 250));
          next += 250;
        }
        sink.flush();
        checkpoint = sink.state();
        saved = next;
        // The following changes are published and never saved: the next sink must recognise them.
        Thread restart = restart(kill, failure);
        for (int batch = 0; batch < 80; batch++) {
          sink.write(RowStream.batch(next, next + 250));
          next += 250;
        }
        furthest = Math.max(furthest, next);
        // Every other sink ends while its broker is still down.
        if (kill % 2 == 0) {
          restart.join();
        } else {
          restarts.add(restart);
        }
      }
      for (Thread restart : restarts) {
        restart.join();
      }
    }
    long end = furthest + 10_000;
    var context = TestSinkContext.of("shop").withEpoch(KILLS + 1).withRestoredState(checkpoint);
    try (PublishingSink sink = open(builder(), context)) {
      for (long next = saved; next < end; next += 250) {
        sink.write(RowStream.batch(next, next + 250));
      }
      sink.flush();
    }

    assertEquals(null, failure.get());
    assertExactly(end);
  }

  @Test
  void publishingGoesOnWithoutANameServer() throws Exception {
    try (PublishingSink sink = open(builder(), TestSinkContext.of("shop"))) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();

      first.killNameServer();
      try {
        sink.write(RowStream.batch(1_000, 5_000));
        sink.flush();
      } finally {
        first.startNameServer();
      }
    }
    first.restartBroker();
    second.restartBroker();

    assertExactly(5_000);
  }

  @Test
  void otherQueuesStandInForABrokerThatIsDownIfTheyMay() throws Exception {
    byte[] saved;
    try (PublishingSink sink = open(builder(), TestSinkContext.of("shop"))) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      saved = sink.state().orElseThrow();
    }
    var later = TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(saved));
    second.killBroker();
    try (PublishingSink sink = open(builder().brokerDown(BrokerDownPolicy.USE_OTHERS), later)) {
      sink.write(RowStream.batch(1_000, 2_000));
      sink.flush();
      saved = sink.state().orElseThrow();
    } finally {
      second.startBroker();
    }
    var last = TestSinkContext.of("shop").withEpoch(3).withRestoredState(Optional.of(saved));
    try (PublishingSink sink = open(builder(), last)) {
      sink.write(RowStream.batch(2_000, 3_000));
      sink.flush();
    }

    try (var reader = new TopicReader(first.nameServer(), topic)) {
      long onSecond = 0;
      long rows = 0;
      for (MessageExt message : reader.messages()) {
        int size = FlatRows.of(message).size();
        rows += size;
        onSecond += message.getBrokerName().equals("broker-b") ? size : 0;
      }
      assertEquals(3_000, rows);
      assertTrue(onSecond > 0 && onSecond < 2_000, "rows on the second broker: " + onSecond);
    }
  }

  @Test
  void producerThatIsShutDownUnderTheSinkFailsIt() throws Exception {
    var producer = new AtomicReference<DefaultMQProducer>();
    RocketMqSink.Builder builder =
        builder().customizer(producer::set).retryTimeout(Duration.ofSeconds(1));
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      started(producer).shutdown();

      var error =
          assertThrows(
              SinkException.class,
              () -> {
                sink.write(RowStream.batch(1_000, 2_000));
                sink.flush();
              });

      assertFalse(error.isPermanent());
    }
  }

  @Test
  void topicThatIsDeletedIsNamedAsTheCause() throws Exception {
    var producer = new AtomicReference<DefaultMQProducer>();
    RocketMqSink.Builder builder = builder().customizer(producer::set);
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      for (String broker : List.of(first.broker(), second.broker())) {
        delete(started(producer), broker, topic);
      }

      var error =
          assertThrows(
              SinkException.class,
              () -> {
                sink.write(RowStream.batch(1_000, 2_000));
                sink.flush();
              });

      String message = String.valueOf(error.getMessage());
      assertTrue(error.isPermanent(), message);
      assertTrue(message.contains("topic " + topic), message);
      assertTrue(message.contains("check the topic, its queues and the permissions"), message);
    }
  }

  @Test
  void recreatedTopicIsPublishedToFromTheSavedPosition() throws Exception {
    String anew = topic + "-anew";
    first.createTopic(anew, 1);
    var producer = new AtomicReference<DefaultMQProducer>();
    RocketMqSink.Builder builder = builder().topic(anew).customizer(producer::set);
    byte[] saved;
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      saved = sink.state().orElseThrow();
      delete(started(producer), first.broker(), anew);
    }
    first.createTopic(anew, 1);

    var later = TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(saved));
    try (PublishingSink sink = open(builder, later);
        var reader = new TopicReader(first.nameServer(), anew)) {
      sink.write(RowStream.batch(1_000, 2_000));
      sink.flush();

      long rows = 0;
      for (MessageExt message : reader.messages()) {
        rows += FlatRows.of(message).size();
      }
      assertEquals(1_000, rows);
    }
  }

  @Test
  void queueThatLostItsEndFailsTheNextSinkUnlessTheLossIsAccepted() throws Exception {
    String shorter = topic + "-shorter";
    first.createTopic(shorter, 1);
    var producer = new AtomicReference<DefaultMQProducer>();
    RocketMqSink.Builder builder = builder().topic(shorter).customizer(producer::set);
    byte[] saved;
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      saved = sink.state().orElseThrow();
      delete(started(producer), first.broker(), shorter);
    }
    first.createTopic(shorter, 1);
    try (PublishingSink sink = open(builder, TestSinkContext.of("another"))) {
      sink.write(RowStream.batch(0, 5));
      sink.flush();
    }
    var later = TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(saved));

    try (PublishingSink sink = open(builder, later)) {
      var error =
          assertThrows(SinkException.class, () -> sink.write(RowStream.batch(1_000, 2_000)));
      String message = String.valueOf(error.getMessage());
      assertTrue(error.isPermanent(), message);
      assertTrue(
          message.contains(
              "topic %s queue 0 lost 398 acknowledged messages, at offsets 2 to 399"
                  .formatted(shorter)),
          message);
    }
    try (PublishingSink sink = open(builder.lostMessages(LostMessagesPolicy.CONTINUE), later)) {
      sink.write(RowStream.batch(1_000, 2_000));
      sink.flush();
      // A message whose answer came too late is found in the queue, not sent again.
      assertEquals(400, sink.counters().sent.sum() + sink.counters().foundStored.sum());
    }
  }

  @SuppressWarnings("deprecation") // the producer's inner client: there is no other access
  private static void delete(DefaultMQProducer producer, String broker, String topic)
      throws Exception {
    producer
        .getDefaultMQProducerImpl()
        .getMqClientFactory()
        .getMQClientAPIImpl()
        .deleteTopicInBroker(broker, topic, Wait.LIMIT.toMillis());
  }

  private static DefaultMQProducer started(AtomicReference<DefaultMQProducer> producer) {
    return Objects.requireNonNull(producer.get(), "the customizer was not called");
  }
}
