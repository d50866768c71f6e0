package dev.sluice.event;

import org.jspecify.annotations.Nullable;

/**
 * A statement that is not a row change was committed: DDL, and whatever else the server logs as
 * text.
 *
 * @param origin when and where
 * @param database the database of {@code table}, else the default database of the statement; empty
 *     when it had none
 * @param table the first table the statement names, or null when none could be told
 * @param sql the statement as the server logged it
 */
public record SchemaChange(Origin origin, String database, @Nullable String table, String sql)
    implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.SCHEMA_CHANGE;
  }
}
