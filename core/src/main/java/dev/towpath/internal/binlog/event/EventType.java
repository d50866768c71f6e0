package dev.towpath.internal.binlog.event;

/** The codes of binlog events, {@code Log_event_type} of the server. */
public final class EventType {
  /** A statement as text: BEGIN, COMMIT, DDL and every change that is not logged as rows. */
  public static final int QUERY = 2;

  /** The server wrote the end of a file while shutting down. */
  public static final int STOP = 3;

  /** The next file's name and the offset in it. */
  public static final int ROTATE = 4;

  /** The format of the events that follow. */
  public static final int FORMAT_DESCRIPTION = 15;

  /** The commit of a transaction. */
  public static final int XID = 16;

  /** The table that the following rows events refer to. */
  public static final int TABLE_MAP = 19;

  /** Rows inserted; first of the first version's codes. */
  public static final int WRITE_ROWS_V1 = 23;

  /** Rows deleted; last of the first version's codes. */
  public static final int DELETE_ROWS_V1 = 25;

  /** Something happened to the server that is not in the log. */
  public static final int INCIDENT = 26;

  /** The server is alive. */
  public static final int HEARTBEAT = 27;

  /** The statement that the following rows events come from. */
  public static final int ROWS_QUERY = 29;

  /** Rows inserted; first of the second version's codes. */
  public static final int WRITE_ROWS_V2 = 30;

  /** Rows deleted; last of the second version's codes. */
  public static final int DELETE_ROWS_V2 = 32;

  /** The next transaction's GTID. */
  public static final int GTID = 33;

  /** The next transaction has no GTID. */
  public static final int ANONYMOUS_GTID = 34;

  /** The GTIDs of all earlier files. */
  public static final int PREVIOUS_GTIDS = 35;

  /** The end of the first phase of an XA transaction. */
  public static final int XA_PREPARE = 38;

  /** Rows updated, JSON columns as differences. */
  public static final int PARTIAL_UPDATE_ROWS = 39;

  /** A whole transaction, compressed. */
  public static final int TRANSACTION_PAYLOAD = 40;

  /** The server is alive, with a 64-bit offset. */
  public static final int HEARTBEAT_V2 = 41;

  /** The next transaction's GTID with a tag. */
  public static final int GTID_TAGGED = 42;

  /** MariaDB: the statement that the following rows events come from. */
  public static final int ANNOTATE_ROWS = 160;

  /** MariaDB: the files that recovery after a crash needs. */
  static final int BINLOG_CHECKPOINT = 161;

  /** MariaDB: the next transaction's GTID and what kind of group it is. */
  public static final int MARIADB_GTID = 162;

  /** MariaDB: the last transactions of all earlier files. */
  public static final int GTID_LIST = 163;

  /** MariaDB: the file is encrypted; the dump is not. */
  static final int START_ENCRYPTION = 164;

  /** MariaDB: a statement as compressed text. */
  public static final int QUERY_COMPRESSED = 165;

  /** MariaDB: compressed rows inserted; first of three codes in the first version's format. */
  public static final int COMPRESSED_ROWS_V1 = 166;

  /** MariaDB: compressed rows deleted; last of three codes in the second version's format. */
  private static final int DELETE_COMPRESSED_V2 = 171;

  private EventType() {}

  /** Returns whether the event holds rows. */
  public static boolean isRows(int type) {
    return (type >= WRITE_ROWS_V1 && type <= DELETE_ROWS_V1)
        || (type >= WRITE_ROWS_V2 && type <= DELETE_ROWS_V2)
        || type == PARTIAL_UPDATE_ROWS
        || isCompressedRows(type);
  }

  /** Returns whether the event holds rows that MariaDB has compressed. */
  public static boolean isCompressedRows(int type) {
    return type >= COMPRESSED_ROWS_V1 && type <= DELETE_COMPRESSED_V2;
  }

  /** Returns whether the event holds a statement as text, compressed or not. */
  public static boolean isQuery(int type) {
    return type == QUERY || type == QUERY_COMPRESSED;
  }

  /** Returns whether the event only says that the server is alive, and how far it has read. */
  public static boolean isHeartbeat(int type) {
    return type == HEARTBEAT || type == HEARTBEAT_V2;
  }

  /**
   * Returns whether the event may be skipped, because it carries no change of data. INTVAR, RAND
   * and USER_VAR belong to statements, which are delivered as text; the others describe the log or
   * the group.
   */
  public static boolean isBookkeeping(int type) {
    return switch (type) {
      case STOP, 5, 13, 14, PREVIOUS_GTIDS, 28, 36, 37 -> true;
      case BINLOG_CHECKPOINT, GTID_LIST, START_ENCRYPTION -> true;
      default -> false;
    };
  }
}
