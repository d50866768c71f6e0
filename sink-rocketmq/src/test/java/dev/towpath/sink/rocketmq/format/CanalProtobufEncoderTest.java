package dev.towpath.sink.rocketmq.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONWriter;
import com.alibaba.otter.canal.connector.core.producer.MQMessageUtils;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.CanalPacket;
import com.alibaba.otter.canal.protocol.FlatMessage;
import com.google.protobuf.ByteString;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.PartialImage;
import dev.towpath.sink.rocketmq.option.CanalOption;
import dev.towpath.sink.testkit.EveryType;
import dev.towpath.sink.testkit.TestEvents;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison of the packets, as canal's own classes read them, with this library's JSON. */
final class CanalProtobufEncoderTest {
  private final MessageEncoder protobuf = MessageEncoder.canalProtobuf();
  private final MessageEncoder json = MessageEncoder.canalJson();

  private void assertSameMeaning(RowsMessage message) throws Exception {
    assertEquals(
        JSON.parseObject(json.rows(message)),
        JSON.parseObject(canalJson(protobuf.rows(message), message.stamp())));
  }

  /** Returns the JSON that canal would have sent for the packet with flatMessage=true. */
  private static String canalJson(byte[] body, MessageStamp stamp) throws Exception {
    CanalPacket.Packet packet = CanalPacket.Packet.parseFrom(body);
    assertEquals(CanalPacket.PacketType.MESSAGES, packet.getType());
    CanalPacket.Messages messages = CanalPacket.Messages.parseFrom(packet.getBody());
    assertEquals(stamp.batch(), messages.getBatchId());
    assertEquals(1, messages.getMessagesCount());
    ByteString bytes = messages.getMessages(0);
    var data = new MQMessageUtils.EntryRowData();
    data.entry = CanalEntry.Entry.parseFrom(bytes);
    assertEquals(CanalEntry.EntryType.ROWDATA, data.entry.getEntryType());
    data.rowChange = CanalEntry.RowChange.parseFrom(data.entry.getStoreValue());
    FlatMessage flat =
        MQMessageUtils.messageConverter(
                new MQMessageUtils.EntryRowData[] {data}, messages.getBatchId())
            .get(0);
    flat.setTs(stamp.time().toEpochMilli());
    return new String(
        JSON.toJSONBytes(flat, JSONWriter.Feature.WriteNulls, JSONWriter.Feature.LargeObject),
        StandardCharsets.UTF_8);
  }

  private static RowChange change(EveryType.Sample sample) {
    Table table = EveryType.table(EnumSet.allOf(ColumnType.class));
    ChangeEvent change =
        EveryType.batch(new TestEvents(), table, sample, 7).events().stream()
            .filter(RowChange.class::isInstance)
            .findFirst()
            .orElseThrow();
    return (RowChange) change;
  }

  @ParameterizedTest
  @EnumSource(EveryType.Sample.class)
  void rowsOfEveryTypeMeanTheSame(EveryType.Sample sample) throws Exception {
    assertSameMeaning(Changes.message(change(sample)));
  }

  @Test
  void updatesOfEveryTypeMeanTheSame() throws Exception {
    Row before = change(EveryType.Sample.TYPICAL).row();
    for (EveryType.Sample sample : EnumSet.complementOf(EnumSet.of(EveryType.Sample.ABSENT))) {
      RowChange change = change(sample);
      assertSameMeaning(Changes.message(new RowUpdate(change.origin(), 0, before, change.row())));
    }
  }

  @Test
  void deletesMeanTheSame() throws Exception {
    RowChange change = change(EveryType.Sample.GREATEST);

    assertSameMeaning(Changes.message(new RowDelete(change.origin(), 0, change.row())));
  }

  @Test
  void updatesOfSeveralRowsMeanTheSame() throws Exception {
    Table table = Changes.items();
    var origin = Changes.origin(4);
    assertSameMeaning(
        Changes.message(
            Changes.update(origin, 0, table, new Object[] {1, "a"}, new Object[] {1, "b"}),
            Changes.update(origin, 1, table, new Object[] {2, "a"}, new Object[] {3, "a"}),
            Changes.update(origin, 2, table, new Object[] {4, "a"}, new Object[] {4, "a"})));
  }

  @Test
  void minimalImagesMeanTheSame() throws Exception {
    assertSameMeaning(Changes.message(PartialImage.updateOfName(Changes.origin(4), 0, 11, "x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE `items` (id int primary key)",
        "ALTER TABLE shop.items ADD COLUMN b int",
        "DROP TABLE IF EXISTS items, others",
        "TRUNCATE items",
        "RENAME TABLE items TO old.items2",
        "CREATE INDEX i ON items (id)",
        "DROP INDEX i ON items",
        "CREATE DATABASE shop2",
        "GRANT ALL ON *.* TO u",
        "INSERT INTO items VALUES (1, '\ud83d\ude00')"
      })
  void statementsMeanTheSame(String sql) throws Exception {
    var change = SchemaChange.of(Changes.origin(4), "shop", null, sql);

    assertEquals(
        new String(json.statement(change, Changes.STAMP), StandardCharsets.UTF_8),
        canalJson(protobuf.statement(change, Changes.STAMP), Changes.STAMP));
  }

  @Test
  void optionsMeanTheSame() throws Exception {
    CanalOption[] options = CanalOption.values();
    RowsMessage message = Changes.message(change(EveryType.Sample.TYPICAL));

    assertEquals(
        JSON.parseObject(MessageEncoder.canalJson(options).rows(message)),
        JSON.parseObject(
            canalJson(MessageEncoder.canalProtobuf(options).rows(message), message.stamp())));
  }

  @Test
  void headerTellsWhereTheEventIs() throws Exception {
    RowChange change = change(EveryType.Sample.TYPICAL);
    byte[] body = protobuf.rows(Changes.message(change));

    CanalPacket.Packet packet = CanalPacket.Packet.parseFrom(body);
    var messages = CanalPacket.Messages.parseFrom(packet.getBody());
    CanalEntry.Header header = CanalEntry.Entry.parseFrom(messages.getMessages(0)).getHeader();

    assertEquals(change.origin().file(), header.getLogfileName());
    assertEquals(change.origin().offset(), header.getLogfileOffset());
    assertEquals(change.origin().serverId(), header.getServerId());
    assertEquals(CanalEntry.Type.MYSQL, header.getSourceType());
    assertEquals(CanalEntry.EventType.INSERT, header.getEventType());
    assertEquals("UTF-8", header.getServerenCode());
  }
}
