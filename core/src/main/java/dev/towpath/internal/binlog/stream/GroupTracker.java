package dev.towpath.internal.binlog.stream;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.MySqlGtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.GtidEvent;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.MariaDbGtid;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.XaStep;
import dev.towpath.internal.binlog.event.Xid;
import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tracker of transactions. It finds where they begin and end, and derives the positions between
 * them. It uses the state of the stream, not the text of statements. Used by one thread.
 */
final class GroupTracker {
  private enum State {
    /** Between groups. */
    IDLE,
    /** A group was announced by a GTID event. */
    OPEN,
    /** Within a transaction that began with BEGIN. */
    IN_TRANSACTION,
    /** Within the first phase of an XA transaction. */
    IN_XA
  }

  private final @Nullable String serverUuid;
  private final PreparedGroups prepared;
  private State state = State.IDLE;
  private boolean beforeFirstGroup = true;
  private @Nullable GtidSet executed;
  private @Nullable MariaDbGtid mariaDbGtid;
  private @Nullable Group group;
  // Most events share them with the event before.
  private UUID source = GtidEvent.NO_SOURCE;
  private Instant timestamp = Instant.EPOCH;

  /**
   * Creates a tracker that starts between groups.
   *
   * @param start where the stream begins; its facts about earlier transactions are trusted
   * @param serverUuid the server the stream comes from, if it has a UUID
   */
  GroupTracker(BinlogPosition start, @Nullable String serverUuid) {
    this.executed = start.gtidSet();
    this.serverUuid = serverUuid;
    this.prepared = new PreparedGroups(start.prepared(), serverUuid);
  }

  /** Returns whether the events to come belong to a group that was opened. */
  boolean isOpen() {
    return state != State.IDLE;
  }

  /** Takes the next event of the stream and stores in it the group it belongs to or ends. */
  void track(BinlogEvent event) {
    switch (event.type()) {
      case EventType.GTID, EventType.GTID_TAGGED, EventType.ANONYMOUS_GTID -> open(event);
      case EventType.MARIADB_GTID -> open(event, MariaDbGtid.parse(event));
      case EventType.QUERY, EventType.QUERY_COMPRESSED -> query(event);
      case EventType.XID -> commit(event);
      case EventType.XA_PREPARE -> prepare(event);
      case EventType.TRANSACTION_PAYLOAD -> payload(event);
      case EventType.ROTATE -> rotate(event);
      case EventType.TABLE_MAP, EventType.ROWS_QUERY, EventType.ANNOTATE_ROWS -> within(event);
      default -> other(event);
    }
  }

  private void open(BinlogEvent event) {
    if (state != State.IDLE) {
      throw new MalformedEventException(event + " opens a transaction within another");
    }
    GtidEvent parsed = GtidEvent.parse(event, source);
    Group opened = Group.announced(event, parsed);
    this.source = parsed.source();
    this.group = opened;
    this.state = State.OPEN;
    event.belongsTo(opened);
    event.onlyOpensItsGroup();
  }

  private void open(BinlogEvent event, MariaDbGtid parsed) {
    if (state != State.IDLE) {
      throw new MalformedEventException(event + " opens a transaction within another");
    }
    Group opened = Group.of(event, parsed.toString());
    String xid = parsed.prepares();
    this.mariaDbGtid = parsed;
    this.group = opened;
    if (xid != null) {
      this.state = State.IN_XA;
      prepared.start(event, xid, opened);
    } else {
      this.state = parsed.isStandalone() ? State.OPEN : State.IN_TRANSACTION;
    }
    event.belongsTo(opened);
  }

  private void query(BinlogEvent event) {
    if (state == State.OPEN && mariaDbGtid == null && QueryEvent.isBegin(event)) {
      Group begun = Objects.requireNonNull(group);
      begun.begunBy(event);
      event.belongsTo(begun);
      event.onlyOpensItsGroup();
      state = State.IN_TRANSACTION;
      return;
    }
    query(event, QueryEvent.parse(event));
  }

  private void query(BinlogEvent event, QueryEvent query) {
    if (state == State.IN_XA) {
      within(event);
      withinXa(event, query);
      return;
    }
    if (state == State.IN_TRANSACTION) {
      within(event);
      if (query.is("COMMIT") || query.is("ROLLBACK")) {
        end(event);
      }
      return;
    }
    if (beforeFirstGroup && query.is("COMMIT")) {
      commit(event);
      return;
    }
    if (group == null) {
      // Servers that log no GTID events open a group with its first statement.
      group = Group.of(event, null);
    }
    event.belongsTo(group);
    if (mariaDbGtid != null && mariaDbGtid.isUnfinishedAlter()) {
      event.hasNoEffect();
    }
    if (query.is("BEGIN")) {
      state = State.IN_TRANSACTION;
    } else if (query.startsWith("XA START ")) {
      state = State.IN_XA;
      prepared.start(event, Xid.ofStatement(event, query), group);
    } else {
      outcome(event, query);
      end(event);
    }
  }

