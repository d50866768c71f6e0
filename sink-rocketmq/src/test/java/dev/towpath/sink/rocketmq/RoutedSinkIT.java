package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Origin;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.lane.SinkState;
import dev.towpath.sink.rocketmq.option.KeyChangePolicy;
import dev.towpath.sink.testkit.TestSinkContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of changes of several tables into several topics. */
final class RoutedSinkIT {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static EmbeddedRocketMq servers;

  private final String prefix = "r" + PREFIXES.incrementAndGet();

  @BeforeAll
  static void startServers() {
    servers = EmbeddedRocketMq.builder().start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private RocketMqSink.Builder routed() {
    servers.createTopic(prefix + "_all", 2);
    servers.createTopic(prefix + "_items", 4);
    servers.createTopic(prefix + "_orders", 3);
    return RocketMqSink.builder(servers.nameServer())
        .topic(prefix + "_all")
        .dynamicTopic(prefix + "\\.items," + prefix + "_orders:" + prefix + "\\.order.*");
  }

  private static PublishingSink open(RocketMqSink.Builder builder, SinkContext context)
      throws Exception {
    return (PublishingSink) builder.build().create(context);
  }

  private Table table(String name) {
    return Table.of(
        prefix,
        name,
        List.of(
            Changes.column("id", ColumnType.INT, "int"),
            Changes.column("name", ColumnType.VARCHAR, "varchar(20)")),
        List.of(0));
  }

  private static Origin origin(int transaction) {
    return Origin.builder()
        .timestamp(Changes.EXECUTED)
        .at("mysql-bin.000001", 100L * transaction)
        .gtid("3e11fa47-71ca-11e1-9e33-c80aa9429562:" + transaction)
        .build();
  }

  private List<JSONObject> bodies(String topic) throws Exception {
    try (var reader = new TopicReader(servers.nameServer(), prefix + topic)) {
      List<JSONObject> bodies = new ArrayList<>();
      for (MessageExt message : reader.messages()) {
        bodies.add(JSON.parseObject(new String(message.getBody(), StandardCharsets.UTF_8)));
      }
      return bodies;
    }
  }

  private List<String> rows(String topic) throws Exception {
    List<String> rows = new ArrayList<>();
    for (JSONObject body : bodies(topic)) {
      body.getJSONArray("data")
          .forEach(row -> rows.add(body.getString("table") + ((JSONObject) row).get("id")));
    }
    rows.sort(null);
    return rows;
  }

  @Test
  void tablesGoToTheTopicsTheirNamesMatch() throws Exception {
    try (PublishingSink sink = open(routed(), TestSinkContext.of("shop"))) {

      sink.write(
          Changes.batch(
              List.of(
                  Changes.insert(origin(1), 0, table("items"), 1, "a"),
                  Changes.insert(origin(2), 0, table("order_lines"), 2, "b"),
                  Changes.insert(origin(3), 0, table("users"), 3, "c"),
                  SchemaChange.of(origin(4), prefix, "items", "TRUNCATE items"),
                  SchemaChange.of(origin(5), prefix, null, "CREATE DATABASE other"))));
      sink.flush();
    }

    assertEquals(List.of("INSERT", "TRUNCATE"), types("_items"));
    assertEquals(List.of("order_lines2"), rows("_orders"));
    assertEquals(List.of("INSERT", "QUERY"), types("_all"));
  }

  private List<String> types(String topic) throws Exception {
    List<String> types = new ArrayList<>();
    bodies(topic).forEach(body -> types.add(body.getString("type")));
    types.sort(null);
    return types;
  }

  @Test
  void topicThatIsUsedAfterTheLastSaveHasNoDuplicates() throws Exception {
    RocketMqSink.Builder builder = routed().checkTopics(false);
    byte[] saved;
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      sink.write(batch(1, 50, "users"));
      sink.flush();
      saved = sink.state().orElseThrow();
      sink.write(batch(51, 150, "items"));
      sink.write(batch(151, 200, "orders"));
      sink.flush();
    }
    SinkContext later =
        TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(saved));

    try (PublishingSink sink = open(builder, later)) {
      sink.write(batch(51, 150, "items"));
      sink.write(batch(151, 250, "orders"));
      sink.flush();
    }

