package dev.towpath.internal.schema;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The default character set of a database, and its earlier ones. A session that selected the
 * database before a change goes on with the earlier one. So it does after another session dropped
 * and created the database. Immutable.
 *
 * @param charset the one of new tables; null if it is not known or the database was dropped
 * @param earlier the earlier ones that sessions may still use
 */
record DatabaseCharset(@Nullable String charset, Set<String> earlier) {
  /** No character set has this name, so it differs from the one there is now. */
  private static final String LOST = "unknown";

  /** Of a database that was never heard of, and may be there. */
  static final DatabaseCharset UNKNOWN = new DatabaseCharset(null, Set.of(LOST));

  DatabaseCharset {
    earlier = Set.copyOf(earlier);
  }

  /** The default of a database that had no other one before. */
  static DatabaseCharset of(@Nullable String charset) {
    return new DatabaseCharset(charset, Set.of());
  }

  /** The default after a statement that sets it; null if the statement does not tell it. */
  DatabaseCharset changedTo(@Nullable String changed) {
    Set<String> before = new LinkedHashSet<>(earlier);
    before.add(charset == null || changed == null ? LOST : charset);
    return new DatabaseCharset(changed, before);
  }

  /** What remains of the default of a database that was dropped. */
  DatabaseCharset dropped() {
    Set<String> before = new LinkedHashSet<>(earlier);
    if (charset != null) {
      before.add(charset);
    }
    return new DatabaseCharset(null, before);
  }

  /** Whether the database is known to be dropped. */
  boolean isDropped() {
    return charset == null && !earlier.contains(LOST);
  }

  /** The default with which a dropped database is created. */
  DatabaseCharset created(@Nullable String by) {
    return new DatabaseCharset(by, earlier);
  }

  /** The default in a session that has selected the database; null if it may be one of several. */
  @Nullable String ofSession() {
    return earlier.stream().allMatch(other -> other.equals(charset)) ? charset : null;
  }
}
