package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.testkit.TestSinkContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of rows and statements that exceed the broker's limit. */
final class OversizeIT {
  private static final int LIMIT = 20_000;
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static final Table TABLE =
      Changes.table(
          Changes.column("id", ColumnType.INT, "int"),
          Changes.column("name", ColumnType.VARCHAR, "varchar(20)"),
          Changes.column("picture", ColumnType.LONGTEXT, "longtext"));
  private static EmbeddedRocketMq servers;

  private final String topic = "oversize-" + TOPICS.incrementAndGet();
  private final Origin origin = Changes.origin(4);

  OversizeIT() {
    servers.createTopic(topic, 2);
    servers.createTopic(topic + "-dead", 1);
  }

  @BeforeAll
  static void startServers() {
    servers =
        EmbeddedRocketMq.builder().brokerSetting("maxMessageSize", Integer.toString(LIMIT)).start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private void publish(EventBatch batch, OversizeStep... steps) throws Exception {
    publish(batch, TestSinkContext.of("shop"), steps);
  }

  private byte[] publish(EventBatch batch, SinkContext context, OversizeStep... steps)
      throws Exception {
    try (PublishingSink sink =
        (PublishingSink)
            RocketMqSink.builder(servers.nameServer())
                .topic(topic)
                .oversize(steps)
                .build()
                .create(context)) {
      byte[] start = sink.state().orElseThrow();
      sink.write(batch);
      sink.flush();
      return start;
    }
  }

  private static String noise(int length) {
    var random = new Random(5);
    return random
        .ints(length, 0x21, 0x7f)
        .filter(c -> c != '"' && c != '\\')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private List<MessageExt> messages(String name) throws Exception {
    try (var reader = new TopicReader(servers.nameServer(), name)) {
      return reader.messages();
    }
  }

  private JSONObject only() throws Exception {
    List<MessageExt> messages = messages(topic);
    assertEquals(1, messages.size());
    return JSON.parseObject(messages.get(0).getBody());
  }

  private RowChange large(int ordinal, int id, String picture) {
    return Changes.insert(origin, ordinal, TABLE, id, "n", picture);
  }

  @Test
  void limitOfTheBrokerIsKnownBeforeAnythingIsSent() {
    var error =
        assertThrows(
            SinkException.class,
            () -> publish(Changes.batch(List.of(large(0, 7, noise(2 * LIMIT))))));

    assertTrue(error.isPermanent());
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("the message for shop.items key 7 has "), message);
    assertTrue(message.contains("more than maxMessageSize " + LIMIT), message);
  }

  @Test
  void compressionIsEnoughForWhatCompresses() throws Exception {
    publish(
        Changes.batch(List.of(large(0, 7, "abc".repeat(LIMIT)))),
        OversizeStep.compress(),
        OversizeStep.dropColumns("picture"));

    MessageExt message = messages(topic).get(0);
    assertEquals("gzip", message.getUserProperty("z"));
    assertNull(message.getUserProperty("r"));
    try (var in = new GZIPInputStream(new ByteArrayInputStream(message.getBody()))) {
      JSONObject body = JSON.parseObject(in.readAllBytes());
      assertEquals(
          3 * LIMIT, body.getJSONArray("data").getJSONObject(0).getString("picture").length());
    }
  }

  @Test
  void droppedColumnIsNamed() throws Exception {
    publish(
        Changes.batch(List.of(large(0, 7, noise(2 * LIMIT)))),
        OversizeStep.dropColumns("shop.items.PICTURE", "id"));

    assertEquals("picture", messages(topic).get(0).getUserProperty("r"));
    assertEquals(
        JSON.parseObject("{'id':'7','name':'n'}"), only().getJSONArray("data").getJSONObject(0));
  }

  @Test
  void unchangedColumnsAreLeftOutOfAnUpdate() throws Exception {
    String picture = noise(2 * LIMIT);
    var update =
        Changes.update(
            origin, 0, TABLE, new Object[] {7, "a", picture}, new Object[] {7, "b", picture});

    publish(Changes.batch(List.of(update)), OversizeStep.changedColumns());

    assertEquals("unchanged", messages(topic).get(0).getUserProperty("r"));
    assertEquals(
        JSON.parseObject("{'id':'7','name':'b'}"), only().getJSONArray("data").getJSONObject(0));
    assertEquals(JSON.parseObject("{'name':'a'}"), only().getJSONArray("old").getJSONObject(0));
  }

  @Test
  void changeThatNoStepMakesFitIsADeadLetterAndTheOthersGoOn() throws Exception {
    var batch =
        Changes.batch(List.of(large(0, 1, "a"), large(1, 2, noise(2 * LIMIT)), large(2, 3, "c")));

    publish(batch, OversizeStep.compress(), OversizeStep.deadLetter(topic + "-dead"));

    assertEquals(List.of("1", "3"), ids());
    JSONObject letter = JSON.parseObject(messages(topic + "-dead").get(0).getBody());
    assertEquals("items", letter.getString("table"));
    assertEquals("2", letter.getString("key"));
    assertEquals("mysql-bin.000001", letter.getString("file"));
    assertEquals(topic, letter.getString("topic"));
    assertTrue(letter.getString("reason").endsWith("more than " + LIMIT));
  }

  private List<String> ids() throws Exception {
    return messages(topic).stream()
        .flatMap(
            message ->
                JSON.parseObject(message.getBody()).getJSONArray("data").stream()
                    .map(row -> ((JSONObject) row).getString("id")))
        .sorted()
        .toList();
  }

  @Test
  void deadLettersAreRecognisedAtAResume() throws Exception {
    var batch =
        Changes.batch(
            Stream.of(1, 2, 3, 4, 5, 6)
                .map(id -> large(id - 1, id, id % 3 == 0 ? noise(2 * LIMIT) : "a"))
                .toList());
    OversizeStep[] steps = {OversizeStep.deadLetter(topic + "-dead")};
    byte[] start = publish(batch, TestSinkContext.of("shop"), steps);

    SinkContext later =
        TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(start));
    publish(batch, later, steps);

    assertEquals(List.of("1", "2", "4", "5"), ids());
    assertEquals(2, messages(topic + "-dead").size());
  }

