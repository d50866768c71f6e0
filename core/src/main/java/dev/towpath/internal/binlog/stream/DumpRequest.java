package dev.towpath.internal.binlog.stream;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.server.ServerFacts;
import dev.towpath.internal.protocol.BinlogDump;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import java.io.IOException;

/** A request for the dump that continues at a position: by GTID where possible, else by offset. */
public final class DumpRequest {
  private static final long MAX_OFFSET = 0xFFFFFFFFL;

  private DumpRequest() {}

  /**
   * Requests everything after {@code position} and returns the stream.
   *
   * @throws SourceException if this server cannot continue there
   */
  public static BinlogStream send(
      MySqlSession session, ServerFacts facts, BinlogPosition position, String pipeline)
      throws IOException {
    BinlogDump dump = BinlogDump.prepare(session, pipeline);
    GtidSet executed = position.gtidSet();
    if (executed != null && facts.hasGtids()) {
      dump.after(executed);
    } else {
      requireExpressible(position);
      dump.from(position.file(), position.offset());
    }
    if (facts.isMariaDb()) {
      return new BinlogStream(
          MariaDbPackets.of(session), session.source(), position, facts.serverUuid());
    }
    session.readTimeout(session.source().heartbeatInterval().multipliedBy(3));
    return new BinlogStream(session, position, facts.serverUuid());
  }

  private static void requireExpressible(BinlogPosition position) {
    if (position.offset() > MAX_OFFSET) {
      throw SourceException.permanent(
          "position %s/%d is beyond 4 GiB, which a dump by offset cannot express; use gtid_mode=ON"
              .formatted(position.file(), position.offset()));
    }
  }
}
