package dev.towpath.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A committed statement that the server logged as text. Immutable.
 *
 * <p>Statements about temporary tables are not delivered: such tables belong to their session.
 */
public sealed interface StatementEvent extends ChangeEvent permits SchemaChange, StatementChange {

  /**
   * Returns the database of {@link #table()}. For CREATE, ALTER and DROP DATABASE it is the
   * database itself; otherwise the default database of the statement, empty when it had none.
   */
  String database();

  /** Returns the first table the statement names; null when none was recognised. */
  @Nullable String table();

  /**
   * Returns the tables that the statement creates, changes, drops or renames, or whose rows it
   * changes.
   */
  List<TableName> tables();

  /**
   * Returns the statement as the session meant it, decoded by its character set. Bytes that cannot
   * be decoded become U+FFFD, and then {@link #isExact()} is false.
   */
  String sql();

  /** Returns whether {@link #sql()} is the exact statement. */
  boolean isExact();

  /** Returns the session that executed it. */
  Session session();

  /**
   * Returns the server's number of the error with which the statement ended, 1396 for a user that
   * exists already; 0 if it succeeded. Servers log a failed statement when a part of it was or may
   * have been carried out. A connection that repeats it must expect the same error.
   */
  int errorCode();
}
