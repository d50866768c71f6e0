package dev.towpath.internal.engine;

import dev.towpath.pipeline.ReplicationOutage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last known state of the followed server's own replication. Immutable.
 *
 * @param outages the replications that stand still
 * @param behind how far it is behind its sources while all replications move; null if unknown
 * @param behindSince until when it was up to date while a replication stands still; else null
 */
record SourceReplication(
    List<ReplicationOutage> outages, @Nullable Duration behind, @Nullable Instant behindSince) {

  /** The state before the first query, or when the account may not see it. */
  static final SourceReplication UNKNOWN = new SourceReplication(List.of(), null, null);
}
