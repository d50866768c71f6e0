package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.binlog.event.TransactionPayload;
import dev.towpath.internal.binlog.server.BinlogStatus;
import dev.towpath.internal.binlog.server.ServerFacts;
import dev.towpath.internal.protocol.BinlogDump;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.StatementSecrets;
import dev.towpath.mysql.MySqlSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A scan for DDL statements in a part of the binlog, over a connection of its own. */
public final class StatementScan {
  private StatementScan() {}

  /**
   * A statement and its place.
   *
   * @param file the file it is in
   * @param start where its event starts
   * @param end where its event ends
   * @param query the statement
   * @param context the session that executed it
   */
  public record Statement(
      String file, long start, long end, QueryEvent query, StatementContext context) {

    /** Returns the statement of a QUERY event. */
    public static Statement of(BinlogEvent event) {
      return new Statement(
          event.file(),
          event.start(),
          event.end(),
          QueryEvent.parse(event),
          StatementContext.of(event));
    }

    /**
     * Returns whether a QUERY event may define tables, judged by its first word. An ALTER TABLE
     * that has only begun or failed defines none; it is logged again when it is done.
     */
    public static boolean mayDefine(BinlogEvent event) {
      if (!event.isEffective()) {
        return false;
      }
      String sql = QueryEvent.parse(event).sql().stripLeading();
      int end = 0;
      while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
        end++;
      }
      return switch (sql.substring(0, end).toUpperCase(Locale.ROOT)) {
        // Blanks or a comment may precede the first word, and so may MariaDB's SET STATEMENT … FOR.
        case "", "SET", "CREATE", "ALTER", "DROP", "RENAME" -> true;
        default -> false;
      };
    }

    /** Returns whether it ends at or before a place on the same server. */
    public boolean isWithin(String otherFile, long offset) {
      return compare(file, end, otherFile, offset).orElse(1) <= 0;
    }

    @Override
    public String toString() {
      String sql =
          StatementSecrets.hidden(query.statement(), query.sqlMode(context), ServerDialect.UNKNOWN)
              .strip();
      return "%s/%d: %s".formatted(file, start, sql.length() > 200 ? sql.substring(0, 200) : sql);
    }
  }

  /** Returns the end of the binlog of the server a session is connected to. */
  public static BinlogPosition end(MySqlSession session) throws IOException {
    TextResult status = BinlogStatus.read(session);
    String file = String.valueOf(status.get(0, "File"));
    String offset = String.valueOf(status.get(0, "Position"));
    return BinlogPosition.builder(file, Long.parseLong(offset)).build();
  }

  /**
   * Returns the statements that a stream from {@code from} meets before {@code end}. Like the
   * stream it uses GTIDs where it can: a busy server shows an offset beyond the GTIDs shown with
   * it, because a transaction is in the binlog before it is in {@code gtid_executed}.
   *
   * @param from a boundary of transactions
   * @param end a place on the server, at most the end of its binlog
   */
  public static List<Statement> between(MySqlSource source, BinlogPosition from, BinlogPosition end)
      throws IOException {
    return between(source, from, end, connection -> {});
  }

  /**
   * Does the same, and can be ended by another thread meanwhile.
   *
   * @param opening receives, before anything else, a handle that ends the connection
   */
  public static List<Statement> between(
      MySqlSource source,
      BinlogPosition from,
      BinlogPosition end,
      Consumer<? super Closeable> opening)
      throws IOException {
    List<Statement> found = new ArrayList<>();
    GtidSet executed = from.gtidSet();
    if (executed == null && !isBefore(from, end)) {
      return found;
    }
    try (MySqlSession session = MySqlSession.open(source, opening)) {
      session.readTimeout(source.heartbeatInterval().multipliedBy(3));
      if (executed != null && ServerFacts.check(session).hasGtids()) {
        BinlogDump.copyUntilNow(session, executed);
      } else if (isBefore(from, end)) {
        BinlogDump.copyUntilNow(session, from.file(), from.offset());
      } else {
        return found;
      }
      try (var scan = new BinlogScan(session::nextPacket, source, from, session)) {
        collect(scan, end, found);
      }
    }
    return found;
  }

  /** Whether it is before the end, or may be: after a renaming of the binlog only reading tells. */
  private static boolean isBefore(BinlogPosition position, BinlogPosition end) {
    return compare(position.file(), position.offset(), end.file(), end.offset()).orElse(-1) < 0;
  }

  private static void collect(BinlogScan scan, BinlogPosition end, List<Statement> found)
      throws IOException {
    for (BinlogEvent event = scan.next(); event != null; event = scan.next()) {
      if (compare(event.file(), event.start(), end.file(), end.offset()).orElse(-1) >= 0) {
        return;
      }
      if (event.type() == EventType.TRANSACTION_PAYLOAD) {
        collectInside(event, found);
      } else {
        collect(event, found);
      }
    }
  }

  /**
   * Collects the statement inside a compressed transaction. CREATE TABLE … SELECT is logged in one
   * transaction with its rows, before them, and compressed with them.
   */
  private static void collectInside(BinlogEvent envelope, List<Statement> found) {
    try (var payload = TransactionPayload.open(envelope)) {
      for (BinlogEvent event = payload.next();
          event != null && event.type() != EventType.TABLE_MAP;
          event = payload.next()) {
        collect(event, found);
      }
    }
  }

  private static void collect(BinlogEvent event, List<Statement> found) {
    if (EventType.isQuery(event.type()) && Statement.mayDefine(event)) {
      found.add(Statement.of(event));
    }
  }

  /** The order of two places on a server; empty when the binlog was renamed between them. */
  private static OptionalInt compare(String file, long offset, String otherFile, long otherOffset) {
    return file.equals(otherFile)
        ? OptionalInt.of(Long.compare(offset, otherOffset))
        : BinlogPosition.builder(file, offset)
            .build()
            .compare(BinlogPosition.builder(otherFile, otherOffset).build());
  }
}
