package dev.towpath.internal.binlog.event;

import dev.towpath.event.GtidSet;
import dev.towpath.event.MariaDbGtidSet;
import dev.towpath.internal.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A GTID event of MariaDB, which opens a group in place of BEGIN: {@code sequence number (8),
 * domain (4), flags (1)}, then a commit id (8) or padding, the id of an XA transaction, and more
 * flags; {@code Gtid_log_event} of the server. The server id is in the event's header.
 *
 * @param domain the replication domain
 * @param server the server that first executed the transaction
 * @param sequence its number in the domain
 * @param flags what kind of group follows
 * @param alterFlags whether it is a part of an ALTER TABLE logged in two
 * @param xid the XA transaction that the group prepares or ends; null when it is none
 */
public record MariaDbGtid(
    long domain, long server, long sequence, int flags, int alterFlags, @Nullable String xid) {
  private static final int HEADER = 13;
  private static final int COMMIT_ID = 8;

  private static final int STANDALONE = 1;
  private static final int GROUP_COMMIT = 2;
  private static final int PREPARED_XA = 64;
  private static final int COMPLETED_XA = 128;

  private static final int START_ALTER = 2;
  private static final int ROLLBACK_ALTER = 8;

  public static MariaDbGtid parse(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int from = event.from();
    if (event.to() - from < HEADER) {
      throw new MalformedEventException("truncated GTID " + event);
    }
    int flags = Bytes.u8(bytes, from + 12);
    int at = from + HEADER + ((flags & GROUP_COMMIT) != 0 ? COMMIT_ID : 0);
    String xid = null;
    if ((flags & (PREPARED_XA | COMPLETED_XA)) != 0) {
      xid = Xid.ofGtid(event, at);
      at = Xid.endInGtid(event, at);
    }
    // The second flags are absent before 10.8.
    int alterFlags = at < event.to() ? Bytes.u8(bytes, at) : 0;
    return new MariaDbGtid(
        Bytes.u32(bytes, from + 8),
        event.serverId(),
        Bytes.i64(bytes, from),
        flags,
        alterFlags,
        xid);
  }

  /** Returns whether the group is a single statement without a commit of its own. */
  public boolean isStandalone() {
    return (flags & STANDALONE) != 0;
  }

  /** Returns the XA transaction whose changes the group holds; null when there is none. */
  public @Nullable String prepares() {
    return (flags & PREPARED_XA) != 0 ? xid : null;
  }

  /** Returns the XA transaction whose outcome the group is; null when there is none. */
  public @Nullable String completes() {
    return (flags & COMPLETED_XA) != 0 ? xid : null;
  }

  /**
   * Returns whether the group is an ALTER TABLE that has only begun, or failed after it began
   * ({@code binlog_alter_two_phase=ON}). It is logged again when it is done.
   */
  public boolean isUnfinishedAlter() {
    return (alterFlags & (START_ALTER | ROLLBACK_ALTER)) != 0;
  }

  /** Returns the GTIDs after this transaction; null where the GTIDs before it are not known. */
  public @Nullable GtidSet after(@Nullable GtidSet executed) {
    if (executed == null) {
      return null;
    }
    return executed instanceof MariaDbGtidSet before
        ? before.add(domain, server, sequence)
        : executed.union(MariaDbGtidSet.parse(toString()));
  }

  @Override
  public String toString() {
    return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
  }
}
