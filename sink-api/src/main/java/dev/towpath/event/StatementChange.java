package dev.towpath.event;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement that changed rows and was logged as text instead of rows ({@code
 * binlog_format=STATEMENT} or {@code MIXED}): INSERT, UPDATE, DELETE, REPLACE, LOAD, and routines
 * that do the same. The rows themselves are not in the binlog and are not delivered.
 *
 * @param origin the time and place
 * @param database the database of the first table, else the default database; empty if none
 * @param tables the tables it names; empty when none were recognised
 * @param sql the statement
 * @param isExact whether {@code sql} is the exact statement
 * @param session the session that executed it
 * @param errorCode the server's number of the error with which it ended; 0 if it succeeded
 */
public record StatementChange(
    Origin origin,
    String database,
    List<TableName> tables,
    String sql,
    boolean isExact,
    Session session,
    int errorCode)
    implements StatementEvent {

  /** Copies the list. */
  public StatementChange {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(session, "session");
    tables = List.copyOf(tables);
  }

  /** Returns a statement with these facts only. */
  public static StatementChange of(
      Origin origin, String database, @Nullable String table, String sql) {
    List<TableName> tables = table == null ? List.of() : List.of(new TableName(database, table));
    return new StatementChange(origin, database, tables, sql, true, Session.of(database), 0);
  }

  @Override
  public @Nullable String table() {
    return tables.isEmpty() ? null : tables.get(0).table();
  }

  @Override
  public EventKind kind() {
    return EventKind.STATEMENT;
  }
}
