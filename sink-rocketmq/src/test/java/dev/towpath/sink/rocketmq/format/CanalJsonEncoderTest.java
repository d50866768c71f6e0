package dev.towpath.sink.rocketmq.format;

import static dev.towpath.sink.rocketmq.Changes.column;
import static dev.towpath.sink.rocketmq.Changes.delete;
import static dev.towpath.sink.rocketmq.Changes.insert;
import static dev.towpath.sink.rocketmq.Changes.items;
import static dev.towpath.sink.rocketmq.Changes.message;
import static dev.towpath.sink.rocketmq.Changes.origin;
import static dev.towpath.sink.rocketmq.Changes.table;
import static dev.towpath.sink.rocketmq.Changes.update;
import static dev.towpath.sink.rocketmq.Changes.values;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.event.ColumnType;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.PartialImage;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CanalJsonEncoderTest {
  private final MessageEncoder encoder = MessageEncoder.canalJson();

  private String json(RowsMessage message) throws Exception {
    return new String(encoder.rows(message), StandardCharsets.UTF_8);
  }

  private String json(SchemaChange change) throws Exception {
    return new String(encoder.statement(change, Changes.STAMP), StandardCharsets.UTF_8);
  }

  @Test
  void insertIsTheMessageCanalSends() throws Exception {
    Table table =
        Table.of(
            "sysbench",
            "t_test",
            List.of(
                column("id", ColumnType.INT, "int(11)"),
                column("sname", ColumnType.VARCHAR, "varchar(20)")),
            List.of(0));

    String json = json(message(insert(origin(4), 0, table, 11, "x")));

    assertEquals(
        """
        {"data":[{"id":"11","sname":"x"}],"database":"sysbench","es":1553655016000,"gtid":"",\
        "id":1,"isDdl":false,"mysqlType":{"id":"int(11)","sname":"varchar(20)"},"old":null,\
        "pkNames":["id"],"sql":"","sqlType":{"id":4,"sname":12},"table":"t_test",\
        "ts":1553655817027,"type":"INSERT"}\
        """,
        json);
  }

  @Test
  void nullIsJsonNullAndEmptyTextIsNot() throws Exception {
    Origin origin = origin(4);

    String json =
        json(message(insert(origin, 0, items(), 1, null), insert(origin, 1, items(), 2, "")));

    assertEquals(
        "[{\"id\":\"1\",\"name\":null},{\"id\":\"2\",\"name\":\"\"}]", field(json, "data"));
  }

  @Test
  void sqlTypeComesFromTheLastRowAndGrowsWithUnsignedValues() throws Exception {
    Table table =
        table(
            column("id", ColumnType.BIGINT, "bigint(20) unsigned"),
            column("n", ColumnType.TINYINT, "tinyint(3) unsigned"));
    Origin origin = origin(4);
    RowChange small = insert(origin, 0, table, BigInteger.ONE, 127);
    RowChange large = insert(origin, 1, table, BigInteger.ONE.shiftLeft(63), 128);

    assertEquals("{\"id\":-5,\"n\":-6}", field(json(message(small)), "sqlType"));
    assertEquals("{\"id\":3,\"n\":5}", field(json(message(small, large)), "sqlType"));
  }

  @Test
  void updateHasTheChangedColumnsInOld() throws Exception {
    String json = json(message(update(origin(4), 0, items(), values(1, "a"), values(1, "b"))));

    assertEquals("[{\"id\":\"1\",\"name\":\"b\"}]", field(json, "data"));
    assertEquals("[{\"name\":\"a\"}]", field(json, "old"));
  }

  @Test
  void updateOfTheKeyHasTheOldKeyInOld() throws Exception {
    String json = json(message(update(origin(4), 0, items(), values(1, "a"), values(2, "a"))));

    assertEquals("[{\"id\":\"2\",\"name\":\"a\"}]", field(json, "data"));
    assertEquals("[{\"id\":\"1\"}]", field(json, "old"));
  }

  @Test
  void changedColumnsAccumulateOverTheRowsOfAnEvent() throws Exception {
    Origin origin = origin(4);
    RowChange none = update(origin, 0, items(), values(1, "a"), values(1, "a"));
    RowChange name = update(origin, 1, items(), values(2, "a"), values(2, "b"));
    RowChange key = update(origin, 2, items(), values(3, "c"), values(4, "c"));

    String json = json(message(none, name, key));

    assertEquals("[{},{\"name\":\"a\"},{\"id\":\"3\",\"name\":\"c\"}]", field(json, "old"));
  }

  @Test
  void rowsOfOtherPartitionsCountForOldAndSqlType() throws Exception {
    Table table =
        table(
            column("id", ColumnType.TINYINT, "tinyint(3) unsigned"),
            column("a", ColumnType.VARCHAR, "varchar(5)"),
            column("b", ColumnType.VARCHAR, "varchar(5)"));
    Origin origin = origin(4);
    RowsMessage event =
        message(
            update(origin, 0, table, values(1, "x", "x"), values(1, "y", "x")),
            update(origin, 1, table, values(2, "x", "x"), values(2, "x", "y")),
            update(origin, 2, table, values(200, "x", "x"), values(200, "x", "x")));

    String json = json(event.only(1));

    assertEquals("[{\"id\":\"2\",\"a\":\"x\",\"b\":\"y\"}]", field(json, "data"));
    assertEquals("[{\"a\":\"x\",\"b\":\"x\"}]", field(json, "old"));
    assertEquals("{\"id\":5,\"a\":12,\"b\":12}", field(json, "sqlType"));
  }

  @Test
  void deleteHasTheOldRowInData() throws Exception {
    String json = json(message(delete(origin(4), 0, items(), 7, "gone")));

    assertEquals("[{\"id\":\"7\",\"name\":\"gone\"}]", field(json, "data"));
    assertEquals("null", field(json, "old"));
    assertEquals("\"DELETE\"}", json.substring(json.indexOf("\"type\":") + 7));
  }

  @Test
  void tableWithoutPrimaryKeyHasNoKeyNames() throws Exception {
    Table table = Table.of("shop", "log", items().columns(), List.of());

    String json = json(message(insert(origin(4), 0, table, 1, "a")));

    assertEquals("null", field(json, "pkNames"));
  }

  @Test
  void keyNamesAreInTheOrderOfTheTable() throws Exception {
    Table table = Table.of("shop", "log", items().columns(), List.of(1, 0));

    String json = json(message(insert(origin(4), 0, table, 1, "a")));

    assertEquals("[\"id\",\"name\"]", field(json, "pkNames"));
  }

  @Test
  void columnsMissingInAPartialImageAreMissingInTheMessage() throws Exception {
    RowChange change = PartialImage.updateOfName(origin(4), 0, 1, "new");

    String json = json(message(change));

    assertEquals("[{\"name\":\"new\"}]", field(json, "data"));
    assertEquals("[{}]", field(json, "old"));
    assertEquals("null", field(json, "pkNames"));
    assertEquals("{\"name\":12}", field(json, "sqlType"));
  }

  @Test
  void textIsEscapedAsJsonAndWrittenAsUtf8() throws Exception {
    String text = "\u0000\u0001\b\t\n\f\r\u001f\"\\/ \u007f\u00e9\u4e2d\ud83d\ude00\u2028";

    String json = json(message(insert(origin(4), 0, items(), 1, text)));

    assertEquals(
        "[{\"id\":\"1\",\"name\":\"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001F\\\"\\\\/ "
            + "\u007f\u00e9\u4e2d\ud83d\ude00\u2028\"}]",
        field(json, "data"));
  }

  @Test
  void unpairedSurrogateBecomesAQuestionMark() throws Exception {
    String json = json(message(insert(origin(4), 0, items(), 1, "a\ud83dz")));

    assertEquals("[{\"id\":\"1\",\"name\":\"a?z\"}]", field(json, "data"));
  }

  @Test
  void gtidBelongsToTheTransaction() throws Exception {
    Origin origin =
        Origin.builder()
            .timestamp(Changes.EXECUTED)
            .gtid("3e11fa47-71ca-11e1-9e33-c80aa9429562:23")
            .build();

    String json = json(message(insert(origin, 0, items(), 1, "a")));

    assertEquals("\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23\"", field(json, "gtid"));
  }

  @Test
  void otherFormsOfCanalCanBeChosen() throws Exception {
    Table table =
        table(
            column("id", ColumnType.INT, "int(11)"),
            column("price", ColumnType.DECIMAL, "decimal(10,2)"));
    Origin origin = Origin.builder().timestamp(Changes.EXECUTED).gtid("uuid:23").build();
    MessageEncoder chosen =
        MessageEncoder.canalJson(CanalOption.FULL_DECIMALS, CanalOption.NO_GTIDS);

    byte[] body = chosen.rows(message(insert(origin, 0, table, 1, new BigDecimal("18.00"))));

    String json = new String(body, StandardCharsets.UTF_8);
    assertEquals("[{\"id\":\"1\",\"price\":\"18.00\"}]", field(json, "data"));
    assertEquals("\"\"", field(json, "gtid"));
  }

  @Test
  void ddlHasItsStatementAndNoRows() throws Exception {
    var change =
        SchemaChange.of(origin(4), "shop", "items", "ALTER TABLE items ADD COLUMN c int\n");

    assertEquals(
        """
        {"data":null,"database":"shop","es":1553655016000,"gtid":"","id":1,"isDdl":true,\
        "mysqlType":null,"old":null,"pkNames":null,"sql":"ALTER TABLE items ADD COLUMN c int\\n",\
        "sqlType":null,"table":"items","ts":1553655817027,"type":"ALTER"}\
        """,
        json(change));
  }

  private static String field(String json, String name) {
    int start = json.indexOf("\"" + name + "\":") + name.length() + 3;
    String[] names = {
      "data",
      "database",
      "es",
      "gtid",
      "id",
      "isDdl",
      "mysqlType",
      "old",
      "pkNames",
      "sql",
      "sqlType",
      "table",
      "ts",
      "type"
    };
    String next = names[java.util.Arrays.asList(names).indexOf(name) + 1];
    return json.substring(start, json.indexOf(",\"" + next + "\":", start));
  }
}