  private void outcome(BinlogEvent event, QueryEvent query) {
    String announced = mariaDbGtid == null ? null : mariaDbGtid.completes();
    String xid = null;
    if (query.startsWith("XA COMMIT ")) {
      xid = Xid.ofStatement(event, query);
      prepared.outcome(event, XaStep.Kind.COMMIT, xid);
    } else if (query.startsWith("XA ROLLBACK ")) {
      xid = Xid.ofStatement(event, query);
      prepared.outcome(event, XaStep.Kind.ROLLBACK, xid);
    }
    if (announced != null && !announced.equals(xid)) {
      throw new MalformedEventException(
          "%s is to end XA transaction %s, but is: %s".formatted(event, announced, query.sql()));
    }
  }

  /**
   * Takes an event of an XA transaction. With tables that cannot be rolled back, a server also logs
   * a transaction that it rolled back itself.
   */
  private void withinXa(BinlogEvent event, QueryEvent query) {
    if (query.startsWith("XA ROLLBACK ") || query.is("ROLLBACK")) {
      prepared.abandon(event);
      end(event);
    }
  }

  private void prepare(BinlogEvent event) {
    if (beforeFirstGroup && group == null) {
      // As at a commit: canal delivered everything before it, and stores the start of this event.
      event.endsAt(position(event, event.start()));
      return;
    }
    if (state != State.IN_XA) {
      throw new MalformedEventException(
          event + " stands outside any XA transaction; the start position is no boundary");
    }
    prepared.end(event, Xid.kind(event), Xid.ofPrepare(event));
    end(event);
  }

  private void commit(BinlogEvent event) {
    if (beforeFirstGroup && group == null) {
      // canal stores the start of the commit event: everything before it was delivered.
      event.endsAt(position(event, event.start()));
      return;
    }
    end(event);
  }

  private void payload(BinlogEvent event) {
    if (group != null) {
      prepared.unpack(event, group);
    }
    end(event);
  }

  private void within(BinlogEvent event) {
    if (group == null) {
      throw new MalformedEventException(
          event + " stands outside any transaction; the start position is no boundary");
    }
    beforeFirstGroup = false;
    event.belongsTo(group);
  }

  private void end(BinlogEvent event) {
    within(event);
    // Without the complete set before it, a set of later transactions alone would be too small.
    GtidEvent gtid = group == null ? null : group.mysqlGtid();
    if (gtid != null && executed instanceof MySqlGtidSet before) {
      executed = before.add(gtid.source(), gtid.tag(), gtid.number());
    }
    if (mariaDbGtid != null) {
      executed = mariaDbGtid.after(executed);
    }
    event.endsAt(position(event, group == null ? event.start() : group.start(), group));
    state = State.IDLE;
    group = null;
    mariaDbGtid = null;
  }

  private void rotate(BinlogEvent event) {
    if (state != State.IDLE) {
      throw new MalformedEventException(event + " ends a file within a transaction");
    }
  }

  private void other(BinlogEvent event) {
    int type = event.type();
    if (EventType.isRows(type)) {
      within(event);
    } else if (type == EventType.INCIDENT) {
      throw incident(event);
    } else if (state != State.IDLE && isOfFiles(type)) {
      throw new MalformedEventException(event + " begins or ends a file within a transaction");
    } else if (!EventType.isBookkeeping(type)
        && type != EventType.FORMAT_DESCRIPTION
        && !EventType.isHeartbeat(type)
        && !event.isIgnorable()) {
      throw new MalformedEventException(event + " is not supported; nothing after it was read");
    }
    if (group != null) {
      event.belongsTo(group);
    }
  }

  /**
   * Creates the failure of an incident. After it the server has begun a new file, so that replicas
   * can continue there.
   */
  private static MalformedEventException incident(BinlogEvent event) {
    int length = event.to() - event.from() < 3 ? 0 : Bytes.u8(event.bytes(), event.from() + 2);
    int text = Math.min(event.from() + 3, event.to());
    return new MalformedEventException(
        "the server reports an incident at %s/%d (%s): changes are missing from its binlog; compare or copy the captured tables, then delete the stored position and set startPosition(StartPosition.at(\"…\", 4)) with the file that SHOW BINARY LOGS has after %s"
            .formatted(
                event.file(),
                event.start(),
                new String(
                    event.bytes(),
                    text,
                    Math.min(length, event.to() - text),
                    StandardCharsets.UTF_8),
                event.file()));
  }

  private static boolean isOfFiles(int type) {
    return type == EventType.FORMAT_DESCRIPTION
        || type == EventType.STOP
        || type == EventType.PREVIOUS_GTIDS;
  }

  /**
   * Returns the position after {@code event}, which ends no group, with all GTIDs tracked so far.
   */
  BinlogPosition position(BinlogEvent event, long transactionStartOffset) {
    return position(event, transactionStartOffset, null);
  }

  private BinlogPosition position(
      BinlogEvent event, long transactionStartOffset, @Nullable Group ended) {
    return BinlogPosition.builder(event.file(), event.end())
        .transactionStartOffset(transactionStartOffset)
        .transactionStartChecksum(ended == null ? null : (Long) ended.checksum())
        .gtidSet(executed)
        .serverUuid(serverUuid)
        .serverId(event.serverId())
        .timestamp(timestamp(event))
        .prepared(prepared.open())
        .build();
  }

  private Instant timestamp(BinlogEvent event) {
    if (timestamp.getEpochSecond() != event.seconds()) {
      timestamp = event.timestamp();
    }
    return timestamp;
  }
}
