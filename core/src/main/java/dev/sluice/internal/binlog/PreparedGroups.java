package dev.sluice.internal.binlog;

import dev.sluice.event.PreparedTransaction;
import dev.sluice.internal.binlog.XaStep.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The XA transactions of a stream whose outcome is still to come: begins and ends them, and tells
 * in each event what it does to them. Used by one thread.
 */
final class PreparedGroups {
  private final @Nullable String serverUuid;
  private List<PreparedTransaction> open;
  private @Nullable PreparedTransaction current;

  /**
   * Those of a stream.
   *
   * @param open what was prepared before it
   * @param serverUuid the server it comes from, if it has a UUID
   */
  PreparedGroups(List<PreparedTransaction> open, @Nullable String serverUuid) {
    this.open = open;
    this.serverUuid = serverUuid;
  }

  /** Those prepared and not ended so far; the list does not change any more. */
  List<PreparedTransaction> open() {
    return open;
  }

  /** {@code group} holds the changes of {@code xid}. */
  void start(BinlogEvent event, String xid, Group group) {
    current = new PreparedTransaction(xid, group.file(), group.start(), serverUuid, group.gtid());
    event.does(new XaStep(Kind.START, xid, current));
  }

  /**
   * The group of the current transaction ends with {@code event}.
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

  /** {@code event} rolls back the transaction it stands in. */
  void abandon(BinlogEvent event) {
    PreparedTransaction ended = current;
    if (ended != null) {
      end(event, Kind.ABANDON, ended.xid());
    }
  }

  /** A compressed group is one event: what it does is told by the first and the last inside. */
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
   * {@code event} is the outcome of a transaction that was prepared before.
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
