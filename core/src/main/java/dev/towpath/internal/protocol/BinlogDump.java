package dev.towpath.internal.protocol;

import dev.towpath.event.GtidSet;
import dev.towpath.event.MySqlGtidSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A request for the binlog on a session that is registered as a replica. */
public final class BinlogDump {
  private static final int COM_BINLOG_DUMP = 0x12;
  private static final int COM_REGISTER_SLAVE = 0x15;
  private static final int COM_BINLOG_DUMP_GTID = 0x1e;

  /** {@code BINLOG_DUMP_NON_BLOCK}: end the dump instead of waiting for new events. */
  private static final int NON_BLOCK = 1;

  /** {@code BINLOG_SEND_ANNOTATE_ROWS_EVENT}: MariaDB sends statements only when asked for. */
  private static final int ANNOTATE_ROWS = 2;

  /** {@code MARIA_SLAVE_CAPABILITY_GTID}: nothing is rewritten for a client that is older. */
  private static final int MARIADB_CAPABILITY = 4;

  /**
   * Heartbeats with offsets of 64 bits, which matter while the server skips what it need not send.
   * Known from MySQL 8.0.26 on, of no meaning before.
   */
  private static final int USE_HEARTBEAT_EVENT_V2 = 2;

  private static final int FIRST_EVENT = 4;

  /** Long enough for any back-pressure; a dead connection is noticed by its heartbeats. */
  private static final int NET_WRITE_TIMEOUT_SECONDS = 24 * 3600;

  private final MySqlSession session;
  private final long serverId;

  private BinlogDump(MySqlSession session, long serverId) {
    this.session = session;
    this.serverId = serverId;
  }

  /**
   * Announces what kind of replica this is. The server ends an older dump of a replica with the
   * same UUID, so the UUID is the same for all instances of one pipeline. Two environments that use
   * one name have different server ids, and leave each other alone.
   */
  public static BinlogDump prepare(MySqlSession session, String pipeline) throws IOException {
    BinlogDump dump = announce(session, pipeline);
    dump.register();
    return dump;
  }

  /**
   * Announces a replica that reads something of the past while the dump of the pipeline goes on:
   * under another UUID, so that the server does not end that dump, and not shown among its
   * replicas. MariaDB goes by the server id, and ends no dump for one without.
   */
  public static BinlogDump prepareAside(MySqlSession session, String pipeline) throws IOException {
    BinlogDump dump = announce(session, pipeline + "/aside");
    return session.version().isMariaDb() ? new BinlogDump(session, 0) : dump;
  }

  private static BinlogDump announce(MySqlSession session, String name) throws IOException {
    String identity = "towpath/%d/%s".formatted(session.source().serverId(), name);
    var replicaUuid = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    long heartbeat = session.source().heartbeatInterval().toNanos();
    if (session.version().isMariaDb()) {
      // It ends an older dump with the same server id, and knows no UUIDs.
      session.execute(
          "SET @master_binlog_checksum = 'CRC32', @master_heartbeat_period = %d,"
                  .formatted(heartbeat)
              + " @mariadb_slave_capability = %d, net_write_timeout = %d"
                  .formatted(MARIADB_CAPABILITY, NET_WRITE_TIMEOUT_SECONDS));
      return new BinlogDump(session, session.source().serverId());
    }
    // Servers before 8.0.26 know the old names only, later ones look for the new names first.
    session.execute(
        "SET @master_binlog_checksum = 'CRC32', @source_binlog_checksum = 'CRC32',"
            + " @master_heartbeat_period = %d, @source_heartbeat_period = %d,"
                .formatted(heartbeat, heartbeat)
            + " @slave_uuid = '%s', @replica_uuid = '%s',".formatted(replicaUuid, replicaUuid)
            + " net_write_timeout = "
            + NET_WRITE_TIMEOUT_SECONDS);
    return new BinlogDump(session, session.source().serverId());
  }

  /**
   * Registers the session as a replica, which takes the same privilege as a dump and disturbs none.
   *
   * @throws ServerError if the account lacks it
   */
  public static void tryRegister(MySqlSession session) throws IOException {
    new BinlogDump(session, session.source().serverId()).register();
  }

  private boolean isMariaDb() {
    return session.version().isMariaDb();
  }

  private void register() throws IOException {
    var payload = new Payload().integer(COM_REGISTER_SLAVE, 1).integer(serverId, 4);
    payload.integer(0, 3); // no host, user and password to show
    payload.integer(0, 2).integer(0, 4).integer(0, 4); // port, rank, source id
    session.command(payload.toBytes());
  }

  /** Asks for everything from {@code offset} of {@code file} on. */
  public void from(String file, long offset) throws IOException {
    from(file, offset, annotated());
  }

