package dev.towpath.internal.snapshot;

import dev.towpath.filter.TableFilter;
import org.jspecify.annotations.Nullable;

/**
 * A plan of a snapshot.
 *
 * @param tables the tables to read, of those captured; null for no snapshot
 * @param proof the proof that a chunk cannot be older than the stream
 */
public record SnapshotPlan(@Nullable TableFilter tables, Visibility proof) {

  /** A plan to read nothing. */
  public static final SnapshotPlan NONE = new SnapshotPlan(null, new GtidVisibility());

  /** Returns a plan to read tables once. */
  public static SnapshotPlan of(TableFilter tables) {
    return new SnapshotPlan(tables, new GtidVisibility());
  }

  /** Returns whether nothing is read. */
  public boolean isNone() {
    return tables == null;
  }
}
