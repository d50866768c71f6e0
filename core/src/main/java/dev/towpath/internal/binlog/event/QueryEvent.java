package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A QUERY event: {@code thread id (4), seconds (4), length of database (1), error (2), length of
 * status variables (2)}; then status variables, database in UTF-8, a zero byte, and the statement
 * as the client sent it.
 *
 * @param database the default database of the statement; empty when it had none
 * @param statement the statement
 * @param flaw why the text is not exactly the statement; null if it is
 * @param author of the text
 */
public record QueryEvent(String database, SqlText statement, @Nullable String flaw, Author author) {
  private static final int POST_HEADER = 13;

  /** The first MySQL that logs the table of a query in one transaction with its rows. */
  private static final int TABLES_WITH_ROWS = 80_021;

  private static final byte[] BEGIN = {'B', 'E', 'G', 'I', 'N'};

  private static final List<String> WRITTEN_CREATE =
      List.of("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", "CREATE OR REPLACE TABLE ");
  private static final byte[] WRITTEN_DROP =
      "DROP TABLE IF EXISTS ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FAILED_REPLACEMENT =
      "/* Generated to handle failed CREATE OR REPLACE */".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WRITTEN_KEY =
      "my_row_id` bigint unsigned NOT NULL AUTO_INCREMENT /*!80023 INVISIBLE */"
          .getBytes(StandardCharsets.US_ASCII);
  private static final long NO_BACKSLASH_ESCAPES = 0x100000;

  /** The writer of a statement's text, on which its character set depends. */
  public enum Author {
    /** The session, in its own character set. */
    SESSION,
    /** The server, in UTF-8. */
    SERVER,
    /** One of the two; the text is read as the session's. */
    DOUBTFUL
  }

  /** Creates a statement whose text is exact. */
  public QueryEvent(String database, String sql) {
    this(database, SqlText.of(sql), null, Author.SESSION);
  }

  /**
   * Returns why the text may not be exactly the statement; null if it is. MySQL before 8.0.21 logs
   * the table of a CREATE TABLE … SELECT apart from its rows, so that it looks like a statement.
   *
   * @param dialect of the server that wrote the event
   */
  public @Nullable String flaw(ServerDialect dialect) {
    boolean isApart = !dialect.mariaDb() && dialect.version() < TABLES_WITH_ROWS;
    return flaw == null && author == Author.DOUBTFUL && isApart
        ? "it may be the server's own, for CREATE TABLE … SELECT, and then it is in UTF-8"
        : flaw;
  }

  /** Returns whether the server wrote the text itself. */
  public boolean isOfServer() {
    return author == Author.SERVER;
  }

  /** Returns the text of the statement. */
  public String sql() {
    return statement.text();
  }

