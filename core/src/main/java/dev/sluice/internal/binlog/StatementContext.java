package dev.sluice.internal.binlog;

import dev.sluice.internal.bytes.Bytes;

/**
 * What the status variables of a QUERY event say about the session that executed it.
 *
 * @param sqlMode the bits of {@code sql_mode}; 0 when it does not say
 * @param serverCollation the id of {@code collation_server}; 0 when it does not say
 */
public record StatementContext(long sqlMode, int serverCollation) {
  private static final int FLAGS2 = 0;
  private static final int SQL_MODE = 1;
  private static final int CATALOG = 2;
  private static final int AUTO_INCREMENT = 3;
  private static final int CHARSET = 4;
  private static final int TIME_ZONE = 5;
  private static final int CATALOG_WITHOUT_ZERO = 6;
  private static final int POST_HEADER = 13;

  /** Reads the body of a QUERY event up to the first variable it does not know. */
  public static StatementContext of(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int at = event.from() + POST_HEADER;
    int end = Math.min(event.to(), at + Bytes.u16(bytes, event.from() + 11));
    long sqlMode = 0;
    int collation = 0;
    while (at < end) {
      int variable = Bytes.u8(bytes, at++);
      if (variable == SQL_MODE && at + 8 <= end) {
        sqlMode = Bytes.i64(bytes, at);
      } else if (variable == CHARSET && at + 6 <= end) {
        collation = Bytes.u16(bytes, at + 4);
      }
      int length = length(bytes, variable, at);
      if (length < 0) {
        break;
      }
      at += length;
    }
    return new StatementContext(sqlMode, collation);
  }

  private static int length(byte[] bytes, int variable, int at) {
    return switch (variable) {
      case FLAGS2, AUTO_INCREMENT -> 4;
      case SQL_MODE -> 8;
      case CHARSET -> 6;
      case TIME_ZONE, CATALOG_WITHOUT_ZERO -> 1 + Bytes.u8(bytes, at);
      case CATALOG -> 2 + Bytes.u8(bytes, at);
      default -> -1;
    };
  }
}
