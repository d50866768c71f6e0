package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.examples.quickstart.Change.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatMessageTest {
  static final String UPDATE =
      """
      {"data":[{"id":"7","status":"paid","coupon":null,"version":"2"}],"database":"shop",
      "es":1795346441000,"gtid":"","id":12,"isDdl":false,
      "mysqlType":{"id":"bigint","status":"varchar(10)","coupon":"varchar(20)","version":"int"},
      "old":[{"status":"new","version":"1"}],"pkNames":["id"],"sql":"",
      "sqlType":{"id":-5,"status":12,"coupon":12,"version":4},"table":"orders",
      "ts":1795346441123,"type":"UPDATE"}
      """;

  static final String INSERT_OF_TWO =
      """
      {"data":[{"order_id":"7","line":"1","version":"1"},{"order_id":"7","line":"2","version":"1"}],
      "database":"shop","isDdl":false,"old":null,"pkNames":["order_id","line"],"sql":"",
      "table":"order_items","type":"INSERT"}
      """;

  static final String ALTER =
      """
      {"data":null,"database":"shop","isDdl":true,"old":null,"pkNames":null,
      "sql":"ALTER TABLE shop.orders\\n  ADD COLUMN coupon VARCHAR(20)","table":"orders",
      "type":"ALTER"}
      """;

  @Test
  void anUpdateIsAChangeWithTheRowAfterwards() throws IOException {
    List<Change> changes = parse(UPDATE).changes("mysql-1");

    assertEquals(1, changes.size());
    assertEquals("mysql-1 shop.orders 7 UPDATE version 2", changes.get(0).id().toString());
    assertEquals("paid", changes.get(0).row().get("status"));
    assertTrue(changes.get(0).row().containsKey("coupon"));
    assertNull(changes.get(0).row().get("coupon"));
  }

  @Test
  void eachRowOfAMessageIsAChange() throws IOException {
    List<Change> changes = parse(INSERT_OF_TWO).changes("mysql-2");

    assertEquals(
        List.of("7/1", "7/2"),
        changes.stream().map(change -> change.id().key().primaryKey()).toList());
    assertEquals(Kind.INSERT, changes.get(0).id().kind());
  }

  @Test
  void aStatementHasNoChanges() throws IOException {
    FlatMessage message = parse(ALTER);

    assertTrue(message.isDdl());
    assertEquals(List.of(), message.changes("mysql-1"));
  }

  @Test
  void anythingElseIsRefused() {
    assertThrows(IOException.class, () -> parse("not json"));
  }

  static FlatMessage parse(String json) throws IOException {
    return FlatMessage.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
