package dev.sluice.internal.binlog;

import dev.sluice.event.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction, or a statement that is one by itself: what the server commits as a unit. The text
 * of its GTID is made when asked for. Not changed once its first event after BEGIN is handed over.
 */
public final class Group {
  private final String file;
  private final long start;
  private final long checksum;
  private final @Nullable GtidEvent announced;
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
    this.isAnonymous = isAnonymous;
    this.name = name;
  }

  /** The group that {@code first} announces, a GTID or ANONYMOUS_GTID event of MySQL. */
  static Group announced(BinlogEvent first, GtidEvent parsed) {
    return new Group(first, parsed, first.type() == EventType.ANONYMOUS_GTID, null);
  }

  /** The group that begins with {@code first}; with a GTID if it is one of MariaDB. */
  static Group of(BinlogEvent first, @Nullable String gtid) {
    return new Group(first, null, true, gtid);
  }

  /** Notes what its BEGIN says about the session. */
  void begunBy(BinlogEvent begin) {
    clientCollation = StatementContext.clientCollation(begin);
  }

  /**
   * The id of the collation of {@code character_set_client} of the session that began it; 0 when
   * that is not known.
   */
  public int clientCollation() {
    return clientCollation;
  }

  /** The file it is in. */
  public String file() {
    return file;
  }

  /** The offset at which it starts. */
  public long start() {
    return start;
  }

  /** The CRC-32 of its first event. */
  long checksum() {
    return checksum;
  }

  /** Its GTID of MySQL, by its parts; null when it has none. */
  @Nullable GtidEvent mysqlGtid() {
    return isAnonymous ? null : announced;
  }

  /** Its GTID, or null when it has none. */
  public @Nullable String gtid() {
    GtidEvent mysql = mysqlGtid();
    return mysql == null ? name : mysql.toString();
  }

  /** When it was first committed, or null when the server does not say. */
  public @Nullable Instant commitTimestamp() {
    return announced == null ? null : announced.commitTimestamp();
  }

  /** Says of a change which transaction it belongs to. */
  public void describe(Origin.Builder origin) {
    GtidEvent mysql = mysqlGtid();
    if (mysql != null) {
      origin.gtid(mysql.source(), mysql.tag(), mysql.number());
    } else {
      origin.gtid(name).transactionId(name == null ? file + '/' + start : name);
    }
    if (announced != null && announced.commitMicros() != 0) {
      origin.commitTimestamp(announced.commitMicros());
    }
  }
}
