package dev.towpath.filter;

/** The kind of a statement logged as text, derived from its first keywords. */
public enum StatementKind {
  /** Defines databases, tables, views, routines: CREATE, ALTER, DROP, TRUNCATE, RENAME. */
  DDL,
  /** Defines users, roles and their rights: GRANT, REVOKE, CREATE USER, SET PASSWORD. */
  DCL,
  /** Changes data, and was logged as text instead of rows: INSERT, UPDATE, DELETE, LOAD. */
  DML,
  /** Anything else: ANALYZE, OPTIMIZE, FLUSH, and statements that are not recognised. */
  OTHER
}