    assertEquals(100, rows("_items").stream().distinct().count());
    assertEquals(100, rows("_items").size());
    assertEquals(100, rows("_orders").size());
    assertEquals(100, rows("_orders").stream().distinct().count());
  }

  @Test
  void topicsOfTheCheckpointAreCarriedOn() throws Exception {
    RocketMqSink.Builder builder = routed().checkTopics(false);
    byte[] first;
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      sink.write(batch(1, 50, "items"));
      sink.flush();
      first = sink.state().orElseThrow();
    }
    byte[] second;
    SinkContext next =
        TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(first));
    try (PublishingSink sink = open(builder, next)) {
      sink.write(batch(51, 60, "users"));
      sink.flush();
      second = sink.state().orElseThrow();
    }

    SinkState state = SinkState.decode(second);

    assertEquals(SinkState.decode(first).of(prefix + "_items"), state.of(prefix + "_items"));
    assertTrue(state.of(prefix + "_all").isPresent());
  }

  private dev.towpath.sink.EventBatch batch(int from, int to, String table) {
    Table items = table(table);
    List<ChangeEvent> rows = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      rows.add(Changes.insert(origin(i), 0, items, i, "x"));
    }
    return Changes.batch(rows);
  }

  @Test
  void topicOfTheSettingsThatDoesNotExistIsNamedAtTheStart() {
    servers.createTopic(prefix + "_all", 1);
    RocketMqSink.Builder builder =
        RocketMqSink.builder(servers.nameServer())
            .topic(prefix + "_all")
            .dynamicTopic(prefix + "_gone:.*\\.orders");

    var error = assertThrows(SinkException.class, () -> open(builder, TestSinkContext.of("shop")));

    assertTrue(
        String.valueOf(error.getMessage())
            .contains("no writable queue of topic " + prefix + "_gone"),
        error.getMessage());
  }

  @Test
  void topicThatRocketMqDoesNotTakeIsNamedWithTheTable() throws Exception {
    RocketMqSink.Builder builder =
        RocketMqSink.builder(servers.nameServer())
            .topics((database, table) -> database + '.' + table);

    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      var error = assertThrows(SinkException.class, () -> sink.write(batch(1, 1, "items")));

      assertTrue(error.isPermanent());
      assertTrue(
          String.valueOf(error.getMessage())
              .startsWith("no topic for " + prefix + ".items: a topic"),
          error.getMessage());
    }
  }

  @Test
  void fixedPartitionTakesRowsAndStatements() throws Exception {
    servers.createTopic(prefix + "_one", 4);
    RocketMqSink.Builder builder =
        RocketMqSink.builder(servers.nameServer()).topic(prefix + "_one").partition(6);

    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"));
        var reader = new TopicReader(servers.nameServer(), prefix + "_one")) {
      sink.write(batch(1, 20, "items"));
      sink.write(
          Changes.batch(List.of(SchemaChange.of(origin(21), prefix, "items", "TRUNCATE items"))));
      sink.flush();

      assertEquals(21, reader.queues().get(6 % 4).size());
      assertEquals(21, reader.messages().size());
    }
  }

  @Test
  void rowThatMovesToAnotherQueueIsDeletedAndInserted() throws Exception {
    servers.createTopic(prefix + "_moves", 4);
    RocketMqSink.Builder builder =
        RocketMqSink.builder(servers.nameServer())
            .topic(prefix + "_moves")
            .keyChanges(KeyChangePolicy.DELETE_AND_INSERT);
    Origin origin = origin(1);
    Table items = table("items");
    var batch =
        Changes.batch(
            List.of(
                Changes.update(origin, 0, items, new Object[] {1, "a"}, new Object[] {1, "b"}),
                Changes.update(origin, 1, items, new Object[] {2, "a"}, new Object[] {3, "b"}),
                Changes.update(origin, 2, items, new Object[] {3, "b"}, new Object[] {3, "c"})));
    byte[] start;
    try (PublishingSink sink = open(builder, TestSinkContext.of("shop"))) {
      start = sink.state().orElseThrow();
      sink.write(batch);
      sink.flush();
    }
    // A second sink recognises all three, including the moved row in both queues.
    SinkContext later =
        TestSinkContext.of("shop").withEpoch(2).withRestoredState(Optional.of(start));
    try (PublishingSink sink = open(builder, later)) {
      sink.write(batch);
      sink.flush();
    }

    try (var reader = new TopicReader(servers.nameServer(), prefix + "_moves")) {
      List<String> all = new ArrayList<>();
      List<Long> stored = new ArrayList<>();
      for (MessageExt message : reader.messages()) {
        JSONObject body = JSON.parseObject(message.getBody());
        String kind = body.getString("type");
        all.add(kind + " " + body.getJSONArray("data").getJSONObject(0).getString("id"));
        if (!kind.equals("UPDATE")) {
          stored.add(
              kind.equals("DELETE") ? message.getCommitLogOffset() : -message.getCommitLogOffset());
        }
      }
      all.sort(null);
      assertEquals(List.of("DELETE 2", "INSERT 3", "UPDATE 1", "UPDATE 3"), all);
      assertTrue(stored.get(0) + stored.get(1) < 0, "the delete is stored before the insert");
    }
  }
}
