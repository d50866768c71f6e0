package dev.towpath.internal.binlog.stream;

import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.Packet;
import java.io.IOException;
import java.time.Duration;

/**
 * The packets of a dump by MariaDB. The server skips the transactions that the client has without
 * sending heartbeats, so its silence may last longer until the first event after them.
 */
final class MariaDbPackets implements BinlogStream.PacketSource {
  private static final Duration LONGEST_SEARCH = Duration.ofMinutes(2);

  private final MySqlSession session;
  private final Duration silence;
  private boolean searching;

  private MariaDbPackets(MySqlSession session, Duration silence) {
    this.session = session;
    this.silence = silence;
  }

  static MariaDbPackets of(MySqlSession session) throws IOException {
    var packets = new MariaDbPackets(session, session.source().heartbeatInterval().multipliedBy(3));
    packets.searching = packets.silence.compareTo(LONGEST_SEARCH) < 0;
    session.readTimeout(packets.searching ? LONGEST_SEARCH : packets.silence);
    return packets;
  }

  @Override
  public byte[] next() throws IOException {
    byte[] packet = session.nextPacket();
    received(packet, 0, packet.length);
    return packet;
  }

  @Override
  public void next(Packet packet) throws IOException {
    session.nextPacket(packet);
    received(packet.bytes(), packet.from(), packet.length());
  }

  private void received(byte[] bytes, int from, int length) throws IOException {
    if (searching && length > BinlogEvent.BODY && endsSearch(Bytes.u8(bytes, from + 5))) {
      searching = false;
      session.readTimeout(silence);
    }
  }

  private static boolean endsSearch(int type) {
    return type == EventType.MARIADB_GTID || type == EventType.HEARTBEAT;
  }
}
