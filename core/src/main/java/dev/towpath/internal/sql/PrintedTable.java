package dev.towpath.internal.sql;

import java.util.regex.Pattern;

/**
 * A CREATE TABLE whose text the server made, as SHOW CREATE TABLE does. It may not name a character
 * set that is not the default. Measured on MySQL 5.7 to 9 and MariaDB 11.4, which agree:
 *
 * <ul>
 *   <li>CREATE TABLE … LIKE a temporary table, logged alone: the character set of the table is
 *       never named, nor a character set of a column where it is the same.
 *   <li>CREATE TABLE … SELECT, logged with its rows or, by MySQL before 8.0.21, in front of them:
 *       the character set is named if the statement named it, but not in some modes of {@code
 *       sql_mode}.
 * </ul>
 */
public final class PrintedTable {
  /**
   * The bits of POSTGRESQL, ORACLE, MSSQL, DB2, MAXDB, NO_TABLE_OPTIONS, MYSQL323, MYSQL40 and
   * ANSI. MySQL has only the last from 8.0 on.
   */
  private static final long MODES_WITHOUT_CHARSET = 0x75f00;

  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`)";

  /** The beginning; a dump that was taken in such a mode has the same. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "CREATE (?:OR REPLACE )?TABLE (?:IF NOT EXISTS )?(?:NAME\\.)?NAME \\(\n  NAME [a-z]"
              .replace("NAME", NAME));

  /** What a copy always has, and a table of a query only if its statement had it. */
  private static final String ENGINE = "\n) ENGINE=";

  private PrintedTable() {}

  /**
   * Returns whether a statement may not name the character set of its table.
   *
   * @param sqlMode the bits of {@code sql_mode} in the binlog
   * @param usesTemporaryTable whether the binlog says that it depends on its connection
   * @param alone whether it is a transaction of its own, without rows
   */
  public static boolean mayHideCharset(
      String sql, long sqlMode, boolean usesTemporaryTable, boolean alone) {
    boolean isCopy = usesTemporaryTable && alone && sql.contains(ENGINE);
    boolean hides = isCopy || (sqlMode & MODES_WITHOUT_CHARSET) != 0;
    return hides && BEGINNING.matcher(sql).lookingAt();
  }
}
