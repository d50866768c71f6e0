package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.MariaDbGtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.server.BinlogStatus;
import dev.towpath.internal.binlog.server.Replication;
import dev.towpath.internal.binlog.server.ReplicationChannel;
import dev.towpath.internal.binlog.server.ServerFacts;
import dev.towpath.internal.protocol.BinlogDump;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The binlog of the server a session is connected to. Used by one thread. */
public final class ServerBinlog implements BinlogFiles {
  static final long FIRST_EVENT = 4;

  private final MySqlSession session;
  private final ServerFacts facts;
  private final String pipeline;
  private @Nullable List<BinlogFile> listed;

  /**
   * Creates the binlog of a server.
   *
   * @param session the connection for queries; it is not used for dumps
   * @param facts of the same server
   * @param pipeline the name under which files are read
   */
  public ServerBinlog(MySqlSession session, ServerFacts facts, String pipeline) {
    this.session = session;
    this.facts = facts;
    this.pipeline = pipeline;
  }

  MySqlSource source() {
    return session.source();
  }

  ServerFacts facts() {
    return facts;
  }

  /** Lets the files be listed again, when they are asked for next. */
  void forgetList() {
    listed = null;
  }

  /** The files; listed once, because a server opens each to list them. */
  @Override
  public List<BinlogFile> list() throws IOException {
    List<BinlogFile> files = listed == null ? listNow() : listed;
    listed = files;
    return files;
  }

