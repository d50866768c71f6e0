package dev.sluice.internal.engine;

import dev.sluice.ReplicationOutage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the replication of the followed server stands, as it was last looked up. Immutable.
 *
 * @param outages the replications that stand still
 * @param behind how far it is behind its sources while all of them move; null if unknown
 * @param behindSince until when it was up to date while one of them stands still; else null
 */
record SourceReplication(
    List<ReplicationOutage> outages, @Nullable Duration behind, @Nullable Instant behindSince) {

  /** Nothing was looked up yet, or nothing is to be seen. */
  static final SourceReplication UNKNOWN = new SourceReplication(List.of(), null, null);
}
