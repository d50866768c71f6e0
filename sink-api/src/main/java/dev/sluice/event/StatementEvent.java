package dev.sluice.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that was committed and that the server logged as text. Immutable.
 *
 * <p>Temporary tables belong to their session: statements about them are not delivered.
 */
public sealed interface StatementEvent extends ChangeEvent permits SchemaChange, StatementChange {

  /**
   * Returns the database of {@link #table()}; the database itself for CREATE, ALTER and DROP
   * DATABASE; else the default database of the statement, empty when it had none.
   */
  String database();

  /** Returns the first table the statement names, or null when none could be told. */
  @Nullable String table();

  /** Returns the tables it creates, changes, drops or renames, or whose rows it changes. */
  List<TableName> tables();

  /**
   * Returns the statement as the session meant it, decoded by its character set. What cannot be
   * decoded is U+FFFD, and then {@link #isExact()} is false.
   */
  String sql();

  /** Whether {@link #sql()} is the statement to the letter. */
  boolean isExact();

  /** Returns the session that executed it. */
  Session session();
}
