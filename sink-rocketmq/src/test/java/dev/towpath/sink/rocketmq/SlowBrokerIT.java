package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests with a broker behind a network that delays, trickles or drops data. */
final class SlowBrokerIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static EmbeddedRocketMq servers;
  private static SlowProxy network;

  private final String topic = "slow-" + TOPICS.incrementAndGet();

  SlowBrokerIT() {
    servers.createTopic(topic, 2);
  }

  @BeforeAll
  static void startServers() throws Exception {
    // The broker tells clients 127.0.0.1, where the proxy listens; it listens on another address
    // itself.
    servers = EmbeddedRocketMq.builder().brokerSetting("bindAddress", "127.0.0.2").start();
    String address = servers.broker();
    network =
        new SlowProxy("127.0.0.2", Integer.parseInt(address.substring(address.indexOf(':') + 1)));
  }

  @AfterAll
  static void stopServers() {
    network.close();
    servers.close();
  }

  private PublishingSink open(Duration sendTimeout) throws Exception {
    return (PublishingSink)
        RocketMqSink.builder(servers.nameServer())
            .topic(topic)
            .sendTimeout(sendTimeout)
            .retryTimeout(Wait.LIMIT)
            .build()
            .create(TestSinkContext.of("shop"));
  }

  /** Publishes while {@code disturbance} is in effect, and then once more. */
  private long publish(PublishingSink sink, Runnable disturbance) throws Exception {
    sink.write(RowStream.batch(0, 1_000));
    sink.flush();
    disturbance.run();
    try {
      for (int next = 1_000; next < 6_000; next += 500) {
        sink.write(RowStream.batch(next, next + 500));
      }
      sink.flush();
    } finally {
      network.delay(Duration.ZERO);
      network.bytesPerSecond(Integer.MAX_VALUE);
    }
    sink.write(RowStream.batch(6_000, 7_000));
    sink.flush();
    return 7_000;
  }

  private void assertExactly(long changes) throws Exception {
    try (var reader = new TopicReader(servers.nameServer(), topic)) {
      assertEquals(Steps.exactly(changes), Steps.in(reader, changes));
    }
  }

  @Test
  void slowAnswersAreWaitedFor() throws Exception {
    // Longer than the delay and any stall.
    try (PublishingSink sink = open(Duration.ofSeconds(30))) {
      long changes = publish(sink, () -> network.delay(Duration.ofMillis(300)));

      assertEquals(0, sink.counters().failures.sum());
      assertExactly(changes);
    }
  }

  @Test
  void requestsThatTrickleAreNeitherRepeatedNorOvertaken() throws Exception {
    try (PublishingSink sink = open(Duration.ofSeconds(1))) {
      long changes = publish(sink, () -> network.bytesPerSecond(300_000));

      assertTrue(sink.counters().failures.sum() > 0, "no request was too slow");
      assertExactly(changes);
    }
  }

  @Test
  void connectionThatFallsSilentIsReplaced() throws Exception {
    try (PublishingSink sink = open(Duration.ofSeconds(1))) {
      long changes = publish(sink, network::silence);

      assertTrue(sink.counters().failures.sum() > 0, "no request met the silence");
      assertExactly(changes);
    }
  }
}