  /**
   * Returns the {@code sql_mode} for reading the text. Text that servers write themselves has
   * backslashes escaped, even in a session with {@code NO_BACKSLASH_ESCAPES} ({@code
   * append_unescaped}).
   */
  public long sqlMode(StatementContext context) {
    return isOfServer() ? context.sqlMode() & ~NO_BACKSLASH_ESCAPES : context.sqlMode();
  }

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
    String name = new String(bytes, database, databaseLength, StandardCharsets.UTF_8);
    if (event.type() == EventType.QUERY_COMPRESSED) {
      byte[] plain = MariaDbCompression.unpack(event, sql);
      return of(event, name, plain, 0, plain.length);
    }
    return of(event, name, bytes, sql, event.to());
  }

  private static QueryEvent of(BinlogEvent event, String database, byte[] bytes, int from, int to) {
    if (isWrittenByServer(event, bytes, from, to) || isWrittenDrop(bytes, from, to)) {
      StatementText text = StatementText.of(bytes, from, to, 0);
      if (text.flaw() == null) {
        return new QueryEvent(database, text.sql(), null, Author.SERVER);
      }
    }
    StatementText text = StatementText.of(bytes, from, to, StatementContext.clientCollation(event));
    boolean isDoubtful =
        printedColumn(bytes, from, to) >= 0
            && isOtherInUtf8(text, bytes, from, to)
            && !StatementContext.of(event).hasDdlNumber();
    Author author = isDoubtful ? Author.DOUBTFUL : Author.SESSION;
    return new QueryEvent(database, text.sql(), text.flaw(), author);
  }

  private static boolean isOtherInUtf8(StatementText text, byte[] bytes, int from, int to) {
    if (Bytes.areAscii(bytes, from, to - from)) {
      return false;
    }
    StatementText utf8 = StatementText.of(bytes, from, to, 0);
    return utf8.flaw() == null && !utf8.sql().text().equals(text.sql().text());
  }

  /**
   * Returns whether the server wrote the statement itself, in UTF-8 regardless of the logged
   * character set. That applies to CREATE TABLE … SELECT, which is logged within the transaction of
   * its rows; to CREATE TABLE … LIKE of a temporary table, which depends on the connection; and to
   * tables that get a key from the server.
   */
  private static boolean isWrittenByServer(BinlogEvent event, byte[] bytes, int from, int to) {
    int column = printedColumn(bytes, from, to);
    return column >= 0
        && (event.position() == null
            || event.isThreadSpecific() && isCopy(bytes, column, to)
            || startsWith(bytes, column + 1, to, WRITTEN_KEY));
  }

  /**
   * Returns the place of the first column's quoted name in a CREATE TABLE that has the form in
   * which servers print tables; -1 in other statements.
   */
  private static int printedColumn(byte[] bytes, int from, int to) {
    int name = -1;
    for (String start : WRITTEN_CREATE) {
      byte[] words = start.getBytes(StandardCharsets.US_ASCII);
      name = startsWith(bytes, from, to, words) ? from + words.length : name;
    }
    // Double quotes with ANSI_QUOTES.
    if (name < 0 || name >= to || (bytes[name] != '`' && bytes[name] != '"')) {
      return -1;
    }
    byte quote = bytes[name];
    int at = endOfName(bytes, name, to);
    if (at + 1 < to && bytes[at] == '.' && bytes[at + 1] == quote) {
      at = endOfName(bytes, at + 1, to);
    }
    byte[] column = {' ', '(', '\n', ' ', ' ', quote};
    return startsWith(bytes, at, to, column) ? at + column.length - 1 : -1;
  }

  /**
   * Returns whether the text was made for a copy of a temporary table. CREATE OR REPLACE of a
   * session depends on the connection, too, if there was such a table. What SHOW CREATE TABLE
   * prints has the same form, but names the character set of the table, which a copy never does.
   */
  private static boolean isCopy(byte[] bytes, int column, int to) {
    int type = endOfName(bytes, column, to) + 1;
    if (type >= to || bytes[type] < 'a' || bytes[type] > 'z') {
      return false;
    }
    int end = to - 2;
    while (end > type && (bytes[end] != '\n' || bytes[end + 1] != ')')) {
      end--;
    }
    String options = new String(bytes, end, to - end, StandardCharsets.ISO_8859_1);
    int charset = options.indexOf(" CHARSET=");
    int comment = options.indexOf(" COMMENT='");
    return charset < 0 || (comment >= 0 && comment < charset);
  }

  /**
   * Returns whether the server wrote a DROP TABLE itself, in UTF-8, too: for a DROP DATABASE that
   * failed after it dropped tables, or in MariaDB for a CREATE OR REPLACE that failed. A session's
   * own statement is written again, too, but with the comment {@code generated by server} and in
   * the character set of the session.
   */
  private static boolean isWrittenDrop(byte[] bytes, int from, int to) {
    if (!startsWith(bytes, from, to, WRITTEN_DROP)) {
      return false;
    }
    int at = from + WRITTEN_DROP.length;
    while (at < to && (bytes[at] == '`' || bytes[at] == '"')) {
      at = endOfName(bytes, at, to);
      if (at == to || startsWith(bytes, at, to, FAILED_REPLACEMENT)) {
        return true;
      }
      at += bytes[at] == ',' || bytes[at] == '.' ? 1 : 0;
    }
    return false;
  }

  /** Returns the place after a quoted name; a quote within it is doubled. */
  private static int endOfName(byte[] bytes, int start, int to) {
    byte quote = bytes[start];
    int at = start + 1;
    while (at < to && (bytes[at] != quote || (at + 1 < to && bytes[at + 1] == quote))) {
      at += bytes[at] == quote ? 2 : 1;
    }
    return Math.min(at + 1, to);
  }

  private static boolean startsWith(byte[] bytes, int from, int to, byte[] start) {
    return to - from >= start.length
        && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
  }

  /**
   * Returns whether it is the BEGIN of a transaction, exactly as servers write it, and undamaged.
   * Servers never compress it, because it is shorter than the least length that they compress.
   */
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

  public boolean is(String other) {
    return sql().strip().equalsIgnoreCase(other);
  }

  /** Returns whether the statement starts with {@code words}, in any case. */
  public boolean startsWith(String words) {
    return sql().stripLeading().regionMatches(true, 0, words, 0, words.length());
  }
}
