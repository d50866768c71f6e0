package dev.towpath.event;

import java.util.Locale;

/**
 * A set of global transaction identifiers. Immutable.
 *
 * <p>A MySQL set lists intervals per source UUID and tag ({@code uuid:1-5:7:tag:1-3}). A MariaDB
 * set names the last transaction per replication domain ({@code 0-1-4711,1-2-8}). Sets of the two
 * kinds cannot be combined, unless one of them is empty.
 */
public abstract sealed class GtidSet permits MySqlGtidSet, MariaDbGtidSet {

  GtidSet() {}

  /** Returns the empty set. */
  public static GtidSet empty() {
    return MySqlGtidSet.EMPTY;
  }

  /**
   * Parses a set; blanks and line breaks around its parts are ignored.
   *
   * @throws IllegalArgumentException if {@code text} is neither a MySQL nor a MariaDB set
   */
  public static GtidSet parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      return empty();
    }
    return stripped.indexOf(':') < 0 && MariaDbGtidSet.looksLike(stripped)
        ? MariaDbGtidSet.parse(stripped)
        : MySqlGtidSet.parseSources(stripped.toLowerCase(Locale.ROOT));
  }

  /** Returns whether this set is empty. */
  public abstract boolean isEmpty();

  /**
   * Returns whether every transaction of {@code other} is in this set.
   *
   * @throws IllegalArgumentException if one set is MySQL's and the other MariaDB's
   */
  public abstract boolean contains(GtidSet other);

  /**
   * Returns the transactions that are in this set or in {@code other}.
   *
   * @throws IllegalArgumentException if one set is MySQL's and the other MariaDB's
   */
  public abstract GtidSet union(GtidSet other);

  /**
   * Returns the transactions of this set that are not in {@code other}.
   *
   * @throws IllegalArgumentException if one set is MySQL's and the other MariaDB's
   */
  public abstract GtidSet subtract(GtidSet other);

  /** Returns the canonical text: sorted, merged, without blanks. {@link #parse} reads it back. */
  @Override
  public abstract String toString();

  static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException("not a GTID set: '" + text + "': " + why);
  }

  IllegalArgumentException mixed(GtidSet other) {
    return new IllegalArgumentException(
        "a MySQL and a MariaDB GTID set cannot be combined: " + this + " and " + other);
  }
}
