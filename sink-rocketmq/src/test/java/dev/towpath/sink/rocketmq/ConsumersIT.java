package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.otter.canal.client.rocketmq.RocketMQCanalConnector;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.FlatMessage;
import com.alibaba.otter.canal.protocol.Message;
import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.event.GtidSet;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.json.canal.CanalJsonDeserializationSchema;
import org.apache.flink.formats.json.debezium.DebeziumJsonDeserializationSchema;
import org.apache.flink.formats.json.maxwell.MaxwellJsonDeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A test of our messages with their real consumers: Flink's formats and canal's own client. Both
 * read a real binlog's changes from a real broker.
 */
final class ConsumersIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private static final String[] STATEMENTS = {
    "INSERT INTO shop.items VALUES"
        + " (1, 7, 4294967295, 9007199254740993, 18.00, 0.5, 'é \uD83D\uDE00', NULL, '2024-02-29',"
        + " '2024-02-29 12:30:01.000001', '2024-02-29 12:30:01.500', '12:30:01', 1, X'0001FF',"
        + " '{\"a\": [1, null]}', 'small'),"
        + " (2, -7, 0, -1, -0.01, 1e300, '', 'text', '1000-01-01', '9999-12-31 23:59:59.999999',"
        + " '2038-01-19 03:14:07.999', '00:00:00', 0, '', 'null', 'large')",
    "UPDATE shop.items SET price = 20.50, note = 'new' WHERE id = 1",
    "UPDATE shop.items SET id = 3 WHERE id = 2",
    "DELETE FROM shop.items WHERE id = 1"
  };

  private static EmbeddedMySql mysql;
  private static EmbeddedRocketMq servers;

  private final String topic = "consumers-" + TOPICS.incrementAndGet();

  ConsumersIT() {
    servers.createTopic(topic, 1);
    mysql.execute("SET @@session.time_zone = '+00:00'", "DROP DATABASE IF EXISTS shop");
    mysql.execute(
        "CREATE DATABASE shop",
        """
        CREATE TABLE shop.items (
          id INT PRIMARY KEY, small SMALLINT, number INT UNSIGNED, large BIGINT,
          price DECIMAL(10,2), ratio DOUBLE, name VARCHAR(20) CHARACTER SET utf8mb4, note TEXT,
          day DATE, seen DATETIME(6), changed TIMESTAMP(3), at TIME, flag TINYINT(1),
          data VARBINARY(20), doc JSON, size ENUM('small','large'))\
        """);
  }

  /** Returns the table as a user of Flink would declare it for a format. */
  private static DataType items(
      DataType day, DataType seen, DataType changed, DataType at, DataType data) {
    return DataTypes.ROW(
        DataTypes.FIELD("id", DataTypes.INT()),
        DataTypes.FIELD("small", DataTypes.SMALLINT()),
        DataTypes.FIELD("number", DataTypes.BIGINT()),
        DataTypes.FIELD("large", DataTypes.BIGINT()),
        DataTypes.FIELD("price", DataTypes.DECIMAL(10, 2)),
        DataTypes.FIELD("ratio", DataTypes.DOUBLE()),
        DataTypes.FIELD("name", DataTypes.STRING()),
        DataTypes.FIELD("note", DataTypes.STRING()),
        DataTypes.FIELD("day", day),
        DataTypes.FIELD("seen", seen),
        DataTypes.FIELD("changed", changed),
        DataTypes.FIELD("at", at),
        DataTypes.FIELD("flag", DataTypes.TINYINT()),
        DataTypes.FIELD("data", data),
        DataTypes.FIELD("doc", DataTypes.STRING()),
        DataTypes.FIELD("size", DataTypes.STRING()));
  }

  @BeforeAll
  static void startServers() {
    mysql = EmbeddedMySql.builder().gtid(true).options("--default-time-zone=+00:00").start();
    mysql.createReplicationUser("cdc", "secret");
    servers = EmbeddedRocketMq.builder().start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
    mysql.close();
  }

  /** Publishes the changes of the statements, and returns when they are in the topic. */
  private void publish(MessageEncoder encoder, KindFilter filter, String... statements)
      throws Exception {
    List<String> start = mysql.query("SHOW MASTER STATUS").get(0).subList(0, 2);
    CdcPipeline pipeline =
        CdcPipeline.builder()
            .name("consumers")
            .source(
                MySqlSource.builder("127.0.0.1", mysql.port())
                    .credentials("cdc", () -> "secret")
                    .serverId(9001)
                    .startPosition(StartPosition.at(start.get(0), Long.parseLong(start.get(1))))
                    .build())
            .tables(TableFilter.include("shop.*"))
            .kinds(filter)
            .positionStore(new InMemoryPositionStore())
            .sink(
                RocketMqSink.builder(servers.nameServer())
                    .topic(topic)
                    .timeZone(ZoneOffset.UTC)
                    .encoder(encoder)
                    .build())
            .build();
    try (pipeline) {
      pipeline.start();
      mysql.execute(statements);
      String executed = String.valueOf(mysql.query("SELECT @@gtid_executed").get(0).get(0));
      assertTrue(pipeline.awaitAcknowledged(GtidSet.parse(executed), Wait.LIMIT));
    }
  }

  /** Returns all messages of the topic as the decoder reads them. */
  private List<String> decoded(DeserializationSchema<RowData> decoder, DataType table)
      throws Exception {
    var rows = new FlinkRows(decoder, table);
    try (var reader = new TopicReader(servers.nameServer(), topic)) {
      for (MessageExt message : reader.messages()) {
        rows.decode(message.getBody());
      }
    }
    return rows.all();
  }

  /**
   * Returns the changes of the statements as Flink sees them.
   *
   * @param first the first row after its key, with gaps for {@code price} and {@code note}
   * @param second the second row after its key
   */
  private static List<String> changes(String first, String second) {
    String inserted = first.formatted("18.00", "null");
    String updated = first.formatted("20.50", "new");
    return List.of(
        "+I | 1 | " + inserted,
        "+I | 2 | " + second,
        "-U | 1 | " + inserted,
        "+U | 1 | " + updated,
        "-U | 2 | " + second,
        "+U | 3 | " + second,
        "-D | 1 | " + updated);
  }

  private static CanalJsonDeserializationSchema canalJson(DataType table) {
    return CanalJsonDeserializationSchema.builder(table, List.of(), FlinkRows.PRODUCED)
        .setTimestampFormat(TimestampFormat.SQL)
        .build();
  }

  @Test
  void flinkReadsCanalJson() throws Exception {
    publish(MessageEncoder.canalJson(), KindFilter.all(), STATEMENTS);
    DataType table =
        items(
            DataTypes.DATE(),
            DataTypes.TIMESTAMP(6),
            DataTypes.TIMESTAMP(3),
            DataTypes.TIME(),
            DataTypes.STRING());

    assertEquals(
        changes(
            "7 | 4294967295 | 9007199254740993 | %s | 0.5 | é \uD83D\uDE00 | %s | 19782"
                + " | 2024-02-29T12:30:01.000001 | 2024-02-29T12:30:01.500 | 45001000 | 1"
                + " | \0\1ÿ | {\"a\": [1, null]} | 1",
            "-7 | 0 | -1 | -0.01 | 1.0E300 |  | text | -354285 | 9999-12-31T23:59:59.999999"
                + " | 2038-01-19T03:14:07.999 | 0 | 0 |  | null | 2"),
        decoded(canalJson(table), table));
  }

  @Test
  void flinkReadsDebeziumJson() throws Exception {
    publish(MessageEncoder.debeziumJson(), KindFilter.all(), STATEMENTS);
    DataType table =
        items(
            DataTypes.INT(),
            DataTypes.BIGINT(),
            DataTypes.TIMESTAMP_LTZ(3),
            DataTypes.BIGINT(),
            DataTypes.BYTES());
    var decoder =
        new DebeziumJsonDeserializationSchema(
            table, List.of(), FlinkRows.PRODUCED, false, false, TimestampFormat.ISO_8601);

    assertEquals(
        changes(
            "7 | 4294967295 | 9007199254740993 | %s | 0.5 | é \uD83D\uDE00 | %s | 19782"
                + " | 1709209801000001 | 2024-02-29T12:30:01.500 | 45001000000 | 1"
                + " | 0001ff | {\"a\": [1, null]} | small",
            "-7 | 0 | -1 | -0.01 | 1.0E300 |  | text | -354285 | 253402300799999999"
                + " | 2038-01-19T03:14:07.999 | 0 | 0 |  | null | large"),
        decoded(decoder, table));
  }

  @Test
  void flinkReadsMaxwellJson() throws Exception {
    publish(MessageEncoder.maxwellJson(), KindFilter.all(), STATEMENTS);
    DataType table =
        items(
            DataTypes.DATE(),
            DataTypes.TIMESTAMP(6),
            DataTypes.TIMESTAMP(3),
            DataTypes.TIME(),
            DataTypes.BYTES());
    var decoder =
        new MaxwellJsonDeserializationSchema(
            table, List.of(), FlinkRows.PRODUCED, false, TimestampFormat.SQL);

    assertEquals(
        changes(
            "7 | 4294967295 | 9007199254740993 | %s | 0.5 | é \uD83D\uDE00 | %s | 19782"
                + " | 2024-02-29T12:30:01.000001 | 2024-02-29T12:30:01.500 | 45001000 | 1"
                + " | 0001ff | {\"a\":[1,null]} | small",
            "-7 | 0 | -1 | -0.01 | 1.0E300 |  | text | -354285 | 9999-12-31T23:59:59.999999"
                + " | 2038-01-19T03:14:07.999 | 0 | 0 |  | null | large"),
        decoded(decoder, table));
  }

  /**
   * Hides statements, because Flink knows rows only. Its users do that, or skip unparsable
   * messages.
   */
  @Test
  void flinkReadsATopicWithoutStatements() throws Exception {
    String[] statements = {
      "INSERT INTO shop.items (id) VALUES (1)",
      "ALTER TABLE shop.items DROP COLUMN small, DROP COLUMN doc",
      "INSERT INTO shop.items (id) VALUES (2)"
    };
    publish(MessageEncoder.canalJson(), KindFilter.all().withoutDdl(), statements);
    DataType table = DataTypes.ROW(DataTypes.FIELD("id", DataTypes.INT()));

    assertEquals(List.of("+I | 1", "+I | 2"), decoded(canalJson(table), table));
  }

  @Test
  void flinkRefusesStatementsThatAreNotHidden() throws Exception {
    publish(
        MessageEncoder.canalJson(), KindFilter.all(), "ALTER TABLE shop.items DROP COLUMN small");
    DataType table = DataTypes.ROW(DataTypes.FIELD("id", DataTypes.INT()));

    assertThrows(IOException.class, () -> decoded(canalJson(table), table));
  }

  @Test
  void canalsClientReadsCanalJson() throws Exception {
    publish(MessageEncoder.canalJson(), KindFilter.all(), STATEMENTS);

    List<FlatMessage> messages =
        received(true, connector -> connector.getFlatList(1L, TimeUnit.SECONDS));

    assertEquals(
        List.of("INSERT [id]", "UPDATE [id]", "UPDATE [id]", "DELETE [id]"),
        messages.stream().map(message -> message.getType() + ' ' + message.getPkNames()).toList());
    assertEquals("é \uD83D\uDE00", messages.get(0).getData().get(0).get("name"));
    assertNull(messages.get(0).getData().get(0).get("note"));
    assertEquals("2", messages.get(0).getData().get(1).get("id"));
    assertEquals("18.0", messages.get(1).getOld().get(0).get("price"));
    assertEquals(Types.BIGINT, messages.get(1).getSqlType().get("number"));
  }

  @Test
  void canalsClientReadsCanalProtobuf() throws Exception {
    publish(MessageEncoder.canalProtobuf(), KindFilter.all(), STATEMENTS);

    List<Message> messages = received(false, connector -> connector.getList(1L, TimeUnit.SECONDS));

    List<String> changes = new ArrayList<>();
    for (Message message : messages) {
      for (CanalEntry.Entry entry : message.getEntries()) {
        var rows = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
        for (CanalEntry.RowData row : rows.getRowDatasList()) {
          String keys = keys(row.getBeforeColumnsList()) + "" + keys(row.getAfterColumnsList());
          changes.add(rows.getEventType() + keys);
        }
      }
    }
    assertEquals(
        List.of("INSERT[][1]", "INSERT[][2]", "UPDATE[1][1]", "UPDATE[2][3]", "DELETE[1][]"),
        changes);
  }

  private static List<String> keys(List<CanalEntry.Column> columns) {
    return columns.stream()
        .filter(CanalEntry.Column::getIsKey)
        .map(CanalEntry.Column::getValue)
        .toList();
  }

  /** Returns what canal's client receives for the four messages of the statements. */
  private <M> List<M> received(boolean flat, Function<RocketMQCanalConnector, List<M>> poll)
      throws InterruptedException {
    List<M> messages = new ArrayList<>();
    var connector = new RocketMQCanalConnector(servers.nameServer(), topic, topic, 100, flat);
    connector.connect();
    connector.subscribe();
    try {
      Wait.until(
          () -> "received only " + messages,
          () -> {
            messages.addAll(poll.apply(connector));
            return messages.size() >= STATEMENTS.length;
          });
    } finally {
      connector.disconnect();
    }
    return messages;
  }
}
