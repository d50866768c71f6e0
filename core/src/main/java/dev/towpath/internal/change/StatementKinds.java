package dev.towpath.internal.change;

import dev.towpath.event.SchemaChange.Action;
import dev.towpath.filter.StatementKind;
import dev.towpath.internal.sql.StatementReader;

/** A classifier of statements by their first words, for filters and sinks. */
final class StatementKinds {
  private StatementKinds() {}

  /** Returns the kind of a statement for filters; {@link StatementKind#OTHER} if it is unknown. */
  static StatementKind of(StatementReader statement) {
    return switch (statement.kind()) {
      case ACCOUNT -> StatementKind.DCL;
      case INSERT, REPLACE, UPDATE, DELETE, LOAD, QUERY -> StatementKind.DML;
      case TRANSACTION, MAINTENANCE, SET, OTHER -> StatementKind.OTHER;
      default -> StatementKind.DDL;
    };
  }

  /** Returns the action of a statement, as sinks see it. */
  static Action action(StatementReader statement) {
    return switch (statement.kind()) {
      case CREATE_TABLE, CREATE_SEQUENCE -> Action.CREATE_TABLE;
      case ALTER_TABLE, ALTER_SEQUENCE, CREATE_INDEX, DROP_INDEX -> Action.ALTER_TABLE;
      case RENAME_TABLE -> Action.RENAME_TABLE;
      case DROP_TABLE, DROP_SEQUENCE -> Action.DROP_TABLE;
      case TRUNCATE_TABLE -> Action.TRUNCATE_TABLE;
      case CREATE_DATABASE -> Action.CREATE_DATABASE;
      case ALTER_DATABASE -> Action.ALTER_DATABASE;
      case DROP_DATABASE -> Action.DROP_DATABASE;
      case VIEW -> Action.VIEW;
      case ROUTINE, TRIGGER, EVENT -> Action.PROGRAM;
      case ACCOUNT -> Action.ACCOUNT;
      default -> Action.OTHER;
    };
  }
}
