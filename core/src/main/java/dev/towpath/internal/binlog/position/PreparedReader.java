package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.XaStep;
import dev.towpath.internal.binlog.event.XaStep.Kind;
import dev.towpath.internal.binlog.server.ServerFacts;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.binlog.stream.DumpErrors;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.BinlogDump;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the changes of an XA transaction, which are read from the binlog again when it is
 * committed: by file and offset on the server where it was prepared, by GTID on any other. Used by
 * one thread, except {@link #close()}, which any thread may call.
 */
public final class PreparedReader implements Closeable {
  private static final long MAX_OFFSET = 0xFFFFFFFFL;

  private final MySqlSource server;
  private final PreparedTransaction transaction;
  private final BinlogStream stream;
  private final Closeable connection;
  private final boolean isAmongOthers;
  private boolean started;
  private boolean ended;

  public PreparedReader(
      BinlogStream.PacketSource packets,
      MySqlSource server,
      PreparedTransaction transaction,
      Closeable connection,
      boolean isAmongOthers) {
    this.server = server;
    this.transaction = transaction;
    this.connection = connection;
    this.isAmongOthers = isAmongOthers;
    var start = BinlogPosition.builder(transaction.file(), transaction.offset()).build();
    this.stream = new BinlogStream(() -> unlessEnd(packets.next()), server, start, null);
  }

  /**
   * Opens a connection of its own and asks for the transaction.
   *
   * @param pipeline the name under which the binlog is read
   * @throws SourceException if the server cannot be used, or does not have the transaction any more
   */
  public static PreparedReader open(
      MySqlSource server, PreparedTransaction transaction, String pipeline) {
    return open(server, transaction, pipeline, connection -> {});
  }

  /**
   * Does the same, and can be ended by another thread meanwhile.
   *
   * @param opening receives, before anything else, a handle that ends this attempt or the resulting
   *     reader
   * @throws SourceException as {@link #open(MySqlSource, PreparedTransaction, String)} does, or if
   *     the attempt was ended
   */
  public static PreparedReader open(
      MySqlSource server,
      PreparedTransaction transaction,
      String pipeline,
      Consumer<? super Closeable> opening) {
    MySqlSession session = null;
    boolean started = false;
    try {
      session = MySqlSession.open(server, opening);
      boolean isAmongOthers = request(session, transaction, pipeline);
      session.readTimeout(server.heartbeatInterval().multipliedBy(3));
      started = true;
      return new PreparedReader(session::nextPacket, server, transaction, session, isAmongOthers);
    } catch (ServerError e) {
      throw DumpErrors.classify(server, e);
    } catch (IOException e) {
      throw broken(server, e);
    } finally {
      if (!started) {
        closeQuietly(session);
      }
    }
  }

  /** Requests it, and returns whether other transactions will come before it. */
  private static boolean request(
      MySqlSession session, PreparedTransaction transaction, String pipeline) throws IOException {
    ServerFacts facts = ServerFacts.check(session);
    var binlog = new ServerBinlog(session, facts, pipeline);
    String uuid = transaction.serverUuid();
    String gtid = transaction.gtid();
    if (uuid != null && uuid.equals(facts.serverUuid()) && transaction.offset() <= MAX_OFFSET) {
      binlog.require(binlog.position(transaction.file(), transaction.offset(), null));
      BinlogDump.prepareAside(session, pipeline).untilNow(transaction.file(), transaction.offset());
      return false;
    } else if (gtid != null && facts.hasGtids()) {
      GtidSet wanted = GtidSet.parse(gtid);
      GtidSet executed = binlog.executed();
      requireAvailable(binlog, wanted, executed);
      if (facts.isMariaDb()) {
        // Its GTID positions cannot exclude one transaction and include later ones.
        BinlogDump.prepareAside(session, pipeline)
            .untilNow(binlog.fileOf(wanted), ServerBinlog.FIRST_EVENT);
        return true;
      }
      BinlogDump.prepareAside(session, pipeline).afterUntilNow(executed.subtract(wanted));
      return false;
    } else {
      throw SourceException.positionLost(
          "%s is server %s and cannot find a transaction without GTID that server %s wrote"
              .formatted(session.source(), facts.serverUuid(), uuid));
    }
  }

  private static void requireAvailable(ServerBinlog binlog, GtidSet wanted, GtidSet executed)
      throws IOException {
    GtidSet purged = binlog.purged();
    if (!executed.contains(wanted) || (purged != null && purged.contains(wanted))) {
      throw SourceException.positionLost(
          "%s has %s the transaction %s"
              .formatted(
                  binlog.source(), executed.contains(wanted) ? "purged" : "not executed", wanted));
    }
  }

  private byte[] unlessEnd(byte[] packet) {
    if (packet.length > 0 && packet.length < 9 && packet[0] == (byte) 0xFE) {
      throw gone("its binlog ends before it");
    }
    return packet;
  }

  /**
   * Returns the next event of the transaction, without the events that begin and end it: first the
   * format of the file, then the changes of tables; null after the last.
   *
   * @throws dev.towpath.internal.binlog.event.MalformedEventException if it is damaged or cannot be
   *     interpreted
   * @throws SourceException if the connection breaks, or another transaction is at its place
   */
  public @Nullable BinlogEvent next() {
    try {
      while (!ended) {
        BinlogEvent event = stream.next();
        if (event.type() == EventType.FORMAT_DESCRIPTION || isPart(event)) {
          return event;
        }
      }
      return null;
    } catch (IOException e) {
      throw broken(server, e);
    }
  }

  private boolean isPart(BinlogEvent event) {
    Group group = event.group();
    XaStep step = event.xa();
    if (group == null || isAmongOthers && !started && isOther(group.gtid())) {
      return false;
    }
    if (!started && step == null) {
      if (event.position() != null || EventType.isQuery(event.type())) {
        throw gone("another transaction is at its place");
      }
      return false;
    }
    if (step == null) {
      return true;
    }
    if (!step.xid().equals(transaction.xid()) || isOther(group.gtid())) {
      throw gone("XA transaction %s (%s) is at its place".formatted(step.xid(), group.gtid()));
    }
    started = true;
    ended = step.kind() != Kind.START;
    return event.type() == EventType.TRANSACTION_PAYLOAD;
  }

  private boolean isOther(@Nullable String gtid) {
    return gtid != null && transaction.gtid() != null && !gtid.equals(transaction.gtid());
  }

  private SourceException gone(String why) {
    return SourceException.positionLost("%s does not have it any more: %s".formatted(server, why));
  }

  private static SourceException broken(MySqlSource server, IOException e) {
    return SourceException.retryable(
        "connection to %s broke: %s".formatted(server, e.getMessage()), e);
  }

  @Override
  public void close() {
    closeQuietly(connection);
  }

  /**
   * Closes a connection. The transaction is complete or given up, so it does not matter how the
   * connection ends.
   */
  private static void closeQuietly(@Nullable Closeable connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      Loggers.SOURCE.log(System.Logger.Level.DEBUG, "closing the connection failed", e);
    }
  }
}
