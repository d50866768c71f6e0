package dev.towpath.internal.binlog.event;

import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A factory of single events for tests of other packages. */
public final class BinlogEvents {
  private BinlogEvents() {}

  /** Creates a TABLE_MAP event up to the name of the table. */
  public static BinlogEvent tableMap(String database, String table) {
    return event(
        EventType.TABLE_MAP, concat(bytes(7, 6), bytes(1, 2), name(database), name(table)));
  }

  private static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return concat(bytes(utf8.length, 1), utf8, new byte[1]);
  }

  /** Creates a rows event of a given size. */
  public static BinlogEvent rows(int size) {
    return event(EventType.WRITE_ROWS_V2, new byte[size]);
  }

  /**
   * Creates the session context of a QUERY event.
   *
   * @param session the connection's id
   * @param flags the flags of the event
   * @param variables status variables in hexadecimal digits
   */
  public static StatementContext context(long session, int flags, String variables) {
    byte[] status = HexFormat.of().parseHex(variables.replace(" ", ""));
    BinlogEvent event =
        event(
            EventType.QUERY,
            concat(bytes(session, 4), new byte[7], bytes(status.length, 2), status, new byte[1]));
    event.bytes()[18] = (byte) flags;
    return StatementContext.of(event);
  }

  private static BinlogEvent event(int type, byte[] body) {
    byte[] packet = concat(new byte[BinlogEvent.BODY], body);
    packet[5] = (byte) type;
    return new BinlogEvent(packet, packet.length);
  }
}
