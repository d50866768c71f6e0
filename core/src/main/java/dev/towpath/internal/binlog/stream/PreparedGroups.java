package dev.towpath.internal.binlog.stream;

import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.TransactionPayload;
import dev.towpath.internal.binlog.event.XaStep;
import dev.towpath.internal.binlog.event.XaStep.Kind;
import dev.towpath.internal.binlog.event.Xid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The XA transactions of a stream whose outcome is still open. It begins and ends them, and stores
 * in each event its effect on them. Used by one thread.
 */
final class PreparedGroups {
  private final @Nullable String serverUuid;
  private List<PreparedTransaction> open;
  private @Nullable PreparedTransaction current;

  /**
   * Creates the XA transactions of a stream.
   *
   * @param open the transactions prepared before it
   * @param serverUuid the server it comes from, if it has a UUID
   */
  PreparedGroups(List<PreparedTransaction> open, @Nullable String serverUuid) {
    this.open = open;
    this.serverUuid = serverUuid;
  }

  /** Returns the transactions prepared and not ended so far; the list does not change any more. */
  List<PreparedTransaction> open() {
    return open;
  }

  /** Begins {@code xid}, whose changes {@code group} holds. */
  void start(BinlogEvent event, String xid, Group group) {
    current = new PreparedTransaction(xid, group.file(), group.start(), serverUuid, group.gtid());
    event.does(new XaStep(Kind.START, xid, current));
  }

  /**
   * Ends the group of the current transaction with {@code event}.
   *
   * @param kind PREPARE, COMMIT_ONE_PHASE or ABANDON
   * @param xid its identifier
   */
  void end(BinlogEvent event, Kind kind, String xid) {
    PreparedTransaction ended = current;
    if (ended == null || !ended.xid().equals(xid)) {
      throw new MalformedEventException(
          event + " ends XA transaction " + xid + ", but the one it stands in is " + ended);
    }
    if (kind == Kind.PREPARE) {
      var more = new ArrayList<>(without(xid));
      more.add(ended);
      open = List.copyOf(more);
    }
    event.does(new XaStep(kind, xid, ended));
    current = null;
  }

  /** Records that {@code event} rolls back the transaction it is in. */
  void abandon(BinlogEvent event) {
    PreparedTransaction ended = current;
    if (ended != null) {
      end(event, Kind.ABANDON, ended.xid());
    }
  }

  /**
   * Determines the effect of a compressed group, which is one event, from the first and last event
   * inside.
   */
  void unpack(BinlogEvent envelope, Group group) {
    try (var payload = TransactionPayload.open(envelope)) {
      BinlogEvent event = payload.next();
      if (event == null || !EventType.isQuery(event.type())) {
        return;
      }
      QueryEvent first = QueryEvent.parse(event);
      if (!first.startsWith("XA START ")) {
        return;
      }
      start(envelope, Xid.ofStatement(event, first), group);
      BinlogEvent last = event;
      for (event = payload.next(); event != null; event = payload.next()) {
        last = event;
      }
      if (last.type() == EventType.XA_PREPARE) {
        end(envelope, Xid.kind(last), Xid.ofPrepare(last));
      } else {
        abandon(envelope);
      }
    }
  }

  /**
   * Records the outcome of a transaction that was prepared before.
   *
   * @param kind COMMIT or ROLLBACK
   * @param xid its identifier
   */
  void outcome(BinlogEvent event, Kind kind, String xid) {
    PreparedTransaction prepared = null;
    for (PreparedTransaction candidate : open) {
      if (candidate.xid().equals(xid)) {
        prepared = candidate;
      }
    }
    if (prepared != null) {
      open = without(xid);
    }
    event.does(new XaStep(kind, xid, prepared));
  }

  private List<PreparedTransaction> without(String xid) {
    return open.stream().filter(one -> !one.xid().equals(xid)).toList();
  }
}
