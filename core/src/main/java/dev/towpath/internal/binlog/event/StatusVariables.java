package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;

/**
 * A cursor over the status variables of a QUERY event: {@code code (1)} and a value whose length
 * the code tells, {@code Query_log_event} of MySQL 5.7 to 9 and of MariaDB. MySQL writes them in
 * the order of their codes, MariaDB does not. The cursor ends at an unknown code, because the
 * length of its value is not known. Used by one thread.
 */
final class StatusVariables {
  static final int FLAGS2 = 0;
  static final int SQL_MODE = 1;
  static final int CATALOG = 2;
  static final int AUTO_INCREMENT = 3;
  static final int CHARSET = 4;
  static final int TIME_ZONE = 5;
  static final int CATALOG_WITHOUT_ZERO = 6;
  static final int LC_TIME_NAMES = 7;
  static final int CHARSET_DATABASE = 8;
  static final int TABLE_MAP_FOR_UPDATE = 9;
  static final int MASTER_DATA_WRITTEN = 10;
  static final int INVOKER = 11;
  static final int UPDATED_DATABASES = 12;
  static final int MICROSECONDS = 13;
  static final int COMMIT_TIME = 14;
  static final int COMMIT_TIME_2 = 15;
  static final int EXPLICIT_DEFAULTS_FOR_TIMESTAMP = 16;
  static final int DDL_XID = 17;
  static final int COLLATION_FOR_UTF8MB4 = 18;
  static final int SQL_REQUIRE_PRIMARY_KEY = 19;
  static final int DEFAULT_TABLE_ENCRYPTION = 20;

  /** MariaDB. */
  static final int HIGH_RESOLUTION_NOW = 128;

  /** MariaDB. */
  static final int XID = 129;

  /** MariaDB: flags of an ALTER in two phases, and its number. */
  static final int GTID_FLAGS = 130;

  /** MariaDB: {@code character_set_collations}, written before the character set. */
  static final int CHARACTER_SET_COLLATIONS = 131;

  /** MariaDB: no value; fills up an event that was made shorter. */
  static final int NOTHING = 255;

  private static final int POST_HEADER = 13;
  private static final int TOO_MANY_DATABASES = 254;
  private static final int TWO_PHASES_WITH_NUMBER = 0x4 | 0x8;
  private static final int UNKNOWN = -1;

  private final byte[] bytes;
  private final int end;
  private int code;
  private int at;
  private int next;

  StatusVariables(BinlogEvent event) {
    this.bytes = event.bytes();
    int start = event.from() + POST_HEADER;
    this.end = start > event.to() ? start : Math.min(event.to(), start + declaredLength(event));
    this.next = start;
  }

  private static int declaredLength(BinlogEvent event) {
    return Bytes.u16(event.bytes(), event.from() + 11);
  }

  /** Moves to the next variable; returns false after the last one whose value can be read. */
  boolean next() {
    if (next >= end) {
      return false;
    }
    code = Bytes.u8(bytes, next);
    at = next + 1;
    int length = length();
    if (length < 0 || length > end - at) {
      next = end;
      return false;
    }
    next = at + length;
    return true;
  }

  int code() {
    return code;
  }

  /** Returns where the value of the variable starts. */
  int at() {
    return at;
  }

  /** Returns where it ends. */
  int end() {
    return next;
  }

  private int length() {
    return switch (code) {
      case COMMIT_TIME, COMMIT_TIME_2, NOTHING -> 0;
      case EXPLICIT_DEFAULTS_FOR_TIMESTAMP, SQL_REQUIRE_PRIMARY_KEY, DEFAULT_TABLE_ENCRYPTION -> 1;
      case LC_TIME_NAMES, CHARSET_DATABASE, COLLATION_FOR_UTF8MB4 -> 2;
      case MICROSECONDS, HIGH_RESOLUTION_NOW -> 3;
      case FLAGS2, AUTO_INCREMENT, MASTER_DATA_WRITTEN -> 4;
      case CHARSET -> 6;
      case SQL_MODE, TABLE_MAP_FOR_UPDATE, DDL_XID, XID -> 8;
      case TIME_ZONE, CATALOG_WITHOUT_ZERO -> counted(at, 1);
      case CATALOG -> counted(at, 2);
      case INVOKER -> invoker();
      case UPDATED_DATABASES -> databases();
      case GTID_FLAGS -> at < end && (bytes[at] & TWO_PHASES_WITH_NUMBER) != 0 ? 9 : 1;
      case CHARACTER_SET_COLLATIONS -> at < end ? 1 + 4 * Bytes.u8(bytes, at) : UNKNOWN;
      default -> UNKNOWN;
    };
  }

  /**
   * Returns the length of a value that consists of a length byte, that many bytes, and {@code more}
   * bytes.
   */
  private int counted(int from, int more) {
    return from < end ? more + Bytes.u8(bytes, from) : UNKNOWN;
  }

  private int invoker() {
    int user = counted(at, 1);
    int host = user == UNKNOWN ? UNKNOWN : counted(at + user, 1);
    return host == UNKNOWN ? UNKNOWN : user + host;
  }

  /**
   * Returns the length of a count and as many names that end with a zero byte; no names follow if
   * there were too many.
   */
  private int databases() {
    if (at >= end) {
      return UNKNOWN;
    }
    int count = Bytes.u8(bytes, at);
    int to = at + 1;
    for (int i = 0; count != TOO_MANY_DATABASES && i < count; i++) {
      while (to < end && bytes[to] != 0) {
        to++;
      }
      to++;
    }
    return to - at;
  }
}
