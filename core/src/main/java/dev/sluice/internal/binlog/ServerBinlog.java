package dev.sluice.internal.binlog;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.GtidSet;
import dev.sluice.internal.protocol.BinlogDump;
import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.internal.protocol.SourceException;
import dev.sluice.internal.protocol.TextResult;
import dev.sluice.mysql.MySqlSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The binlog of the server a session is connected to. Used by one thread. */
public final class ServerBinlog implements BinlogFiles {
  static final long FIRST_EVENT = 4;

  private final MySqlSession session;
  private final ServerFacts facts;
  private final String destination;

  /**
   * The binlog of a server.
   *
   * @param session answers questions; it is not used for dumps
   * @param facts of the same server
   * @param destination the name under which files are read
   */
  public ServerBinlog(MySqlSession session, ServerFacts facts, String destination) {
    this.session = session;
    this.facts = facts;
    this.destination = destination;
  }

  MySqlSource source() {
    return session.source();
  }

  ServerFacts facts() {
    return facts;
  }

  @Override
  public List<BinlogFile> list() throws IOException {
    TextResult rows = session.query("SHOW BINARY LOGS");
    if (rows.size() == 0) {
      throw SourceException.permanent(source() + " has no binlog files", null);
    }
    List<BinlogFile> files = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      files.add(
          new BinlogFile(
              text(rows.get(i, "Log_name")), Long.parseLong(text(rows.get(i, "File_size")))));
    }
    return files;
  }

  @Override
  public @Nullable GtidSet purged() throws IOException {
    return facts.hasGtids() ? global("gtid_purged") : null;
  }

  /** All transactions the server has executed. */
  GtidSet executed() throws IOException {
    return global("gtid_executed");
  }

  private GtidSet global(String variable) throws IOException {
    return GtidSet.parse(text(session.query("SELECT @@GLOBAL." + variable).get(0, 0)));
  }

  /** The end of the binlog. */
  BinlogPosition end() throws IOException {
    // Renamed in 8.2, the old statement removed in 8.4.
    TextResult status =
        session.query(
            session.version().isAtLeast(8, 4) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    if (status.size() == 0) {
      throw SourceException.permanent(
          source() + " has no current binlog; start the server with --log-bin", null);
    }
    String executed = status.get(0, "Executed_Gtid_Set");
    return position(
        text(status.get(0, "File")),
        Long.parseLong(text(status.get(0, "Position"))),
        facts.hasGtids() ? GtidSet.parse(text(executed)) : null);
  }

  /** The beginning of the oldest file. */
  BinlogPosition oldest(@Nullable GtidSet executed) throws IOException {
    return position(list().get(0).name(), FIRST_EVENT, executed);
  }

  /** A place on this server. */
  BinlogPosition position(String file, long offset, @Nullable GtidSet executed) {
    return BinlogPosition.builder(file, offset)
        .gtidSet(executed)
        .serverUuid(facts.serverUuid())
        .build();
  }

  @Override
  public BinlogScan scan(String file, @Nullable GtidSet executed) throws IOException {
    MySqlSession scanning = MySqlSession.open(source());
    boolean started = false;
    try {
      BinlogDump.prepare(scanning, destination).untilNow(file);
      scanning.readTimeout(source().heartbeatInterval().multipliedBy(3));
      started = true;
      return new BinlogScan(
          scanning::nextPacket, source(), position(file, FIRST_EVENT, executed), scanning);
    } finally {
      if (!started) {
        scanning.close();
      }
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
