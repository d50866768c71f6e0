package dev.towpath.ha.zookeeper.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public final class CanalCursorTest {
  private static final CanalCursor.CanalSource SOURCE =
      CanalCursor.CanalSource.parse("hbase001:3306");
  private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  @Test
  void itIsWrittenAsCanalWritesIt() {
    BinlogPosition position =
        BinlogPosition.builder("mysql-bin.000024", 512_805_967)
            .serverId(6666L)
            .timestamp(Instant.ofEpochMilli(1_726_308_024_000L))
            .build();

    assertEquals(
        "{\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\",\"identity\":"
            + "{\"slaveId\":-1,\"sourceAddress\":{\"address\":\"hbase001\",\"port\":3306}},"
            + "\"postion\":{\"gtid\":\"\",\"included\":false,\"journalName\":\"mysql-bin.000024\","
            + "\"position\":512805967,\"serverId\":6666,\"timestamp\":1726308024000}}",
        new String(CanalCursor.write(position, SOURCE), UTF_8));
  }

  @Test
  void unknownServerIdIsWrittenAsZero() throws IOException {
    BinlogPosition position = BinlogPosition.builder("mysql-bin.000024", 1234).build();

    byte[] cursor = CanalCursor.write(position, SOURCE);

    assertTrue(new String(cursor, UTF_8).contains("\"serverId\":0,"));
    assertNull(CanalCursor.read(cursor).serverId());
  }

  @Test
  void writtenCursorIsReadBack() throws IOException {
    BinlogPosition position =
        BinlogPosition.builder("mysql-bin.000024", 1234)
            .serverId(1L)
            .timestamp(Instant.ofEpochMilli(1_726_308_024_000L))
            .gtidSet(GtidSet.parse(UUID + ":1-5:7"))
            .build();

    assertEquals(position, CanalCursor.read(CanalCursor.write(position, SOURCE)));
  }

  @Test
  void aGtidSetWithTagsIsLeftOutForCanalCannotReadIt() throws IOException {
    BinlogPosition position =
        BinlogPosition.builder("binlog.000001", 1234)
            .gtidSet(GtidSet.parse(UUID + ":1-5:audit:1-2"))
            .build();

    BinlogPosition written = CanalCursor.read(CanalCursor.write(position, SOURCE));

    assertNull(written.gtidSet());
    assertEquals(1234, written.offset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"db", "db:0", "db:x", "::1", ":3306", "db:3306:1"})
  void aSourceThatIsNoHostAndPortIsRefusedByName(String source) {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ZooKeeperHa.builder("zk:2181").mirrorCanalCursor(source))
                .getMessage());

    assertTrue(message.contains("'" + source + "'"), message);
  }

  @Test
  void aMetaFileHoldsTheCursorsOfItsClients() throws IOException {
    byte[] file = metaFile("mysql-bin.000001", 4).getBytes(UTF_8);

    BinlogPosition position = CanalCursor.readMetaFile(file, 1001);

    assertNotNull(position);
    assertEquals("mysql-bin.000001", position.file());
    assertEquals(4, position.offset());
    assertNull(CanalCursor.readMetaFile(file, 1002));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"clientDatas\":[],\"destination\":\"example\"}",
        "{\"clientDatas\":[null,7,{\"clientIdentity\":{\"clientId\":1001}}]}",
        "{\"clientDatas\":[{\"clientIdentity\":{\"clientId\":1001},\"cursor\":null}]}"
      })
  void aMetaFileMayHoldNoCursor(String json) throws IOException {
    assertNull(CanalCursor.readMetaFile(json.getBytes(UTF_8), 1001));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{\"clientDatas\":[",
        "{\"clientDatas\":[{\"clientIdentity\":{\"clientId"
      })
  void aDamagedMetaFileIsNotRead(String json) {
    assertThrows(IOException.class, () -> CanalCursor.readMetaFile(json.getBytes(UTF_8), 1001));
  }

  public static String metaFile(String file, long position) {
    return """
    {"clientDatas":[{"clientIdentity":{"clientId":1001,"destination":"example","filter":""},\
    "cursor":{"identity":{"slaveId":-1,"sourceAddress":{"address":"h","port":3306}},\
    "postion":{"gtid":"","included":false,"journalName":"%s","position":%d,"serverId":1,\
    "timestamp":1}}}],"destination":"example"}\
    """
        .formatted(file, position);
  }
}
