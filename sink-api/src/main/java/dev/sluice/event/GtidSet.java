package dev.sluice.event;

import java.util.Locale;

/**
 * A set of global transaction identifiers. Immutable.
 *
 * <p>MySQL's sets list intervals per source UUID and tag ({@code uuid:1-5:7:tag:1-3}), MariaDB's
 * name the last transaction per replication domain ({@code 0-1-4711,1-2-8}). Sets of the two kinds
 * cannot be combined, except with an empty set.
 */
public abstract sealed class GtidSet permits MySqlGtidSet, MariaDbGtidSet {

  GtidSet() {}

  /** The set without transactions. */
  public static GtidSet empty() {
    return MySqlGtidSet.EMPTY;
  }

  /**
   * The set written in {@code text}; blanks and line breaks around its parts do not matter.
   *
   * @throws IllegalArgumentException if it is neither a MySQL nor a MariaDB set
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

  /** Whether there is no transaction in this set. */
  public abstract boolean isEmpty();

  /**
   * Whether every transaction of {@code other} is in this set.
   *
   * @throws IllegalArgumentException if one is of MySQL and the other of MariaDB
   */
  public abstract boolean contains(GtidSet other);

  /**
   * The transactions that are in this set or in {@code other}.
   *
   * @throws IllegalArgumentException if one is of MySQL and the other of MariaDB
   */
  public abstract GtidSet union(GtidSet other);

  /**
   * The transactions of this set that are not in {@code other}.
   *
   * @throws IllegalArgumentException if one is of MySQL and the other of MariaDB
   */
  public abstract GtidSet subtract(GtidSet other);

  /** The canonical text: sorted, merged, without blanks. {@link #parse} reads it back. */
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
