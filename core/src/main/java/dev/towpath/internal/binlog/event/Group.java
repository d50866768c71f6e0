package dev.towpath.internal.binlog.event;

import dev.towpath.event.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A unit that the server commits: a transaction, or a statement that is one by itself. The text of
 * its GTID is created on request. Not changed once its first event after BEGIN is handed over.
 */
public final class Group {
  private final String file;
  private final long start;
  private final long checksum;
  private final @Nullable GtidEvent announced;
  private final @Nullable Instant commitTimestamp;
  private final boolean isAnonymous;
  private final @Nullable String name;
  private int clientCollation;

  private Group(
      BinlogEvent first,
      @Nullable GtidEvent announced,
      boolean isAnonymous,
      @Nullable String name) {
    this.file = first.file();
    this.start = first.start();
    this.checksum = first.checksum();
    this.announced = announced;
    this.commitTimestamp = announced == null ? null : announced.commitTimestamp();
    this.isAnonymous = isAnonymous;
    this.name = name;
  }

  /** Returns the group that {@code first} announces, a GTID or ANONYMOUS_GTID event of MySQL. */
  public static Group announced(BinlogEvent first, GtidEvent parsed) {
    return new Group(first, parsed, first.type() == EventType.ANONYMOUS_GTID, null);
  }

  /** Returns the group that begins with {@code first}; with a GTID if it is one of MariaDB. */
  public static Group of(BinlogEvent first, @Nullable String gtid) {
    return new Group(first, null, true, gtid);
  }

  /** Stores the facts about the session from its BEGIN. */
  public void begunBy(BinlogEvent begin) {
    clientCollation = StatementContext.clientCollation(begin);
  }

  /**
   * Returns the id of the collation of {@code character_set_client} of the session that began it; 0
   * when that is not known.
   */
  public int clientCollation() {
    return clientCollation;
  }

  /** Returns the file it is in. */
  public String file() {
    return file;
  }

  /** Returns the offset at which it starts. */
  public long start() {
    return start;
  }

  /** Returns the CRC-32 of its first event. */
  public long checksum() {
    return checksum;
  }

  /** Returns the parts of its MySQL GTID; null when it has none. */
  public @Nullable GtidEvent mysqlGtid() {
    return isAnonymous ? null : announced;
  }

  /** Returns its GTID, or null when it has none. */
  public @Nullable String gtid() {
    GtidEvent mysql = mysqlGtid();
    return mysql == null ? name : mysql.toString();
  }

  /** Returns when it was first committed, or null when the server does not say. */
  public @Nullable Instant commitTimestamp() {
    return commitTimestamp;
  }

  /** Adds the facts about this transaction to the origin of a change. */
  public void describe(Origin.Builder origin) {
    GtidEvent mysql = mysqlGtid();
    if (mysql != null) {
      origin.gtid(mysql.source(), mysql.tag(), mysql.number());
    } else {
      origin.gtid(name).transactionId(name == null ? file + '/' + start : name);
    }
    origin.commitTimestamp(commitTimestamp);
  }
}
