package dev.sluice.filter;

/** What a statement that the server logged as text does, as far as its first keywords tell. */
public enum StatementKind {
  /** Defines databases, tables, views, routines: CREATE, ALTER, DROP, TRUNCATE, RENAME. */
  DDL,
  /** Defines users, roles and their rights: GRANT, REVOKE, CREATE USER, SET PASSWORD. */
  DCL,
  /** Changes data, and was logged as text instead of rows: INSERT, UPDATE, DELETE, LOAD. */
  DML,
  /** Anything else: ANALYZE, OPTIMIZE, FLUSH, and whatever is not recognised. */
  OTHER
}
