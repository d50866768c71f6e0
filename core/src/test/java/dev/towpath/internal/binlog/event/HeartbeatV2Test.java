package dev.towpath.internal.binlog.event;

import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.binlog.stream.TestPackets;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeartbeatV2Test {
  private static final MySqlSource MYSQL =
      MySqlSource.builder("db", 3306).credentials("cdc", () -> "").serverId(5).build();
  private static final String FILE = "bin.000001";
  private static final long FIVE_GIB = 5L << 30;

  private static byte[] file(String name) {
    return concat(bytes(1, 1), bytes(name.length(), 1), name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] offset(long offset) {
    return concat(bytes(2, 1), bytes(9, 1), bytes(254, 1), bytes(offset, 8));
  }

  /** Returns the events before and after a heartbeat with these fields. */
  private List<BinlogEvent> read(byte[]... fields) throws IOException {
    var packets = new TestPackets().startOf(FILE);
    packets.event(EventType.HEARTBEAT_V2, concat(fields));
    packets.skip(FIVE_GIB - packets.offset()).anonymous();
    var start = BinlogPosition.builder(FILE, 4).build();
    var stream = new BinlogStream(packets, MYSQL, start, null);
    List<BinlogEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      events.add(stream.next());
    }
    return events;
  }

  @Test
  void theServerMaySkipGibibytesWithoutAnEvent() throws IOException {
    List<BinlogEvent> events = read(file(FILE), offset(FIVE_GIB), bytes(0, 1));

    assertEquals(FIVE_GIB, events.get(2).start());
    assertEquals(FIVE_GIB, events.get(2).end());
    assertEquals(FILE, events.get(2).file());
    assertEquals(FIVE_GIB, events.get(3).start());
  }

  @Test
  void unknownFieldsArePassedOver() throws IOException {
    byte[] unknown = concat(bytes(9, 1), bytes(3, 1), new byte[] {1, 2, 3});

    assertEquals(FIVE_GIB, read(unknown, offset(FIVE_GIB), unknown).get(2).end());
  }

  @Test
  void withoutAnOffsetTheServerIsWhereItWas() throws IOException {
    assertEquals(4, read(file(FILE)).get(2).end());
  }

  @Test
  void anotherFileOrAnEarlierOffsetIsRefused() {
    var failure =
        assertThrows(
            MalformedEventException.class, () -> read(file("bin.000002"), offset(FIVE_GIB)));
    assertEquals(
        "the server reports that it is at bin.000002/5368709120, but it has already sent"
            + " everything before bin.000001/4",
        failure.getMessage());
    assertThrows(MalformedEventException.class, () -> read(offset(3)));
  }

  @Test
  void everyTruncationOfAFieldIsRefused() {
    byte[] body = concat(file(FILE), offset(FIVE_GIB));
    for (int length = 1; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      if (length != file(FILE).length) {
        assertThrows(MalformedEventException.class, () -> read(cut), "length " + length);
      }
    }
  }
}