  private List<BinlogFile> listNow() throws IOException {
    TextResult rows = session.query("SHOW BINARY LOGS");
    if (rows.size() == 0) {
      throw SourceException.permanent(
          source() + " has no binlog files; start the server with --log-bin");
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
    if (facts.isMariaDb()) {
      return beforeFile(list().get(0).name());
    }
    return facts.hasGtids() ? global("gtid_purged") : null;
  }

  /** Returns where each replication domain of a MariaDB was when it began the file. */
  private GtidSet beforeFile(String file) throws IOException {
    String name = HexFormat.of().formatHex(file.getBytes(StandardCharsets.UTF_8));
    String sql = "SELECT BINLOG_GTID_POS(x'%s', %d)".formatted(name, FIRST_EVENT);
    String position = session.query(sql).get(0, 0);
    if (position == null) {
      throw SourceException.retryable("%s purged %s while it was read".formatted(source(), file));
    }
    return GtidSet.parse(position);
  }

  /**
   * Returns the last file of a MariaDB that begins before the transaction {@code gtid}.
   *
   * @throws SourceException if there is none any more
   */
  String fileOf(GtidSet gtid) throws IOException {
    List<BinlogFile> files = list();
    for (int i = files.size() - 1; i >= 0; i--) {
      if (!beforeFile(files.get(i).name()).contains(gtid)) {
        return files.get(i).name();
      }
    }
    throw SourceException.positionLost(
        "%s has purged the transaction %s".formatted(source(), gtid));
  }

  /**
   * Returns all transactions the server has executed; for MariaDB, the transactions in its binlog.
   */
  GtidSet executed() throws IOException {
    return global(facts.isMariaDb() ? "gtid_binlog_pos" : "gtid_executed");
  }

  /** Returns whether {@code executed} has transactions that this server executed first. */
  public boolean hasOwn(@Nullable GtidSet executed) {
    String uuid = String.valueOf(facts.serverUuid());
    String own = facts.isMariaDb() ? uuid.substring(uuid.indexOf('-')) + '-' : uuid;
    return executed != null && executed.toString().contains(own);
  }

  /** Returns all transactions the server has executed; null where they have no GTIDs. */
  public @Nullable GtidSet reached() throws IOException {
    return facts.hasGtids() ? executed() : null;
  }

  /** Returns whether the server has executed all transactions of {@code set}. */
  boolean knows(GtidSet set) throws IOException {
    if (!facts.isMariaDb()) {
      return executed().contains(set);
    }
    if (set.isEmpty()) {
      return true;
    }
    // The last transaction of every server in every domain, as the server itself uses it.
    String state = text(session.query("SELECT @@GLOBAL.gtid_binlog_state").get(0, 0));
    for (String wanted : set.toString().split(",", -1)) {
      String origin = wanted.substring(0, wanted.lastIndexOf('-') + 1);
      boolean known = false;
      for (String last : state.split(",", -1)) {
        known |=
            last.startsWith(origin) && MariaDbGtidSet.parse(last).contains(GtidSet.parse(wanted));
      }
      if (!known) {
        return false;
      }
    }
    return true;
  }

  /** Returns the transactions of domains in which a MariaDB has executed none. */
  GtidSet ofUnknownDomains(GtidSet set) throws IOException {
    TextResult state =
        session.query(
            "SELECT CONCAT(',', @@GLOBAL.gtid_binlog_state, ',', @@GLOBAL.gtid_slave_pos)");
    String known = text(state.get(0, 0));
    List<String> unknown = new ArrayList<>();
    for (String last : set.toString().split(",", -1)) {
      if (!known.contains(',' + last.substring(0, last.indexOf('-') + 1))) {
        unknown.add(last);
      }
    }
    return GtidSet.parse(String.join(",", unknown));
  }

  /**
   * Returns whether the server will have these transactions: it is a replica that has received
   * them, or it replicates from the server they were read from.
   *
   * @param origin the UUID of that server; null if unknown
   */
  boolean isReceiving(GtidSet transactions, @Nullable String origin) throws IOException {
    TextResult replication;
    try {
      replication = BinlogStatus.replica(session);
    } catch (ServerError e) {
      // Without the privilege there is no evidence for it.
      return false;
    }
    if (facts.isMariaDb()) {
      // It shows neither the source's identity nor sets of what it has received.
      return IntStream.range(0, replication.size())
          .anyMatch(row -> BinlogStatus.isReceiving(replication, row));
    }
    for (int i = 0; i < replication.size(); i++) {
      GtidSet received = GtidSet.parse(text(replication.get(i, "Retrieved_Gtid_Set")));
      boolean isFromOrigin =
          BinlogStatus.isReceiving(replication, i)
              && BinlogStatus.sourceUuid(replication, i).equals(origin);
      if (isFromOrigin || received.union(executed()).contains(transactions)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Describes what keeps a replica from executing the missing transactions; empty if nothing does.
   */
  String standstill() throws IOException {
    Replication replication = Replication.read(session);
    List<ReplicationChannel> standing = replication.standing();
    return standing.isEmpty() ? "" : ", but " + replication.describe(standing.get(0));
  }

  private GtidSet global(String variable) throws IOException {
    return GtidSet.parse(text(session.query("SELECT @@GLOBAL." + variable).get(0, 0)));
  }

  /**
   * Returns the end of the binlog. On a busy server its GTIDs are older than its offset, because
   * transactions in the binlog may not be committed yet; a stream uses the GTIDs, and so leaves
   * nothing out.
   */
  BinlogPosition end() throws IOException {
    GtidSet executed = facts.isMariaDb() ? executed() : null;
    TextResult status = BinlogStatus.read(session);
    if (facts.hasGtids() && !facts.isMariaDb()) {
      executed = GtidSet.parse(text(status.get(0, "Executed_Gtid_Set")));
    }
    return BinlogPosition.builder(
            text(status.get(0, "File")), Long.parseLong(text(status.get(0, "Position"))))
        .gtidSet(executed)
        .serverUuid(facts.serverUuid())
        .timestamp(now())
        .build();
  }

  /** Returns the time of the server's clock, in whole seconds. */
  Instant now() throws IOException {
    String seconds = text(session.query("SELECT UNIX_TIMESTAMP()").get(0, 0));
    return Instant.ofEpochSecond(Long.parseLong(seconds));
  }

  /** Returns the beginning of the oldest file. */
  BinlogPosition oldest(@Nullable GtidSet executed) throws IOException {
    return position(list().get(0).name(), FIRST_EVENT, executed);
  }

  /** Returns a place on this server. */
  BinlogPosition position(String file, long offset, @Nullable GtidSet executed) {
    return BinlogPosition.builder(file, offset)
        .gtidSet(executed)
        .serverUuid(facts.serverUuid())
        .build();
  }

  @Override
  public BinlogScan scan(String file, @Nullable GtidSet executed) throws IOException {
    return scan(position(file, FIRST_EVENT, executed));
  }

  /**
   * Opens a scan from an offset at which a transaction or the file starts; the caller closes it.
   */
  BinlogScan scan(String file, long offset) throws IOException {
    return scan(position(file, offset, null));
  }

  /** Returns the time of one transaction, which a MySQL has executed; null if it sends none. */
  @Nullable Instant timeOf(GtidSet transaction) throws IOException {
    GtidSet others = executed().subtract(transaction);
    try (BinlogScan scan = scan(oldest(null), dump -> dump.afterUntilNow(others))) {
      for (BinlogEvent event = scan.next(); event != null; event = scan.next()) {
        if (event.group() != null) {
          return event.timestamp();
        }
      }
      return null;
    }
  }

  private BinlogScan scan(BinlogPosition start) throws IOException {
    return scan(start, dump -> dump.untilNow(start.file(), start.offset()));
  }

  /** A request for a dump. */
  private interface Request {
    void send(BinlogDump dump) throws IOException;
  }

  private BinlogScan scan(BinlogPosition start, Request request) throws IOException {
    MySqlSession scanning = session.openAnother();
    boolean started = false;
    try {
      request.send(BinlogDump.prepare(scanning, pipeline));
      scanning.readTimeout(source().heartbeatInterval().multipliedBy(3));
      started = true;
      return new BinlogScan(scanning::nextPacket, source(), start, scanning);
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
