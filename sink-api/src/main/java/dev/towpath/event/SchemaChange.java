package dev.towpath.event;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement other than a row change: DDL, and everything else that the server logs as text.
 * Immutable.
 */
public final class SchemaChange implements StatementEvent {
  private final Origin origin;
  private final Action action;
  private final String database;
  private final List<TableChange> changes;
  private final List<TableName> tables;
  private final String sql;
  private final boolean exact;
  private final Session session;
  private final int errorCode;

  private SchemaChange(Builder builder) {
    this.origin = builder.origin;
    this.action = builder.action;
    this.changes = builder.changes;
    this.tables = changes.stream().map(TableChange::table).toList();
    this.database = builder.database;
    this.sql = builder.sql;
    this.exact = builder.exact;
    this.session = builder.session == null ? Session.of(database) : builder.session;
    this.errorCode = builder.errorCode;
  }

  /** The action of a statement. */
  public enum Action {
    /** CREATE TABLE, also of MariaDB's sequences, which are tables. */
    CREATE_TABLE,
    /** ALTER TABLE, CREATE INDEX and DROP INDEX; it may rename the table. */
    ALTER_TABLE,
    /** RENAME TABLE. */
    RENAME_TABLE,
    /** DROP TABLE. */
    DROP_TABLE,
    /** TRUNCATE TABLE: all rows are gone, none is delivered as deleted. */
    TRUNCATE_TABLE,
    /** CREATE DATABASE. */
    CREATE_DATABASE,
    /** ALTER DATABASE. */
    ALTER_DATABASE,
    /** DROP DATABASE, with all tables in it. */
    DROP_DATABASE,
    /** CREATE, ALTER or DROP of a view. */
    VIEW,
    /** CREATE, ALTER or DROP of a routine, a trigger or an event. */
    PROGRAM,
    /** Users, roles, rights and passwords. */
    ACCOUNT,
    /** Any other action, and statements that are not recognised. */
    OTHER
  }

  /**
   * The change of one table by a statement.
   *
   * @param table the table
   * @param before its definition before the statement; null if it did not exist or is unknown
   * @param after its definition after the statement; null if it does not exist or is unknown
   */
  public record TableChange(TableName table, @Nullable Table before, @Nullable Table after) {
    /** Checks that {@code table} is not null. */
    public TableChange {
      Objects.requireNonNull(table, "table");
    }
  }

  /**
   * Returns a builder for a change.
   *
   * @param origin the time and place
   * @param sql the statement
   */
  public static Builder builder(Origin origin, String sql) {
    return new Builder(origin, sql);
  }

  /** Returns a change with these facts only. */
  public static SchemaChange of(
      Origin origin, String database, @Nullable String table, String sql) {
    Builder builder = builder(origin, sql).database(database);
    if (table != null) {
      builder.changes(List.of(new TableChange(new TableName(database, table), null, null)));
    }
    return builder.build();
  }

  @Override
  public Origin origin() {
    return origin;
  }

  /** Returns the action of the statement, as far as its first words tell. */
  public Action action() {
    return action;
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public @Nullable String table() {
    return tables.isEmpty() ? null : tables.get(0).table();
  }

  @Override
  public List<TableName> tables() {
    return tables;
  }

  /**
   * Returns the tables with their definitions. A renamed table is listed twice: under its old name
   * without a definition after it, and under its new name without one before it. Definitions are
   * known where the pipeline tracks them, that is, where the binlog has no column names.
   */
  public List<TableChange> changes() {
    return changes;
  }

  @Override
  public String sql() {
    return sql;
  }

  @Override
  public boolean isExact() {
    return exact;
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public int errorCode() {
    return errorCode;
  }

  @Override
  public EventKind kind() {
    return EventKind.SCHEMA_CHANGE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SchemaChange that
        && origin.equals(that.origin)
        && action == that.action
        && database.equals(that.database)
        && changes.equals(that.changes)
        && sql.equals(that.sql)
        && exact == that.exact
        && session.equals(that.session)
        && errorCode == that.errorCode;
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, database, sql);
  }

  /** Returns the action, the tables and the place, without the text. */
  @Override
  public String toString() {
    return action + " " + (tables.isEmpty() ? database : tables.toString()) + " at " + origin;
  }

  /** A builder of schema changes. Not thread-safe. */
  public static final class Builder {
    private final Origin origin;
    private final String sql;
    private Action action = Action.OTHER;
    private String database = "";
    private List<TableChange> changes = List.of();
    private boolean exact = true;
    private @Nullable Session session;
    private int errorCode;

    private Builder(Origin origin, String sql) {
      this.origin = Objects.requireNonNull(origin, "origin");
      this.sql = Objects.requireNonNull(sql, "sql");
    }

    /** Sets the action of the statement. Default: {@link Action#OTHER}. */
    public Builder action(Action action) {
      this.action = Objects.requireNonNull(action, "action");
      return this;
    }

    /** Sets {@link SchemaChange#database()}. Default: none. */
    public Builder database(String database) {
      this.database = Objects.requireNonNull(database, "database");
      return this;
    }

    /** Sets the tables with their definitions. Default: none. */
    public Builder changes(List<TableChange> changes) {
      this.changes = List.copyOf(changes);
      return this;
    }

    /** Sets whether the text is the exact statement. Default: true. */
    public Builder exact(boolean exact) {
      this.exact = exact;
      return this;
    }

    /** Sets the session. Default: one with only the default database. */
    public Builder session(Session session) {
      this.session = Objects.requireNonNull(session, "session");
      return this;
    }

    /** Sets {@link SchemaChange#errorCode()}. Default: 0. */
    public Builder errorCode(int errorCode) {
      this.errorCode = errorCode;
      return this;
    }

    /** Builds the change. */
    public SchemaChange build() {
      return new SchemaChange(this);
    }
  }
}
