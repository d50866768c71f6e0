package dev.towpath.ha.zookeeper.internal.position;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.ha.zookeeper.internal.election.RunningJson;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.position.Checkpoint;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatsTest {

  @Test
  void runningIsCanalsObjectWithTwoMoreFields() throws IOException {
    byte[] json = RunningJson.write("10.0.0.7:11111", "17-ab", 42);

    assertEquals(
        "{\"active\":true,\"address\":\"10.0.0.7:11111\",\"node\":\"17-ab\",\"epoch\":42}",
        new String(json, UTF_8));
    assertEquals(new RunningJson(true, "10.0.0.7:11111", "17-ab"), RunningJson.read(json));
  }

  @Test
  void runningIsReadAsCanalWritesIt() throws IOException {
    RunningJson canals = running("{\"active\":true,\"address\":\"172.16.23.8:11111\",\"cid\":1}");

    assertTrue(canals.active());
    assertEquals("172.16.23.8:11111", canals.address());
    assertNull(canals.node());
  }

  @Test
  void anOperatorsWishIsReadWithBlanksAndInAnyOrder() throws IOException {
    assertFalse(running(" { \"address\" : \"a:1\" , \"active\" : false } ").active());
  }

  @Test
  void cursorIsReadBack() throws IOException {
    var position =
        BinlogPosition.builder("mysql-bin.000007", 4_711)
            .transactionStartOffset(4_000)
            .gtidSet(GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77"))
            .serverId(5L)
            .serverUuid("3e11fa47-71ca-11e1-9e33-c80aa9429562")
            .timestamp(Instant.ofEpochMilli(1_726_308_024_000L))
            .build();
    Checkpoint checkpoint = Checkpoint.of(position, new byte[] {0, -1, 127});

    CursorJson read = CursorJson.read(CursorJson.write(77, 3, checkpoint, 99));

    assertEquals(77, read.token());
    assertEquals(3, read.sequence());
    assertEquals(checkpoint, read.checkpoint());
  }

  @Test
  void cursorHasTheDocumentedFields() {
    Checkpoint checkpoint =
        Checkpoint.of(BinlogPosition.builder("b.000001", 4).build(), "state".getBytes(UTF_8));

    assertEquals(
        "{\"v\":1,\"t\":77,\"s\":3,\"p\":\"v1;file=b.000001;offset=4;group=4;serverId=0\","
            + "\"sink\":\"c3RhdGU=\",\"ts\":99}",
        new String(CursorJson.write(77, 3, checkpoint, 99), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql-bin.000001:4",
        "[]",
        "{",
        "{\"v\":1",
        "{\"v\":1,\"t\":1,\"s\":1}",
        "{\"v\":1,\"t\":1,\"s\":1,\"p\":\"nonsense\"}",
        "{\"v\":1,\"t\":1,\"s\":1,\"p\":\"v1;file=b;offset=4\",\"sink\":\"!\"}",
        "{\"v\":2,\"t\":1,\"s\":1,\"p\":\"v1;file=b;offset=4\"}",
        "{\"t\":1,\"s\":1,\"p\":\"v1;file=b;offset=4\"}",
        "{\"v\":1,\"t\":\"x\",\"s\":1,\"p\":\"v1;file=b;offset=4\"}"
      })
  void aDamagedCursorIsNotRead(String json) {
    assertThrows(IOException.class, () -> CursorJson.read(json.getBytes(UTF_8)));
  }

  @Test
  void canalsCursorIsReadAsItIsFoundInTheWild() throws IOException {
    BinlogPosition position =
        canal(
            "{\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\",\"identity\":"
                + "{\"slaveId\":-1,\"sourceAddress\":{\"address\":\"hbase001\",\"port\":3306}},"
                + "\"postion\":{\"gtid\":\"\",\"included\":false,\"journalName\":"
                + "\"mysql-bin.000024\",\"position\":512805967,\"serverId\":6666,"
                + "\"timestamp\":1726308024000}}");

    assertEquals("mysql-bin.000024", position.file());
    assertEquals(512_805_967, position.offset());
    assertEquals(6_666, position.serverId());
    assertEquals(Instant.ofEpochMilli(1_726_308_024_000L), position.timestamp());
    assertNull(position.gtidSet());
    assertNull(position.serverUuid());
  }

  @Test
  void canalsGtidSetIsTakenOver() throws IOException {
    String set =
        "f1b2c3d4-71ca-11e1-9e33-c80aa9429562:1-5:7,3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77";

    BinlogPosition position =
        canal("{\"postion\":{\"journalName\":\"b.1\",\"position\":9,\"gtid\":\"" + set + "\"}}");

    assertEquals(GtidSet.parse(set), position.gtidSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"postion\":{\"position\":194,\"journalName\":\"b.000003\"},\"identity\":null}",
        "{\"postion\":{\"gtid\":null,\"journalName\":\"b.000003\",\"position\":194},\"x\":[1,{}]}",
        "{\"identity\":{\"sourceAddress\":{\"address\":null}},"
            + "\"postion\":{\"journalName\":\"b.000003\",\"position\":\"194\",\"timestamp\":0}}"
      })
  void canalsCursorMayLackWhatOlderAndHandWrittenOnesLack(String json) throws IOException {
    assertEquals(BinlogPosition.builder("b.000003", 194).build(), canal(json));
  }

  @Test
  void canalsCursorAtTheBeginOfAFileIsItsFirstEvent() throws IOException {
    assertEquals(4, canal("{\"postion\":{\"journalName\":\"b.1\",\"position\":0}}").offset());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"postion\":{\"journalName\":\"\",\"position\":0,\"timestamp\":1726308024000}}",
        "{\"postion\":{\"journalName\":\"b.1\"}}",
        "{\"postion\":{\"journalName\":\"b.1\",\"position\":4,\"gtid\":\"nonsense\"}}",
        "{}",
        "nonsense"
      })
  void aCanalCursorThatNamesNoPlaceIsNotRead(String json) {
    assertThrows(IOException.class, () -> canal(json));
  }

  private static RunningJson running(String json) throws IOException {
    return RunningJson.read(json.getBytes(UTF_8));
  }

  private static BinlogPosition canal(String json) throws IOException {
    return CanalCursor.read(json.getBytes(UTF_8));
  }
}
