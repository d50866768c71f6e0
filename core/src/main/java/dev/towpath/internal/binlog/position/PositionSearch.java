package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.position.BinlogFiles.BinlogFile;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.SourceException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search for positions in binlog files, and for all GTIDs before them. It reads only as much of
 * the files as needed. Used by one thread.
 */
final class PositionSearch {
  private static final System.Logger logger = Loggers.SOURCE;

  /** The remainder of a file after its last transaction is smaller. */
  private static final int SMALLEST_GROUP = 100;

  private final BinlogFiles files;

  PositionSearch(BinlogFiles files) {
    this.files = files;
  }

  /**
   * Returns the start of the first transaction that is not older than {@code instant}; the end of
   * the binlog when all are older.
   */
  BinlogPosition byTime(Instant instant) throws IOException {
    // The binlog counts in seconds: within the requested second, nothing may be left out.
    Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
    // Before the files are listed: transactions purged later must not count as delivered.
    GtidSet purged = files.purged();
    List<BinlogFile> list = files.list();
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (files.head(list.get(middle).name()).startsBefore(second)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // Only the last file that starts before the instant can hold the first transaction after it.
    try (BinlogScan scan = open(list.get(Math.max(0, low - 1)).name(), purged)) {
      return firstNotBefore(scan, second);
    }
  }

  private BinlogScan open(String file, @Nullable GtidSet purged) throws IOException {
    GtidSet previous = purged == null ? null : files.head(file).previous();
    return files.scan(file, previous == null || purged == null ? null : previous.union(purged));
  }

  private static BinlogPosition firstNotBefore(BinlogScan scan, Instant second) throws IOException {
    BinlogPosition last = scan.start();
    boolean open = false;
    for (BinlogEvent event = scan.next(); event != null; event = scan.next()) {
      if (!open && event.group() != null && !event.timestamp().isBefore(second)) {
        return event.type() == EventType.ANONYMOUS_GTID ? withGtids(last, null) : last;
      }
      BinlogPosition position = event.position();
      open = event.group() != null && position == null;
      if (position != null) {
        last = position;
      }
    }
    return last;
  }

  /**
   * Returns the position with all GTIDs before it, so that it can be resumed on other servers;
   * without them when following transactions have none, because a dump by GTID would leave these
   * out.
   *
   * @param bare a place on this server
   * @throws SourceException if it is lost, or is no boundary of transactions
   */
  BinlogPosition complete(BinlogPosition bare) throws IOException {
    // Before the files are listed: transactions purged later must not count as delivered.
    GtidSet purged = files.purged();
    files.require(bare);
    try (BinlogScan scan = open(bare.file(), purged)) {
      boolean isLookedFor = scan.start().gtidSet() != null || PositionProof.isCursor(bare);
      return isLookedFor ? upTo(scan, bare) : bare;
    }
  }

  /**
   * Checks that a dump by GTID leaves nothing out. It skips whole files in which all GTIDs are
   * known, together with transactions without GTIDs from a time when {@code gtid_mode} was not
   * {@code ON}. The server starts a new file each time the mode changes.
   *
   * @param position a place on this server
   * @throws SourceException if there are such transactions after it
   */
  void requireGtidsAfter(BinlogPosition position) throws IOException {
    GtidSet executed = position.gtidSet();
    boolean reached = false;
    for (BinlogFile file : files.list()) {
      if (reached || file.name().equals(position.file())) {
        boolean mayHaveGroups = reached || file.size() - position.offset() >= SMALLEST_GROUP;
        // The server refuses to send transactions without GTID.
        FileHead head = mayHaveGroups ? files.head(file.name()) : null;
        if (reached && head != null && isReadByGtid(head, executed)) {
          return;
        }
        reached = true;
      }
    }
  }

  /**
   * Returns whether the server skips no file after this one: it begins with the last file that may
   * be needed.
   */
  private static boolean isReadByGtid(FileHead head, @Nullable GtidSet executed) {
    GtidSet previous = head.previous();
    return executed != null && previous != null && !executed.contains(previous);
  }

  private static BinlogPosition upTo(BinlogScan scan, BinlogPosition bare) throws IOException {
    BinlogPosition last = scan.start();
    Group open = null;
    BinlogEvent before = null;
    for (BinlogEvent event = scan.next(); event != null; event = scan.next()) {
      BinlogPosition end = event.position();
      if (!event.file().equals(bare.file()) || event.start() >= bare.offset()) {
        requireCursor(bare, before, event);
        return at(bare, event, open, last);
      }
      if (event.end() > bare.offset()) {
        requireCursor(bare, before, null);
        throw noBoundary(bare, "within " + event, event.start());
      }
      open = end == null ? event.group() : null;
      last = end == null ? last : end;
      before = event;
    }
    requireCursor(bare, before, null);
    if (open != null) {
      throw noBoundary(bare, "within an unfinished transaction", open.start());
    }
    return completed(bare, last.gtidSet(), last);
  }

  /**
   * Checks that a cursor of canal is of this binlog. canal stores the time of the event at the
   * offset; a cursor that was mirrored has the time of the event before it. In a binlog that was
   * reset since, both are later.
   *
   * @param before the event before the offset, if any
   * @param next the event at the offset, if any
   */
  private static void requireCursor(
      BinlogPosition bare, @Nullable BinlogEvent before, @Nullable BinlogEvent next) {
    Instant taken = bare.timestamp();
    if (!PositionProof.isCursor(bare) || taken == null || before == null) {
      return;
    }
    // The events in a compressed transaction have times of their own.
    boolean isThere =
        next != null
            && (next.type() == EventType.TRANSACTION_PAYLOAD
                || next.seconds() == taken.getEpochSecond());
    if (!isThere && before.timestamp().isAfter(taken.plusSeconds(1))) {
      throw SourceException.positionLost(
          "%s has an event of %s before offset %d, but the position was taken at %s: the binlog was reset or replaced; if somebody moved the position by hand, leave out its time"
              .formatted(bare.file(), before.timestamp(), bare.offset(), taken));
    }
  }

  private static BinlogPosition at(
      BinlogPosition bare, BinlogEvent next, @Nullable Group open, BinlogPosition last) {
    if (open == null) {
      return completed(bare, next.type() == EventType.ANONYMOUS_GTID ? null : last.gtidSet(), last);
    }
    if (next.start() != bare.offset()) {
      throw noBoundary(bare, "within the transaction", open.start());
    }
    BinlogPosition end = next.position();
    // canal stores the start of the commit event: everything before it was delivered.
    return end != null && !isStatement(next) ? end : beginning(bare, open, last);
  }

  /**
   * Returns the start of a transaction for a place within it. canal stores the start of its BEGIN
   * when it leaves transaction entries out, or of a statement that it has not delivered. In both
   * cases no part of the transaction was confirmed, and for any other place nothing is lost either.
   */
  private static BinlogPosition beginning(
      BinlogPosition bare, Group transaction, BinlogPosition before) {
    logger.log(
        System.Logger.Level.INFO,
        () ->
            "position %s/%d is within the transaction that starts at %d, which is read from there"
                .formatted(bare.file(), bare.offset(), transaction.start()));
    BinlogPosition start =
        BinlogPosition.builder(transaction.file(), transaction.start())
            .serverUuid(before.serverUuid())
            .serverId(bare.serverId())
            .timestamp(bare.timestamp())
            .build();
    boolean isAnonymous = transaction.gtid() == null;
    return with(
        start,
        isAnonymous ? null : before.gtidSet(),
        bare.prepared().isEmpty() ? before.prepared() : bare.prepared());
  }

  private static boolean isStatement(BinlogEvent event) {
    return EventType.isQuery(event.type()) && !QueryEvent.parse(event).is("COMMIT");
  }

  private static SourceException noBoundary(BinlogPosition bare, String where, long start) {
    return SourceException.permanent(
        "position %s/%d is no boundary of transactions: it is %s that starts at %d; start there"
            .formatted(bare.file(), bare.offset(), where, start));
  }

  /**
   * Returns the completed position. A position's own list of prepared transactions goes back
   * further than its file.
   */
  private static BinlogPosition completed(
      BinlogPosition bare, @Nullable GtidSet gtids, BinlogPosition found) {
    return with(bare, gtids, bare.prepared().isEmpty() ? found.prepared() : bare.prepared());
  }

  private static BinlogPosition withGtids(BinlogPosition position, @Nullable GtidSet gtids) {
    return with(position, gtids, position.prepared());
  }

  static BinlogPosition with(
      BinlogPosition position, @Nullable GtidSet gtids, List<PreparedTransaction> prepared) {
    return BinlogPosition.builder(position.file(), position.offset())
        .transactionStartOffset(position.transactionStartOffset())
        .transactionStartChecksum(position.transactionStartChecksum())
        .gtidSet(gtids)
        .serverUuid(position.serverUuid())
        .serverId(position.serverId())
        .timestamp(position.timestamp())
        .prepared(prepared)
        .build();
  }
}