  /** Asks for {@code file} and the files after it, as far as they are written now, then an end. */
  public void untilNow(String file) throws IOException {
    from(file, FIRST_EVENT, NON_BLOCK);
  }

  /** Asks for what follows in the binlog, as far as it is written now, then an end. */
  public void untilNow(String file, long offset) throws IOException {
    from(file, offset, NON_BLOCK | annotated());
  }

  private int annotated() {
    return isMariaDb() ? ANNOTATE_ROWS : 0;
  }

  private void from(String file, long offset, int flags) throws IOException {
    var payload = new Payload().integer(COM_BINLOG_DUMP, 1).integer(offset, 4).integer(flags, 2);
    payload.integer(serverId, 4).put(file.getBytes(StandardCharsets.UTF_8));
    session.send(payload.toBytes());
  }

  /** Asks for every transaction that is not in {@code executed}. */
  public void after(GtidSet executed) throws IOException {
    after(executed, USE_HEARTBEAT_EVENT_V2);
  }

  /** Asks for every transaction there is now that is not in {@code executed}, then an end. */
  public void afterUntilNow(GtidSet executed) throws IOException {
    after(executed, NON_BLOCK);
  }

  private void after(GtidSet executed, int flags) throws IOException {
    if (isMariaDb()) {
      // Digits, hyphens and commas: nothing in it can end the literal.
      session.execute("SET @slave_connect_state = '" + executed + "'");
      from("", FIRST_EVENT, flags | ANNOTATE_ROWS);
      return;
    }
    byte[] set = encode(executed);
    var payload = new Payload().integer(COM_BINLOG_DUMP_GTID, 1).integer(flags, 2);
    payload.integer(serverId, 4);
    payload.integer(0, 4).integer(4, 8); // no file name: the server finds the file
    payload.integer(set.length, 4).put(set);
    session.send(payload.toBytes());
  }

  /**
   * Asks, on a session that is no replica, for what is written from {@code offset} of {@code file}
   * on, then an end. It ends no other dump, regardless of server ids.
   */
  public static void copyUntilNow(MySqlSession session, String file, long offset)
      throws IOException {
    announceCopy(session);
    new BinlogDump(session, 0).from(file, offset, NON_BLOCK);
  }

  /** As {@link #copyUntilNow(MySqlSession, String, long)}, without {@code executed}. */
  public static void copyUntilNow(MySqlSession session, GtidSet executed) throws IOException {
    announceCopy(session);
    new BinlogDump(session, 0).after(executed, NON_BLOCK);
  }

  private static void announceCopy(MySqlSession session) throws IOException {
    // With heartbeats: by GTID, the server may have much to skip before it sends anything.
    long heartbeat = session.source().heartbeatInterval().toNanos();
    session.execute(
        "SET @master_binlog_checksum = 'CRC32', @source_binlog_checksum = 'CRC32',"
            + " @master_heartbeat_period = %d, @source_heartbeat_period = %d,"
                .formatted(heartbeat, heartbeat)
            + " @mariadb_slave_capability = %d, net_write_timeout = %d"
                .formatted(MARIADB_CAPABILITY, NET_WRITE_TIMEOUT_SECONDS));
  }

  /**
   * {@code Gtid_set::encode} of the server: without tags as all servers know it, with tags in the
   * format of 8.3. There the count of sources stands between two marks of the format.
   */
  static byte[] encode(GtidSet executed) {
    Map<Sid, List<long[]>> sources = new LinkedHashMap<>();
    if (executed instanceof MySqlGtidSet set) {
      set.forEachInterval(
          (uuid, tag, first, last) ->
              sources
                  .computeIfAbsent(new Sid(uuid, tag), key -> new ArrayList<>())
                  .add(new long[] {first, last}));
    } else {
      throw SourceException.permanent("a MySQL server cannot serve the GTIDs " + executed);
    }
    boolean tagged = sources.keySet().stream().anyMatch(sid -> !sid.tag().isEmpty());
    long count = sources.size();
    var encoded = new Payload().integer(tagged ? 1L << 56 | count << 8 | 1 : count, 8);
    sources.forEach(
        (sid, intervals) -> {
          encoded.bigEndian(sid.uuid().getMostSignificantBits());
          encoded.bigEndian(sid.uuid().getLeastSignificantBits());
          if (tagged) {
            // Lengths below 64 are one byte of the serialization library, shifted by one.
            encoded.integer(sid.tag().length() << 1, 1);
            encoded.put(sid.tag().getBytes(StandardCharsets.US_ASCII));
          }
          encoded.integer(intervals.size(), 8);
          for (long[] interval : intervals) {
            encoded.integer(interval[0], 8).integer(interval[1] + 1, 8);
          }
        });
    return encoded.toBytes();
  }

  private record Sid(UUID uuid, String tag) {}
}
