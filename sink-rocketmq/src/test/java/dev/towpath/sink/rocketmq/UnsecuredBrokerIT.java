package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.testkit.TestSinkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test with a master that waits for a missing replica: it stores messages and secures none. */
final class UnsecuredBrokerIT {
  private static final String TOPIC = "unsecured";
  private static final int QUEUES = 2;
  private static final int ROWS = 40;
  private static final String REPLICAS = "inSyncReplicas";

  private EmbeddedRocketMq servers;
  private SinkFactory factory;
  private TestSinkContext context;

  @BeforeEach
  void startBrokerWithoutReplica() throws Exception {
    servers =
        EmbeddedRocketMq.builder()
            .brokerSetting("brokerRole", "SYNC_MASTER")
            .brokerSetting(REPLICAS, "2")
            .brokerSetting("slaveTimeout", "200")
            .start();
    servers.createTopic(TOPIC, QUEUES);
    factory = factory(Duration.ofSeconds(6));
    try (PublishingSink sink = (PublishingSink) factory.create(TestSinkContext.of("shop"))) {
      context = TestSinkContext.of("shop").withRestoredState(sink.state());
    }
  }

  @AfterEach
  void stopServers() {
    servers.close();
  }

  private SinkFactory factory(Duration retryTimeout) {
    return RocketMqSink.builder(servers.nameServer())
        .topic(TOPIC)
        .batchMessages(10)
        .sendTimeout(Duration.ofSeconds(5))
        .retryTimeout(retryTimeout)
        .build();
  }

  private PublishingSink open() throws Exception {
    return (PublishingSink) factory.create(context);
  }

  @SuppressWarnings("deprecation") // the only access to the request of an administrator
  private void replicate(String replicas) throws Exception {
    var admin = new DefaultMQProducer("admin");
    admin.setNamesrvAddr(servers.nameServer());
    admin.start();
    try {
      var settings = new Properties();
      settings.setProperty(REPLICAS, replicas);
      admin
          .getDefaultMQProducerImpl()
          .getMqClientFactory()
          .getMQClientAPIImpl()
          .updateBrokerConfig(servers.broker(), settings, 10_000);
    } finally {
      admin.shutdown();
    }
  }

  private static String flushInVain(PublishingSink sink) {
    return String.valueOf(assertThrows(SinkException.class, sink::flush).getMessage());
  }

  private List<List<String>> numbers() throws Exception {
    List<List<String>> queues = new ArrayList<>();
    try (var reader = new TopicReader(servers.nameServer(), TOPIC)) {
      for (List<MessageExt> queue : reader.queues()) {
        queues.add(queue.stream().map(message -> message.getUserProperty("n")).toList());
      }
    }
    return queues;
  }

  private static int distinct(List<List<String>> queues) {
    return queues.stream().mapToInt(queue -> new HashSet<>(queue).size()).sum();
  }

  private static int all(List<List<String>> queues) {
    return queues.stream().mapToInt(List::size).sum();
  }

  @Test
  void unconfirmedMessageIsNotConfirmedByFindingIt() throws Exception {
    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));

      assertTrue(flushInVain(sink).contains("answered FLUSH_SLAVE_TIMEOUT"));
      assertEquals(0, sink.counters().failures.sum());
    }
    int messages = all(numbers());

    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));

      assertEquals(0, sink.acknowledged().orElseThrow().batches());
      assertTrue(flushInVain(sink).contains("answered FLUSH_SLAVE_TIMEOUT"));
      assertEquals(Optional.empty(), changed(sink.state()));
    }

    replicate("1");
    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));
      sink.flush();

      assertEquals(1, sink.acknowledged().orElseThrow().batches());
    }
    // One more per queue and sink, under the same number.
    assertEquals(messages, distinct(numbers()));
    assertEquals(messages + 2 * QUEUES - 1, all(numbers()));
  }

  private Optional<byte[]> changed(Optional<byte[]> checkpoint) {
    byte[] before = context.restoredState().orElseThrow();
    return checkpoint.filter(after -> !Arrays.equals(before, after));
  }

  @Test
  void laterMessageThatIsConfirmedConfirmsWhatWasFound() throws Exception {
    // The second sink must not give up before the broker has its new setting.
    factory = factory(Duration.ofSeconds(20));
    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));
      flushInVain(sink);
    }
    int messages = all(numbers());

    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));
      assertEquals(0, sink.acknowledged().orElseThrow().batches());
      replicate("1");
      sink.write(RowStream.batch(ROWS, ROWS + 5));
      sink.flush();

      assertEquals(2, sink.acknowledged().orElseThrow().batches());
    }
    assertTrue(distinct(numbers()) > messages);
    assertEquals(QUEUES, all(numbers()) - distinct(numbers()), "once more per queue");
  }

  @Test
  void brokerThatConfirmsAgainIsTrustedAgain() throws Exception {
    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));
      flushInVain(sink);
    }
    replicate("1");
    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));
      sink.flush();
    }
    int messages = all(numbers());

    try (PublishingSink sink = open()) {
      sink.write(RowStream.batch(0, ROWS));
      sink.flush();
    }

    assertEquals(messages, all(numbers()), "nothing is sent again");
  }
}