  @Test
  void rowThatTheEncoderFailsForIsPoisonOnlyItself() throws Exception {
    MessageEncoder picky =
        MessageEncoder.of(
            change -> {
              if (((RowChange) change).row().getLong("id") == 2) {
                throw new IllegalStateException("no twos");
              }
              return new byte[] {1};
            });
    try (PublishingSink sink =
        (PublishingSink)
            RocketMqSink.builder(servers.nameServer())
                .topic(topic)
                .encoder(picky)
                .oversize(OversizeStep.deadLetter(topic + "-dead"))
                .build()
                .create(TestSinkContext.of("shop"))) {
      sink.write(Changes.batch(List.of(large(0, 1, "a"), large(1, 2, "b"), large(2, 3, "c"))));
      sink.flush();
    }

    assertEquals(2, messages(topic).size());
    String letter = new String(messages(topic + "-dead").get(0).getBody(), StandardCharsets.UTF_8);
    assertTrue(
        letter.contains("cannot be encoded: java.lang.IllegalStateException: no twos"), letter);
    assertFalse(letter.contains("\"key\":\"\""), letter);
  }

  private static SchemaChange statement(int offset, String comment) {
    return SchemaChange.of(
        Changes.origin(offset), "shop", "items", "ALTER TABLE items COMMENT '" + comment + '\'');
  }

  @Test
  void statementThatIsTooLargeIsNamed() {
    var error =
        assertThrows(
            SinkException.class,
            () ->
                publish(
                    Changes.batch(List.of(statement(4, noise(2 * LIMIT)))),
                    OversizeStep.dropColumns("picture"),
                    OversizeStep.changedColumns()));

    assertTrue(error.isPermanent());
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("the message for the statement at "), message);
    assertTrue(message.contains("more than maxMessageSize " + LIMIT), message);
  }

  @Test
  void statementIsCompressedLikeARow() throws Exception {
    publish(
        Changes.batch(List.of(statement(4, "abc".repeat(LIMIT)))),
        OversizeStep.dropColumns("picture"),
        OversizeStep.compress());

    MessageExt message = messages(topic).get(0);
    assertEquals("gzip", message.getUserProperty("z"));
    assertNull(message.getUserProperty("r"));
    try (var in = new GZIPInputStream(new ByteArrayInputStream(message.getBody()))) {
      JSONObject body = JSON.parseObject(in.readAllBytes());
      assertEquals("ALTER", body.getString("type"));
      assertTrue(body.getString("sql").length() > 3 * LIMIT);
    }
  }

  @Test
  void statementThatNothingHelpsIsToldToTheDeadLetterTopicOnce() throws Exception {
    var batch =
        Changes.batch(
            List.of(
                Changes.insert(Changes.origin(4), 0, TABLE, 1, "n", "a"),
                statement(400, noise(2 * LIMIT)),
                statement(800, "short"),
                Changes.insert(Changes.origin(1200), 0, TABLE, 2, "n", "a")));
    OversizeStep[] steps = {OversizeStep.compress(), OversizeStep.deadLetter(topic + "-dead")};
    byte[] start = publish(batch, TestSinkContext.of("shop"), steps);

    SinkContext later =
        TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(start));
    publish(batch, later, steps);

    assertEquals(
        List.of("ALTER", "INSERT", "INSERT"),
        messages(topic).stream()
            .map(message -> JSON.parseObject(message.getBody()).getString("type"))
            .sorted()
            .toList());
    assertEquals(1, messages(topic + "-dead").size());
    JSONObject letter = JSON.parseObject(messages(topic + "-dead").get(0).getBody());
    assertEquals("statement", letter.getString("type"));
    assertEquals("items", letter.getString("table"));
    assertEquals(400, letter.getLong("offset"));
    assertEquals(200, letter.getString("sql").length());
    assertTrue(letter.getString("sql").startsWith("ALTER TABLE items"));
    assertTrue(letter.getString("reason").endsWith("more than " + LIMIT));
  }

  @Test
  void statementThatTheEncoderFailsForIsPoisonOnlyItself() throws Exception {
    MessageEncoder picky =
        MessageEncoder.of(
            change -> {
              if (change instanceof SchemaChange) {
                throw new IllegalStateException("no statements");
              }
              return new byte[] {1};
            });
    try (PublishingSink sink =
        (PublishingSink)
            RocketMqSink.builder(servers.nameServer())
                .topic(topic)
                .encoder(picky)
                .oversize(OversizeStep.deadLetter(topic + "-dead"))
                .build()
                .create(TestSinkContext.of("shop"))) {
      sink.write(Changes.batch(List.of(large(0, 1, "a"), statement(400, "short"))));
      sink.flush();
    }

    assertEquals(1, messages(topic).size());
    String letter = new String(messages(topic + "-dead").get(0).getBody(), StandardCharsets.UTF_8);
    assertTrue(
        letter.contains("cannot be encoded: java.lang.IllegalStateException: no statements"),
        letter);
  }

  @Test
  void deadLettersAreTheLastStep() {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876");

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> builder.oversize(OversizeStep.deadLetter("dead"), OversizeStep.compress()));

    assertTrue(String.valueOf(error.getMessage()).contains("must be the last step"));
  }
}
