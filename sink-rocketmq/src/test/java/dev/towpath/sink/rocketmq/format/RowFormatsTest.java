package dev.towpath.sink.rocketmq.format;

import static dev.towpath.sink.rocketmq.Changes.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.fastjson2.JSONWriter;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.InvalidTemporal;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.testkit.EveryType;
import dev.towpath.sink.testkit.TestEvents;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the formats with one row per message. */
final class RowFormatsTest {
  private static final Table TABLE =
      Changes.table(
          column("id", ColumnType.BIGINT, "bigint unsigned"),
          column("price", ColumnType.DECIMAL, "decimal(10,2)"),
          column("day", ColumnType.DATE, "date"),
          column("at", ColumnType.TIMESTAMP, "timestamp(3)"),
          column("seen", ColumnType.DATETIME, "datetime(6)"),
          column("took", ColumnType.TIME, "time"),
          column("flag", ColumnType.BIT, "bit(1)"),
          column("blob", ColumnType.BLOB, "blob"),
          column("doc", ColumnType.JSON, "json"),
          Column.builder("sizes", ColumnType.SET)
              .typeText("set('s','m')")
              .labels(List.of("s", "m"))
              .build());
  private static final Object[] ROW = {
    BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
    new BigDecimal("9.90"),
    LocalDate.of(2024, 2, 29),
    Instant.parse("2024-02-29T12:30:01.500Z"),
    LocalDateTime.of(2024, 2, 29, 12, 30, 1, 1000),
    Duration.ofSeconds(-3661),
    new byte[] {1},
    new byte[] {0, 1, 2},
    "{\"a\": [1, null]}",
    "s,m"
  };

  private static Origin origin() {
    return Origin.builder()
        .timestamp(Changes.EXECUTED)
        .commitTimestamp(Instant.parse("2019-03-27T02:50:16.000123Z"))
        .at("mysql-bin.000001", 4)
        .serverId(9)
        .gtid("3e11fa47-71ca-11e1-9e33-c80aa9429562:5")
        .build();
  }

  private static String text(MessageEncoder encoder, RowChange row) throws Exception {
    return new String(encoder.rows(Changes.message(row)), StandardCharsets.UTF_8);
  }

  private static String text(MessageEncoder encoder, String sql) throws Exception {
    var change = SchemaChange.of(origin(), "shop", "items", sql);
    return new String(encoder.statement(change, Changes.STAMP), StandardCharsets.UTF_8);
  }

  @Test
  void plainJsonKeepsTypes() throws Exception {
    assertEquals(
        """
        {"type":"insert","database":"shop","table":"items","executed":"2019-03-27T02:50:16Z",\
        "committed":"2019-03-27T02:50:16.000123Z","serverId":9,\
        "transaction":"3e11fa47-71ca-11e1-9e33-c80aa9429562:5",\
        "gtid":"3e11fa47-71ca-11e1-9e33-c80aa9429562:5","file":"mysql-bin.000001","offset":4,\
        "id":"3e11fa47-71ca-11e1-9e33-c80aa9429562:5:0:0","key":{"id":18446744073709551615},\
        "before":null,"after":{"id":18446744073709551615,"price":9.90,"day":"2024-02-29",\
        "at":"2024-02-29T12:30:01.500Z","seen":"2024-02-29 12:30:01.000001","took":"-01:01:01",\
        "flag":1,"blob":"AAEC","doc":{"a": [1, null]},"sizes":["s","m"]}}\
        """,
        text(MessageEncoder.plainJson(), Changes.insert(origin(), 0, TABLE, ROW)));
  }

  @Test
  void maxwellJsonIsMaxwells() throws Exception {
    assertEquals(
        """
        {"database":"shop","table":"items","type":"insert","ts":1553655016,\
        "position":"mysql-bin.000001:4","gtid":"3e11fa47-71ca-11e1-9e33-c80aa9429562:5",\
        "server_id":9,"primary_key":[18446744073709551615],"primary_key_columns":["id"],\
        "data":{"id":18446744073709551615,"price":9.90,"day":"2024-02-29",\
        "at":"2024-02-29 12:30:01.500","seen":"2024-02-29 12:30:01.000001","took":"-01:01:01",\
        "flag":1,"blob":"AAEC","doc":{"a": [1, null]},"sizes":["s","m"]}}\
        """,
        text(MessageEncoder.maxwellJson(), Changes.insert(origin(), 0, TABLE, ROW)));
  }

