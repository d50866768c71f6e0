package dev.sluice.internal.binlog;

import dev.sluice.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A QUERY event: {@code thread id (4), seconds (4), length of database (1), error (2), length of
 * status variables (2)}, then status variables, database, a zero byte, and the statement.
 *
 * @param database the default database of the statement; empty when it had none
 * @param sql the statement
 */
public record QueryEvent(String database, String sql) {
  private static final int POST_HEADER = 13;
  private static final byte[] BEGIN = {'B', 'E', 'G', 'I', 'N'};

  /** Reads the body of a QUERY event. */
  public static QueryEvent parse(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int from = event.from();
    if (event.to() - from < POST_HEADER) {
      throw new MalformedEventException("truncated QUERY " + event);
    }
    int databaseLength = Bytes.u8(bytes, from + 8);
    int database = from + POST_HEADER + Bytes.u16(bytes, from + 11);
    int sql = database + databaseLength + 1;
    if (sql > event.to()) {
      throw new MalformedEventException("QUERY " + event + " is shorter than its lengths say");
    }
    return new QueryEvent(
        new String(bytes, database, databaseLength, StandardCharsets.UTF_8),
        event.type() == EventType.QUERY_COMPRESSED
            ? new String(MariaDbCompression.unpack(event, sql), StandardCharsets.UTF_8)
            : new String(bytes, sql, event.to() - sql, StandardCharsets.UTF_8));
  }

  /** Whether it is the BEGIN of a transaction, exactly as servers write it, and undamaged. */
  public static boolean isBegin(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int from = event.from();
    int sql = event.to() - BEGIN.length;
    if (event.type() != EventType.QUERY || sql - from <= POST_HEADER) {
      return false;
    }
    int variables = Bytes.u8(bytes, from + 11) | Bytes.u8(bytes, from + 12) << 8;
    if (sql != from + POST_HEADER + variables + Bytes.u8(bytes, from + 8) + 1) {
      return false;
    }
    for (int i = 0; i < BEGIN.length; i++) {
      if (bytes[sql + i] != BEGIN[i]) {
        return false;
      }
    }
    return true;
  }

  boolean is(String statement) {
    return sql.strip().equalsIgnoreCase(statement);
  }

  /** Whether the statement starts with {@code words}, in any case. */
  public boolean startsWith(String words) {
    return sql.stripLeading().regionMatches(true, 0, words, 0, words.length());
  }
}
