package dev.towpath.filter;

import java.util.Objects;

/**
 * A filter that chooses the tables whose changes are delivered. Implementations are immutable and
 * thread-safe.
 *
 * <p>The factories below take patterns of two kinds:
 *
 * <ul>
 *   <li><b>Globs</b>, {@code database.table}: {@code *} stands for any run of characters, also an
 *       empty one, and {@code ?} for exactly one. Each of the two parts is compared with its own
 *       name, so {@code *} never reaches across the dot. A backslash takes the character after it
 *       literally: {@code shop\*.a\.b} is the table {@code a.b} of the database {@code shop*}.
 *   <li><b>Regular expressions</b>, see {@link #regex}.
 * </ul>
 *
 * <p>Upper and lower case do not matter in either. Parts are combined from left to right: {@code
 * include("shop.*").except("shop.tmp_*").and(other)}.
 */
@FunctionalInterface
public interface TableFilter {

  /**
   * Returns whether changes of the table are delivered.
   *
   * @param database the database as the binlog names it
   * @param table the table as the binlog names it
   */
  boolean includes(String database, String table);

  /**
   * Returns whether tables of the database may be included, also ones that do not exist yet.
   * Statements about databases, such as CREATE DATABASE, are delivered if so. Default: always.
   *
   * @param database the database as the binlog names it
   */
  default boolean mayInclude(String database) {
    return true;
  }

  /** Returns a filter that includes every table of every database. */
  static TableFilter all() {
    return AllTables.INSTANCE;
  }

  /**
   * Returns a filter for the tables that match one of {@code globs}.
   *
   * @throws IllegalArgumentException if there is no glob, or one is not {@code database.table}
   */
  static TableFilter include(String... globs) {
    if (globs.length == 0) {
      throw new IllegalArgumentException(
          "include needs at least one pattern, such as \"shop.orders\"; for every table use all()");
    }
    return GlobFilter.of(globs);
  }

  /**
   * Returns a filter for the tables that match none of {@code globs}.
   *
   * @throws IllegalArgumentException if one is not {@code database.table}
   */
  static TableFilter exclude(String... globs) {
    return all().except(globs);
  }

  /**
   * Returns a filter for the tables that canal would choose with the same {@code
   * canal.instance.filter.regex} and {@code canal.instance.filter.black.regex}. Each of the two is
   * a list of regular expressions separated by commas; a comma inside {@code {}}, {@code []} or
   * {@code ()} or after a backslash belongs to its expression.
   *
   * <ul>
   *   <li>The expressions are compared with {@code database.table} in lower case, case does not
   *       matter, and must match it from start to end.
   *   <li>They are tried from the longest to the shortest, and the first match decides: as in
   *       canal, {@code shop\.foo|shop\.foot} does not match {@code shop.foot}, because its first
   *       branch matches a part. Write two expressions, or the longer branch first.
   *   <li>An empty {@code include} includes every table, an empty {@code exclude} excludes none.
   * </ul>
   *
   * <p>The text is the setting's value as Java or the properties file yields it: {@code .*\..*}
   * where canal's file has {@code .*\\..*}. The syntax is defined by {@link
   * java.util.regex.Pattern}, which covers the syntax of canal's engine.
   *
   * @throws IllegalArgumentException if an expression is malformed, or has blanks around it, with
   *     which canal never matches anything
   */
  static TableFilter regex(String include, String exclude) {
    return new RegexFilter(
        TableRegex.parse("include", include, true), TableRegex.parse("exclude", exclude, false));
  }

  /** Returns a filter for the tables that both this filter and {@code other} include. */
  default TableFilter and(TableFilter other) {
    return new CombinedFilter(this, "and", Objects.requireNonNull(other, "other"), true);
  }

  /** Returns a filter for the tables that this filter includes and {@code other} does not. */
  default TableFilter except(TableFilter other) {
    return new CombinedFilter(this, "except", Objects.requireNonNull(other, "other"), false);
  }

  /**
   * Returns a filter for the tables that this filter includes and that match none of {@code globs}.
   *
   * @throws IllegalArgumentException if one is not {@code database.table}
   */
  default TableFilter except(String... globs) {
    return globs.length == 0 ? this : except(GlobFilter.of(globs));
  }
}
