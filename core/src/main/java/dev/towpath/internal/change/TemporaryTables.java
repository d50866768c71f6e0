package dev.towpath.internal.change;

import dev.towpath.event.TableName;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.StatementReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The temporary tables of other sessions, as far as the statements of the stream tell. Sessions
 * with {@code binlog_format=STATEMENT} or {@code MIXED} log statements about them, and a temporary
 * table may have the name of another table. Used by one thread, which passes in each statement
 * once, in order.
 *
 * <p>Measured on MySQL 5.7, 8.0, 9 and MariaDB 11.4: CREATE and DROP say TEMPORARY. ALTER TABLE,
 * CREATE INDEX, DROP INDEX and TRUNCATE of a temporary table have the flag that they depend on
 * their connection. {@code CONNECTION_ID()} in a default value sets the flag for other tables, too,
 * from MySQL 8.0 on and in MariaDB. MySQL from 8.0 on commits the change of an InnoDB table with a
 * number. It commits the change of a temporary table without one, except for TRUNCATE. Only MariaDB
 * renames temporary tables by RENAME TABLE, without the flag.
 */
public final class TemporaryTables {
  private static final int MOST_SESSIONS = 10_000;
  private static final int MYSQL_8 = 80_000;

  private final Map<Long, Set<TableName>> sessions = new HashMap<>();

  /** The kind of table that a statement is about. */
  public enum Verdict {
    /** Tables that every session sees. */
    BASE,
    /** Temporary tables, or tables that only its session sees. */
    TEMPORARY,
    /** One of the two: the binlog does not tell. */
    DOUBTFUL
  }

  /** Forgets all temporary tables, because a restart of the server drops them. */
  public void clear() {
    sessions.clear();
  }

  /**
   * Determines the kind of table that a statement is about.
   *
   * @param statement the statement
   * @param context of the session that executed it
   * @param dialect of the server that executed it
   */
  public Verdict verdict(
      StatementReader statement, StatementContext context, ServerDialect dialect) {
    List<TableName> tables = statement.tables();
    long session = context.threadId();
    boolean depends = context.dependsOnConnection() && !tables.isEmpty();
    if (statement.isTemporary()) {
      declare(statement, context);
      return Verdict.TEMPORARY;
    }
    return switch (statement.kind()) {
      case ALTER_TABLE, CREATE_INDEX, DROP_INDEX ->
          depends && !context.hasDdlNumber() ? altered(statement, session, dialect) : Verdict.BASE;
      case TRUNCATE_TABLE -> depends ? altered(statement, session, dialect) : Verdict.BASE;
      case RENAME_TABLE -> dialect.mariaDb() ? renamed(tables, session) : Verdict.BASE;
      case INSERT, REPLACE, UPDATE, DELETE, LOAD ->
          depends && known(session).containsAll(tables) ? Verdict.TEMPORARY : Verdict.BASE;
      default -> Verdict.BASE;
    };
  }

  /** Returns whether a table that a statement reads may be a temporary one. */
  public boolean mayBe(TableName table, StatementContext context) {
    return context.dependsOnConnection() || known(context.threadId()).contains(table);
  }

  /** One that fails to replace a temporary table has dropped it. */
  private void declare(StatementReader statement, StatementContext context) {
    long session = context.threadId();
    boolean creates = statement.kind() == StatementReader.Kind.CREATE_TABLE && context.error() == 0;
    if (creates && sessions.size() < MOST_SESSIONS) {
      sessions.computeIfAbsent(session, any -> new HashSet<>()).addAll(statement.tables());
    } else {
      Set<TableName> left = sessions.get(session);
      if (left != null) {
        statement.tables().forEach(left::remove);
        if (left.isEmpty()) {
          sessions.remove(session);
        }
      }
    }
  }

  private Verdict altered(StatementReader statement, long session, ServerDialect dialect) {
    List<TableName> tables = statement.tables();
    boolean isKnown = known(session).contains(tables.get(0));
    if (isKnown && statement.kind() == StatementReader.Kind.ALTER_TABLE && tables.size() > 1) {
      move(session, tables.get(0), tables.get(tables.size() - 1));
    }
    // MySQL 5.7 has no defaults that depend on a connection.
    boolean isCertain = !dialect.mariaDb() && dialect.version() > 0 && dialect.version() < MYSQL_8;
    return isKnown || isCertain ? Verdict.TEMPORARY : Verdict.DOUBTFUL;
  }

  private Verdict renamed(List<TableName> tables, long session) {
    int temporary = 0;
    for (int i = 0; i + 1 < tables.size(); i += 2) {
      if (known(session).contains(tables.get(i))) {
        temporary++;
        move(session, tables.get(i), tables.get(i + 1));
      }
    }
    if (temporary == 0) {
      return Verdict.BASE;
    }
    return temporary * 2 == tables.size() ? Verdict.TEMPORARY : Verdict.DOUBTFUL;
  }

  private void move(long session, TableName from, TableName to) {
    Set<TableName> tables = sessions.get(session);
    if (tables != null) {
      tables.remove(from);
      tables.add(to);
    }
  }

  private Set<TableName> known(long session) {
    return sessions.getOrDefault(session, Set.of());
  }
}
