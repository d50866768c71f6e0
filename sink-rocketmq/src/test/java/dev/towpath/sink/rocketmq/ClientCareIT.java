package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.rocketmq.option.ClientTls;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of a sink's producer: shared, customised, throttled, and ended when the sink is closed. */
final class ClientCareIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static EmbeddedRocketMq servers;

  private final String topic = "client-" + TOPICS.incrementAndGet();

  ClientCareIT() {
    servers.createTopic(topic, 2);
  }

  @BeforeAll
  static void startServers() {
    servers = EmbeddedRocketMq.builder().start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private RocketMqSink.Builder builder() {
    return RocketMqSink.builder(servers.nameServer()).topic(topic);
  }

  private static PublishingSink open(RocketMqSink.Builder builder, String pipeline)
      throws Exception {
    return (PublishingSink) builder.build().create(TestSinkContext.of(pipeline));
  }

  private void assertExactly(long changes) throws Exception {
    try (var reader = new TopicReader(servers.nameServer(), topic)) {
      assertEquals(Steps.exactly(changes), Steps.in(reader, changes));
    }
  }

  @Test
  void sharedProducerServesSinksUntilTheLastIsClosed() throws Exception {
    var shared = new SharedProducer();
    servers.createTopic(topic + "-other", 2);
    var producer = new AtomicReference<DefaultMQProducer>();
    var starts = new AtomicInteger();
    Consumer<DefaultMQProducer> customizer =
        started -> {
          producer.set(started);
          starts.incrementAndGet();
        };
    RocketMqSink.Builder one = builder().sharedProducer(shared).customizer(customizer);
    RocketMqSink.Builder other =
        builder().topic(topic + "-other").sharedProducer(shared).customizer(customizer);

    try (PublishingSink first = open(one, "one")) {
      try (PublishingSink second = open(other, "two")) {
        second.write(RowStream.batch(0, 500));
        second.flush();
      }
      first.write(RowStream.batch(0, 500));
      first.flush();
    }

    assertEquals(1, starts.get());
    assertExactly(500);
    awaitShutdown(started(producer));
  }

  /**
   * Waits for the shutdown. The sink itself does not wait long, because a hung broker would delay
   * it.
   */
  private void awaitShutdown(DefaultMQProducer producer) throws InterruptedException {
    Wait.until("the shutdown of the producer", () -> isShutDown(producer));
  }

  private boolean isShutDown(DefaultMQProducer producer) {
    try {
      producer.fetchPublishMessageQueues(topic);
      return false;
    } catch (MQClientException e) {
      return String.valueOf(e.getMessage()).contains("SHUTDOWN_ALREADY");
    }
  }

  @Test
  void sinksOfOtherSettingsDoNotGetASharedProducer() throws Exception {
    var shared = new SharedProducer();
    try (PublishingSink sink = open(builder().sharedProducer(shared), "one")) {
      RocketMqSink.Builder other =
          builder().sharedProducer(shared).sendTimeout(Duration.ofSeconds(7));

      var error = assertThrows(IllegalArgumentException.class, () -> open(other, "two"));

      assertTrue(String.valueOf(error.getMessage()).contains("need the same settings"));
      sink.write(RowStream.batch(0, 500));
      sink.flush();
    }
  }

  @Test
  void customizerCannotTurnOnWhatBreaksOrder() throws Exception {
    var producer = new AtomicReference<DefaultMQProducer>();
    RocketMqSink.Builder builder =
        builder()
            .customizer(
                started -> {
                  producer.set(started);
                  started.setInstanceName("mine");
                  started.setRetryTimesWhenSendAsyncFailed(5);
                  started.setUnitName("unit");
                });

    try (PublishingSink sink = open(builder, "one")) {
      sink.write(RowStream.batch(0, 5));
      sink.flush();

      assertEquals("unit", started(producer).getUnitName());
      assertEquals(0, started(producer).getRetryTimesWhenSendAsyncFailed());
      assertNotEquals("mine", started(producer).getInstanceName());
    }
  }

  @Test
  void namespacePrecedesTheTopic() throws Exception {
    servers.createTopic("ns1%" + topic, 3);
    RocketMqSink.Builder builder = builder().namespace("ns1").topicPartitions(topic + ":3");

    try (PublishingSink sink = open(builder, "one");
        var reader = new TopicReader(servers.nameServer(), "ns1%" + topic)) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();

      assertEquals(Steps.exactly(1_000), Steps.in(reader, 1_000));
    }
  }

  @Test
  void traceTellsOfMessagesOverTheSecondPort() throws Exception {
    String trace = topic + "-trace";
    servers.createTopic(trace, 1);

    try (PublishingSink sink = open(builder().traceTopic(trace).vipChannel(true), "one");
        var reader = new TopicReader(servers.nameServer(), trace)) {
      sink.write(RowStream.batch(0, 500));
      sink.flush();

      // RocketMQ's client sends traces with a delay, and drops the remaining ones at its shutdown.
      Wait.until("a trace", () -> !reader.messages().isEmpty());
    }
    assertExactly(500);
  }

  @Test
  void throttleHoldsBackWhatIsSentTooFast() throws Exception {
    long begin = System.nanoTime();
    try (PublishingSink sink = open(builder().batchMessages(50).messagesPerSecond(500), "one")) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertExactly(1_000);
    // Five changes are two messages, so there are 400. The last 50 do not wait for later ones.
    assertTrue(took.toMillis() >= 700 * 9 / 10, () -> "took " + took);
  }

  @Test
  void closedSinkLeavesNoThreads() throws Exception {
    // The first client of a JVM starts threads that all clients share and that never end.
    open(builder(), "warm").close();
    Set<Thread> before = awaitQuiet();

    try (PublishingSink sink = open(builder(), "one")) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      assertTrue(added(before).size() > 5);
    }

    Wait.until("the end of the added threads", () -> added(before).isEmpty());
  }

  @Test
  void threadsOfTheClientEndWithItsShutdown() throws Exception {
    open(builder(), "warm").close();
    Set<Thread> before = awaitQuiet();
    try (PublishingSink sink = open(builder(), "one")) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
    }

    for (Thread thread : added(before)) {
      if (thread.getName().equals("towpath-rocketmq-shutdown")) {
        thread.join();
      }
    }

    // Without the sink's care Netty would keep its event loops running for two more seconds.
    for (Thread thread : added(before)) {
      assertFalse(runsAnEventLoop(thread), () -> thread + " outlives its client");
    }
  }

  private static boolean runsAnEventLoop(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().startsWith("io.netty.")
                    && frame.getClassName().matches(".*(EventLoop|DefaultEventExecutor)"));
  }

  private static Set<Thread> added(Set<Thread> before) {
    Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
    now.removeAll(before);
    return now;
  }

  /** Returns the threads once their number no longer falls. */
  private static Set<Thread> awaitQuiet() throws InterruptedException {
    Set<Thread> threads = Thread.getAllStackTraces().keySet();
    int quiet = 0;
    while (quiet < 20) {
      Thread.sleep(50);
      Set<Thread> now = Thread.getAllStackTraces().keySet();
      quiet = now.equals(threads) ? quiet + 1 : 0;
      threads = now;
    }
    return threads;
  }

  @Test
  void unverifiedEncryptionMustBeAskedForByName() {
    RocketMqSink.Builder builder = builder().tls(ClientTls.VERIFIED);

    var error = assertThrows(IllegalArgumentException.class, builder::build);

    assertTrue(
        String.valueOf(error.getMessage()).contains("tls.client.authServer=true"),
        error.getMessage());
    assertFalse(builder().tls(ClientTls.UNVERIFIED).settings().client().tls() == ClientTls.OFF);
  }

  private static DefaultMQProducer started(AtomicReference<DefaultMQProducer> producer) {
    return Objects.requireNonNull(producer.get(), "the customizer was not called");
  }
}
