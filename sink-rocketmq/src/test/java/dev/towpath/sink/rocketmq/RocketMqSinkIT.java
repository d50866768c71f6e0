package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RocketMqSinkIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static EmbeddedRocketMq servers;

  private final String topic = "sink-" + TOPICS.incrementAndGet();

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

  private static PublishingSink open(RocketMqSink.Builder builder) throws Exception {
    return open(builder, TestSinkContext.of("shop"));
  }

  private static PublishingSink open(RocketMqSink.Builder builder, SinkContext context)
      throws Exception {
    return (PublishingSink) builder.build().create(context);
  }

  private TopicReader reader() throws Exception {
    return new TopicReader(servers.nameServer(), topic);
  }

  @Test
  void everyKeyKeepsItsOrderOverManyBatches() throws Exception {
    servers.createTopic(topic, 4);
    try (PublishingSink sink = open(builder());
        TopicReader reader = reader()) {

      for (int i = 0; i < 20_000; i += 500) {
        sink.write(RowStream.batch(i, i + 500));
      }
      sink.flush();

      assertEquals(Steps.exactly(20_000), Steps.in(reader, 20_000));
    }
  }

  @Test
  void everythingIsInTheTopicWhenFlushReturns() throws Exception {
    servers.createTopic(topic, 4);
    try (PublishingSink sink = open(builder());
        TopicReader reader = reader()) {

      for (int i = 0; i < 2_000; i += 250) {
        sink.write(RowStream.batch(i, i + 250));
        sink.flush();

        assertEquals(Steps.exactly(i + 250), Steps.in(reader, i + 250));
      }
    }
  }

  @Test
  void brokerThatIsKilledAndRestartedLosesAndRepeatsNothing() throws Exception {
    servers.createTopic(topic, 4);
    try (PublishingSink sink = open(builder().batchMessages(50).retryTimeout(Wait.LIMIT));
        TopicReader reader = reader()) {

      long written = publishWhile(sink, 0, servers::restartBroker);
      written = publishWhile(sink, written, servers::restartBroker);
      sink.flush();

      assertEquals(Steps.exactly(written), Steps.in(reader, written));
      assertTrue(sink.counters().failures.sum() > 0, "no send met the kill");
    }
  }

  @Test
  void brokerThatFreezesLosesAndRepeatsNothing() throws Exception {
    servers.createTopic(topic, 4);
    try (PublishingSink sink =
            open(builder().sendTimeout(Duration.ofMillis(500)).retryTimeout(Wait.LIMIT));
        TopicReader reader = reader()) {

      long written =
          publishWhile(
              sink,
              0,
              () -> {
                long failures = sink.counters().failures.sum();
                servers.pauseBroker();
                await(() -> sink.counters().failures.sum() > failures + 4);
                servers.resumeBroker();
              });
      sink.flush();

      assertEquals(Steps.exactly(written), Steps.in(reader, written));
      // A frozen broker stores the requests it received once it continues.
      assertTrue(sink.counters().foundStored.sum() > 0, "nothing was found stored");
    }
  }

  /** Publishes while {@code disturbance} runs, and a little longer. */
  private static long publishWhile(PublishingSink sink, long from, Disturbance disturbance)
      throws Exception {
    var failure = new AtomicReference<Exception>();
    var thread =
        new Thread(
            () -> {
              try {
                disturbance.run();
              } catch (Exception e) {
                failure.set(e);
              }
            });
    long next = from;
    for (; next < from + 5_000; next += 250) {
      sink.write(RowStream.batch(next, next + 250));
    }
    thread.start();
    while (thread.isAlive()) {
      sink.write(RowStream.batch(next, next + 250));
      next += 250;
    }
    for (long end = next + 5_000; next < end; next += 250) {
      sink.write(RowStream.batch(next, next + 250));
    }
    Exception e = failure.get();
    if (e != null) {
      throw e;
    }
    return next;
  }

  @FunctionalInterface
  private interface Disturbance {
    void run() throws Exception;
  }

  private static void await(BooleanSupplier condition) throws Exception {
    Wait.until(condition::getAsBoolean);
  }

  @Test
  void topicWithoutRouteIsNamedWithTheRemedy() {
    var error = assertThrows(SinkException.class, () -> open(builder()));

    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains(servers.nameServer()), message);
    assertTrue(message.contains("no writable queue of topic " + topic), message);
    assertTrue(message.contains("mqadmin updateTopic -n"), message);
    assertFalse(error.isPermanent());
  }

  @Test
  void nameServerThatIsAwayIsNamed() {
    RocketMqSink.Builder builder =
        RocketMqSink.builder("127.0.0.1:1").topic(topic).sendTimeout(Duration.ofMillis(500));

    var error = assertThrows(SinkException.class, () -> open(builder));

    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("cannot ask the name servers 127.0.0.1:1 for topic"), message);
    assertFalse(error.isPermanent());
  }

  @Test
  void rowWithoutPrimaryKeyIsPublishedWithoutKeys() throws Exception {
    servers.createTopic(topic, 4);
    Table log = Table.of("shop", "log", Changes.items().columns(), List.of());
    try (PublishingSink sink = open(builder());
        TopicReader reader = reader()) {
      sink.write(
          Changes.batch(
              List.of(
                  Changes.insert(Changes.origin(4), 0, log, 1, "a"),
                  Changes.insert(Changes.origin(400), 0, log, 1, "a"))));
      sink.flush();

      List<MessageExt> messages = reader.messages();
      assertEquals(2, messages.size());
      assertNull(messages.get(0).getKeys());
      assertEquals(messages.get(0).getQueueId(), messages.get(1).getQueueId());
    }
  }

  @Test
  void queuesThatAreTakenAwayAreNamedAsTheCause() throws Exception {
    servers.createTopic(topic, 4);
    try (PublishingSink sink = open(builder())) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      servers.createTopic(topic, 2);

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
  void rowThatIsTooLargeIsNamedWithTheSetting() throws Exception {
    servers.createTopic(topic, 1);
    var row = Changes.insert(Changes.origin(4), 0, Changes.items(), 4711, "x".repeat(3000));
    try (PublishingSink sink = open(builder().maxMessageSize(2048))) {

      var error = assertThrows(SinkException.class, () -> sink.write(Changes.batch(List.of(row))));

      String message = String.valueOf(error.getMessage());
      assertTrue(error.isPermanent());
      assertTrue(message.contains("shop.items key 4711"), message);
      assertTrue(message.contains("more than maxMessageSize 2048; raise maxMessageSize"), message);
    }
  }

  @Test
  void eventThatIsTooLargeForAMessageIsSplitByRows() throws Exception {
    servers.createTopic(topic, 1);
    var origin = Changes.origin(4);
    var rows =
        IntStream.range(0, 10)
            .mapToObj(i -> Changes.insert(origin, i, Changes.items(), i, "x".repeat(500)))
            .toList();
    try (PublishingSink sink = open(builder().maxMessageSize(2048));
        TopicReader reader = reader()) {

      sink.write(Changes.batch(rows));
      sink.flush();

      List<MessageExt> messages = reader.messages();
      assertTrue(messages.size() > 3, "messages: " + messages.size());
      assertEquals(
          IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
          messages.stream()
              .flatMap(message -> FlatRows.of(message).stream())
              .map(row -> row.columns().get("id"))
              .toList());
    }
  }

  @Test
  void rowOfFiveMegabytesPassesWhereItMay() throws Exception {
    var row = Changes.insert(Changes.origin(4), 0, Changes.items(), 4711, "x".repeat(5 << 20));
    try (EmbeddedRocketMq large =
        EmbeddedRocketMq.builder().brokerSetting("maxMessageSize", "8388608").start()) {
      large.createTopic(topic, 1);
      RocketMqSink.Builder builder =
          RocketMqSink.builder(large.nameServer()).topic(topic).maxMessageSize(8 << 20);
      try (PublishingSink sink = open(builder);
          var reader = new TopicReader(large.nameServer(), topic)) {

        sink.write(RowStream.batch(0, 500));
        sink.write(Changes.batch(List.of(row)));
        sink.write(RowStream.batch(500, 1_000));
        sink.flush();

        assertTrue(
            reader.messages().stream().anyMatch(message -> message.getBody().length > 5 << 20));
      }
    }
  }

  @Test
  void batchThatTheBrokerFindsTooLargeIsSentInParts() throws Exception {
    try (EmbeddedRocketMq small =
        EmbeddedRocketMq.builder().brokerSetting("maxMessageSize", "20000").start()) {
      small.createTopic(topic, 1);
      try (PublishingSink sink = open(RocketMqSink.builder(small.nameServer()).topic(topic));
          var reader = new TopicReader(small.nameServer(), topic)) {

        sink.write(RowStream.batch(0, 2_000));
        sink.flush();

        assertEquals(Steps.exactly(2_000), Steps.in(reader, 2_000));
      }
    }
  }

  @Test
  void statementGoesToTheFirstPartition() throws Exception {
    servers.createTopic(topic, 3);
    var change = SchemaChange.of(Changes.origin(4), "shop", "items", "TRUNCATE TABLE items");
    try (PublishingSink sink = open(builder());
        TopicReader reader = reader()) {

      sink.write(Changes.batch(List.of(change)));
      sink.flush();

      MessageExt message = reader.queues().get(0).get(0);
      String body = new String(message.getBody(), StandardCharsets.UTF_8);
      assertTrue(body.endsWith("\"type\":\"TRUNCATE\"}"), body);
    }
  }

  @Test
  void messageTellsItsWriterTermNumberRowsAndKey() throws Exception {
    servers.createTopic(topic, 1);
    try (PublishingSink sink = open(builder(), TestSinkContext.of("my shop").withEpoch(7));
        TopicReader reader = reader()) {

      sink.write(RowStream.batch(0, 5));
      sink.flush();

      List<MessageExt> messages = reader.messages();
      MessageExt second = messages.get(1);
      assertEquals("my%20shop", second.getUserProperty("w"));
      assertEquals("7", second.getUserProperty("e"));
      assertEquals("2", second.getUserProperty("n"));
      assertEquals("3e11fa47-71ca-11e1-9e33-c80aa9429562:1:1:0-2/3", second.getUserProperty("p"));
      assertEquals("2 3 4", second.getKeys());
    }
  }

  @Test
  void pinnedQueuesAreKeptWhenTheTopicGrows() throws Exception {
    servers.createTopic(topic, 2);
    byte[] checkpoint;
    try (PublishingSink sink = open(builder())) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();
      checkpoint = sink.state().orElseThrow();
    }
    servers.createTopic(topic, 4);

    try (PublishingSink sink =
            open(builder(), TestSinkContext.of("shop").withRestoredState(Optional.of(checkpoint)));
        TopicReader reader = reader()) {
      sink.write(RowStream.batch(1_000, 2_000));
      sink.flush();

      assertEquals(Steps.exactly(2_000), Steps.in(reader, 2_000));
      assertEquals(List.of(), reader.queues().get(2));
    }
  }

  @Test
  void queueWhoseBrokerIsDownIsWaitedForAndNamed() throws Exception {
    servers.createTopic(topic, 2);
    byte[] checkpoint;
    try (PublishingSink sink = open(builder())) {
      checkpoint = sink.state().orElseThrow();
    }
    SinkContext later = TestSinkContext.of("shop").withRestoredState(Optional.of(checkpoint));
    RocketMqSink.Builder patient =
        builder().sendTimeout(Duration.ofMillis(500)).retryTimeout(Duration.ofSeconds(1));
    servers.killBroker();

    var error = assertThrows(SinkException.class, () -> open(patient, later));
    servers.startBroker();

    String message = String.valueOf(error.getMessage());
    assertFalse(error.isPermanent());
    assertTrue(message.startsWith("2 queues of topic " + topic), message);
    assertTrue(message.contains("brokerName=broker-a, queueId=1"), message);
  }

  @Test
  void otherNumberOfPartitionsThanBeforeIsRefused() throws Exception {
    servers.createTopic(topic, 2);
    byte[] checkpoint;
    try (PublishingSink sink = open(builder())) {
      checkpoint = sink.state().orElseThrow();
    }
    SinkContext later = TestSinkContext.of("shop").withRestoredState(Optional.of(checkpoint));

    var error = assertThrows(SinkException.class, () -> open(builder().partitions(3), later));

    assertTrue(error.isPermanent());
    assertTrue(String.valueOf(error.getMessage()).contains("publishes to 2 partitions of topic"));
  }

  @Test
  void lostLeaseStopsPublishing() throws Exception {
    servers.createTopic(topic, 1);
    try (PublishingSink sink = open(builder(), TestSinkContext.of("shop").withLeaseLost());
        TopicReader reader = reader()) {

      var error =
          assertThrows(
              SinkException.class,
              () -> {
                sink.write(RowStream.batch(0, 5));
                sink.flush();
              });

      assertTrue(String.valueOf(error.getMessage()).contains("leadership was lost"));
      assertEquals(List.of(), reader.messages());
    }
  }
}
