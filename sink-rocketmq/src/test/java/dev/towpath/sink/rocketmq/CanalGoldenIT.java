package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageStamp;
import dev.towpath.sink.rocketmq.format.RowsMessage;
import dev.towpath.sink.rocketmq.internal.write.EventRows;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A comparison of this library's messages for a real binlog with canal 1.1.7's for the same
 * statements. canal's are recorded in {@code canal/corpus.jsonl} by {@code mvn -Pcanal}, which runs
 * canal itself.
 */
final class CanalGoldenIT {
  /**
   * Fields that cannot be equal: numbers of canal's client or of the clock, and gtid, which is the
   * transaction's here.
   */
  private static final Set<String> OWN = Set.of("id", "ts", "gtid");

  private final MessageEncoder encoder = MessageEncoder.canalJson(CanalOption.DISPLAY_WIDTHS);
  private final BlockingQueue<EventBatch> batches = new LinkedBlockingQueue<>();

  private static String resource(String name) throws Exception {
    try (InputStream in = CanalGoldenIT.class.getResourceAsStream("/canal/" + name)) {
      assertTrue(in != null, name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String[] statements() throws Exception {
    String text = resource("corpus.sql");
    return text.substring(0, text.lastIndexOf(';')).split(";\n", -1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MINIMAL", "FULL"})
  void corpusBecomesTheMessagesOfCanal(String metadata) throws Exception {
    List<JSONObject> ours = new ArrayList<>();
    try (EmbeddedMySql mysql =
        EmbeddedMySql.builder().options("--binlog-row-metadata=" + metadata).start()) {
      mysql.createReplicationUser("cdc", "secret");
      List<String> start = mysql.query("SHOW MASTER STATUS").get(0).subList(0, 2);
      mysql.execute(statements());
      var source =
          MySqlSource.builder("127.0.0.1", mysql.port())
              .credentials("cdc", () -> "secret")
              .serverId(9001)
              .startPosition(StartPosition.at(start.get(0), Long.parseLong(start.get(1))))
              .build();
      CdcPipeline pipeline =
          CdcPipeline.builder()
              .name("corpus")
              .source(source)
              .tables(TableFilter.include("corpus.*"))
              .positionStore(new InMemoryPositionStore())
              .sink(context -> batches::add)
              .build();
      try (pipeline) {
        pipeline.start();
        while (ours.stream().noneMatch(message -> isOf("ERASE", message))) {
          EventBatch batch = batches.poll(60, TimeUnit.SECONDS);
          assertTrue(batch != null, () -> "the corpus is not complete: " + ours.size());
          messages(batch.events(), ours);
        }
      }
    }

    // canal does not publish statements about databases.
    ours.removeIf(message -> isOf("QUERY", message));
    List<JSONObject> canals =
        resource("corpus.jsonl").lines().map(line -> JSON.parseObject(line)).toList();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(canals.size(), ours.size()); i++) {
      differ(known(metadata, canals.get(i)), ours.get(i), "message " + (i + 1), differences);
    }
    assertEquals(List.of(), differences);
    assertEquals(canals.size(), ours.size());
  }

  private static boolean isOf(String type, JSONObject message) {
    return type.equals(message.getString("type"));
  }

  /**
   * Returns the message with the part of canal's types that the binlog has: with FULL, no display
   * width.
   */
  private static JSONObject known(String metadata, JSONObject message) {
    JSONObject types = message.getJSONObject("mysqlType");
    if (metadata.equals("FULL") && types != null) {
      types.replaceAll(
          (column, type) ->
              switch (type.toString()) {
                case "tinyint(1)" -> "tinyint(4)";
                case "float(7,3)" -> "float";
                case "double(10,2)" -> "double";
                default -> type;
              });
    }
    return message;
  }

  private static void differ(
      JSONObject canals, JSONObject ours, String message, List<String> differences) {
    assertEquals(canals.keySet(), ours.keySet(), message);
    for (String field : canals.keySet()) {
      if (!OWN.contains(field) && !Objects.equals(canals.get(field), ours.get(field))) {
        differences.add(
            "%s, %s: canal %s, ours %s"
                .formatted(message, field, canals.get(field), ours.get(field)));
      }
    }
  }

  private void messages(List<ChangeEvent> events, List<JSONObject> to) throws Exception {
    var stamp = new MessageStamp(1, Clock.systemUTC().instant(), ZoneOffset.UTC);
    for (int i = 0; i < events.size(); i++) {
      ChangeEvent event = events.get(i);
      if (event instanceof RowChange) {
        List<RowChange> rows = EventRows.startingAt(events, i);
        int size = rows.size();
        to.add(JSON.parseObject(encoder.rows(RowsMessage.of(rows, stamp))));
        i += size - 1;
      } else if (event instanceof SchemaChange change) {
        to.add(JSON.parseObject(encoder.statement(change, stamp)));
      }
    }
  }
}
