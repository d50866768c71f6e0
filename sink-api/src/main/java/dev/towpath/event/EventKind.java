package dev.towpath.event;

/** The kinds of {@link ChangeEvent}; one constant per permitted subtype. */
public enum EventKind {
  /** A row was inserted: {@link RowInsert}. */
  INSERT,
  /** A row was updated: {@link RowUpdate}. */
  UPDATE,
  /** A row was deleted: {@link RowDelete}. */
  DELETE,
  /** A statement other than a change of rows was committed, usually DDL: {@link SchemaChange}. */
  SCHEMA_CHANGE,
  /** A statement changed rows and was logged as text: {@link StatementChange}. */
  STATEMENT,
  /** A transaction begins: {@link TransactionBegin}. */
  BEGIN,
  /** A transaction is committed: {@link TransactionCommit}. */
  COMMIT,
  /** The source is alive and has nothing new: {@link Heartbeat}. */
  HEARTBEAT,
  /** Changes were lost because the source purged its binlog: {@link Gap}. */
  GAP
}
