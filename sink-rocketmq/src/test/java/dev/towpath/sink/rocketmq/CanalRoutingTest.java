package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.otter.canal.connector.core.producer.MQMessageUtils;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.Message;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.route.PartitionRules;
import dev.towpath.sink.rocketmq.internal.route.TopicPartitions;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.route.TopicRouter;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison of topics and partitions with canal's own {@code MQMessageUtils}. */
final class CanalRoutingTest {
  private static final List<String> DATABASES =
      List.of("shop", "Shop", "shop_1", "shop.old", "test", "o", "");
  private static final List<String> TABLES =
      List.of("items", "Items", "items_2024", "order", "a.b", "t1", "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop",
        "SHOP.ITEMS",
        "shop.items,test",
        "test;shop.items;shop",
        ".*",
        ".*\\..*",
        "shop\\..*",
        "shop\\.items|shop",
        "mine:shop.items",
        "my.topic:shop\\.item.*",
        "a:.*\\.order,b:shop,c:.*",
        "items:Shop\\..*",
        " t : shop.items ;u:test",
        "shop_[0-9]",
        "x:o|or",
        "x:sho|shop",
        "x:shop.old",
        "t1:shop.items:extra"
      })
  void topicIsTheOneCanalChooses(String expression) {
    TopicRouter router = TopicRouter.dynamic("all", expression);

    for (String database : DATABASES) {
      for (String table : TABLES) {
        assertEquals(
            canalTopic(database, table, expression),
            router.topic(database, table),
            () -> expression + " with " + database + "." + table);
      }
    }
  }

  private static String canalTopic(String database, String table, String expression) {
    CanalEntry.Entry entry =
        CanalEntry.Entry.newBuilder()
            .setEntryType(CanalEntry.EntryType.ROWDATA)
            .setHeader(
                CanalEntry.Header.newBuilder().setSchemaName(database).setTableName(table).build())
            .build();
    Map<String, Message> topics =
        MQMessageUtils.messageTopics(new Message(1, List.of(entry)), "all", expression);
    assertEquals(1, topics.size());
    // The producer, not the utility class, replaces the dots.
    return topics.keySet().iterator().next().replace('.', '_');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.items",
        "shop.items:$pk$",
        "SHOP.ITEMS:$PK$",
        "shop.items:id",
        "shop.items:name^id",
        "shop.items:name^name",
        "shop.items:missing^id",
        "shop.items:NAME",
        ".*\\..*:$pk$",
        ".*:$pk$",
        "test.*,shop\\.items:name;.*\\..*",
        "shop:$pk$",
        "other.table:$pk$",
        "shop\\..*"
      })
  void partitionIsTheOneCanalChooses(String expression) {
    var rules = PartitionRules.parse(expression);
    var text = new CanalText(ZoneOffset.UTC);
    var random = new Random(11);
    for (String database : List.of("shop", "Shop", "polygenelubricants")) {
      Table table = items(database);
      for (int i = 0; i < 300; i++) {
        int partitions = 1 + random.nextInt(16);
        boolean databaseHash = random.nextBoolean();
        Object id = random.nextInt();
        @Nullable Object name =
            i % 7 == 0 ? null : i % 11 == 0 ? "polygenelubricants" : "n" + random.nextInt(1000);
        var row = Changes.insert(Changes.origin(4), 0, table, id, name);

        int partition = rules.apply(table).partition(row, text, databaseHash, partitions);

        assertEquals(
            canalPartition(database, id, name, expression, partitions, databaseHash),
            partition,
            () -> expression + " with " + id + ", " + name);
      }
    }
  }

  private static Table items(String database) {
    return Table.of(
        database,
        "items",
        List.of(
            Changes.column("id", ColumnType.INT, "int(11)"),
            Changes.column("name", ColumnType.VARCHAR, "varchar(20)")),
        List.of(0));
  }

  private static int canalPartition(
      String database,
      Object id,
      @Nullable Object name,
      String expression,
      int partitions,
      boolean databaseHash) {
    Map<String, @Nullable String> row = new LinkedHashMap<>();
    row.put("id", id.toString());
    row.put("name", name == null ? null : name.toString());
    var message = new com.alibaba.otter.canal.protocol.FlatMessage(1);
    message.setDatabase(database);
    message.setTable("items");
    message.setIsDdl(false);
    message.setPkNames(List.of("id"));
    message.setData(new ArrayList<>(List.of(row)));
    var parts = MQMessageUtils.messagePartition(message, partitions, expression, databaseHash);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != null) {
        return i;
      }
    }
    throw new AssertionError("canal chose no partition");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"items:3", "ITEMS:3,shop_items:5", "shop_.*:4;.*:2", "items|shop:7", "a:1,.*:9"})
  void partitionsOfATopicAreThoseCanalReads(String expression) {
    var partitions = TopicPartitions.parse(expression, 32_767);

    for (String topic : List.of("items", "Items", "shop_items", "shop", "shop_1", "other")) {
      @Nullable Integer canals = MQMessageUtils.parseDynamicTopicPartition(topic, expression);
      assertEquals(canals == null ? 0 : canals, partitions.of(topic).orElse(0), topic);
    }
  }

  @Test
  void wrongExpressionsAreReportedWhenTheSinkIsDescribed() {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876");

    var error =
        assertThrows(IllegalArgumentException.class, () -> builder.dynamicTopic("shop\\.(items"));

    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith(
                "dynamicTopic: 'shop\\.(items' is not a regular expression:" + " Unclosed group"),
        error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",;", "shop\\..{1,3}", "topic:", ":shop", " shop", "a b:shop"})
  void wrongDynamicTopicsAreRefused(String expression) {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876");

    assertThrows(IllegalArgumentException.class, () -> builder.dynamicTopic(expression));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop.items:", "shop.items: id", "shop.(items:$pk$", ":id"})
  void wrongPartitionHashesAreRefused(String expression) {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876");

    assertThrows(IllegalArgumentException.class, () -> builder.partitionHash(expression));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "items", "items:", "items:0", "items:x", "items:99999", ":3"})
  void wrongNumbersOfPartitionsAreRefused(String expression) {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876");

    assertThrows(IllegalArgumentException.class, () -> builder.topicPartitions(expression));
  }

  @Test
  void settingsThatExcludeEachOtherAreRefused() {
    RocketMqSink.Builder builder =
        RocketMqSink.builder("host:9876")
            .topic("all")
            .topics((database, table) -> table)
            .partition(1)
            .partitionHash("shop.items");

    var error = assertThrows(IllegalArgumentException.class, builder::build);

    assertEquals(
        "RocketMQ sink: topics(router) excludes topic and dynamicTopic: remove them;"
            + " partition and partitionHash exclude each other: a fixed partition hashes nothing",
        error.getMessage());
  }
}