  @Test
  void debeziumJsonIsDebeziumsEnvelope() throws Exception {
    assertEquals(
        """
        {"before":null,"after":{"id":18446744073709551615,"price":"9.90","day":19782,\
        "at":"2024-02-29T12:30:01.5Z","seen":1709209801000001,"took":-3661000000,"flag":true,\
        "blob":"AAEC","doc":"{\\"a\\": [1, null]}","sizes":"s,m"},\
        "source":{"version":"towpath","connector":"mysql","name":"towpath","ts_ms":1553655016000,\
        "ts_us":1553655016000123,"ts_ns":1553655016000123000,"snapshot":"false","db":"shop",\
        "sequence":null,"table":"items","server_id":9,\
        "gtid":"3e11fa47-71ca-11e1-9e33-c80aa9429562:5","file":"mysql-bin.000001","pos":4,\
        "row":0,"thread":null,"query":null},"transaction":null,"op":"c","ts_ms":1553655817027,\
        "ts_us":1553655817027000,"ts_ns":1553655817027000000}\
        """,
        text(MessageEncoder.debeziumJson(), Changes.insert(origin(), 0, TABLE, ROW)));
  }

  @Test
  void updatesHaveBothSides() throws Exception {
    var update =
        Changes.update(origin(), 0, Changes.items(), new Object[] {1, "a"}, new Object[] {1, "b"});

    JSONObject debezium = JSON.parseObject(text(MessageEncoder.debeziumJson(), update));
    JSONObject maxwell = JSON.parseObject(text(MessageEncoder.maxwellJson(), update));
    JSONObject plain = JSON.parseObject(text(MessageEncoder.plainJson(), update));

    assertEquals("u", debezium.getString("op"));
    assertEquals(JSON.parseObject("{'id':1,'name':'a'}"), debezium.getJSONObject("before"));
    assertEquals(JSON.parseObject("{'id':1,'name':'b'}"), debezium.getJSONObject("after"));
    assertEquals(JSON.parseObject("{'name':'a'}"), maxwell.getJSONObject("old"));
    assertEquals(JSON.parseObject("{'id':1,'name':'b'}"), maxwell.getJSONObject("data"));
    assertEquals(JSON.parseObject("{'id':1,'name':'a'}"), plain.getJSONObject("before"));
  }

  @Test
  void deletesHaveTheOldRow() throws Exception {
    var delete = Changes.delete(origin(), 0, Changes.items(), 1, null);

    JSONObject debezium = JSON.parseObject(text(MessageEncoder.debeziumJson(), delete));
    JSONObject maxwell = JSON.parseObject(text(MessageEncoder.maxwellJson(), delete));

    assertEquals("d", debezium.getString("op"));
    assertEquals(
        "{\"id\":1,\"name\":null}",
        debezium.getJSONObject("before").toString(JSONWriter.Feature.WriteNulls));
    assertEquals("delete", maxwell.getString("type"));
    assertEquals(1, maxwell.getJSONObject("data").getIntValue("id"));
  }

  @Test
  void dateThatNoCalendarHasIsNeverNull() throws Exception {
    Table table = Changes.table(column("day", ColumnType.DATE, "date"));
    var row = Changes.insert(origin(), 0, table, new InvalidTemporal("0000-00-00"));

    for (MessageEncoder encoder :
        List.of(
            MessageEncoder.plainJson(),
            MessageEncoder.debeziumJson(),
            MessageEncoder.maxwellJson())) {
      String field = encoder instanceof MaxwellJsonEncoder ? "data" : "after";
      JSONObject body = JSON.parseObject(text(encoder, row));
      assertEquals("0000-00-00", body.getJSONObject(field).getString("day"));
    }
  }

  @ParameterizedTest
  @EnumSource(EveryType.Sample.class)
  void rowsOfEveryTypeAreJson(EveryType.Sample sample) throws Exception {
    Table table = EveryType.table(EnumSet.allOf(ColumnType.class));
    RowChange row =
        (RowChange)
            EveryType.batch(new TestEvents(), table, sample, 7).events().stream()
                .filter(RowChange.class::isInstance)
                .findFirst()
                .orElseThrow();

    for (MessageEncoder encoder :
        List.of(
            MessageEncoder.plainJson(),
            MessageEncoder.debeziumJson(),
            MessageEncoder.maxwellJson())) {
      assertNotNull(JSON.parseObject(text(encoder, row)));
    }
  }

  @Test
  void statementsDependOnTheFormat() throws Exception {
    String sql = "ALTER TABLE items ADD b int";

    JSONObject debezium = JSON.parseObject(text(MessageEncoder.debeziumJson(), sql));
    JSONObject maxwell = JSON.parseObject(text(MessageEncoder.maxwellJson(), sql));
    JSONObject plain = JSON.parseObject(text(MessageEncoder.plainJson(), sql));

    assertEquals(sql, debezium.getString("ddl"));
    assertEquals("shop", debezium.getString("databaseName"));
    assertEquals("table-alter", maxwell.getString("type"));
    assertEquals(sql, maxwell.getString("sql"));
    assertEquals("statement", plain.getString("type"));
    assertEquals(
        "database-drop",
        JSON.parseObject(text(MessageEncoder.maxwellJson(), "DROP DATABASE shop"))
            .getString("type"));
  }
}
