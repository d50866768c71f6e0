package dev.towpath.position;

import dev.towpath.coordination.Lease;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A position store that keeps checkpoints as long as the object lives: for tests, and for pipelines
 * that always begin at their start position. Thread-safe. It fences like every other store.
 */
public final class InMemoryPositionStore implements PositionStore {
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(long epoch, Optional<Checkpoint> checkpoint) {
    static final Entry NONE = new Entry(0, Optional.empty());
  }

  /** Creates a store without checkpoints. */
  public InMemoryPositionStore() {}

  /**
   * Returns the checkpoint of {@code pipeline}, under whichever lease it was saved; empty when none
   * was ever saved.
   */
  public Optional<Checkpoint> checkpoint(String pipeline) {
    return entries.getOrDefault(pipeline, Entry.NONE).checkpoint;
  }

  @Override
  public Optional<Checkpoint> load(Lease lease) throws IOException {
    try {
      return advance(lease, Optional.empty()).checkpoint;
    } catch (StaleEpochException e) {
      throw new IOException(
          "nothing is loaded under a lease that was deposed: %s; acquire a lease above that epoch"
              .formatted(e.getMessage()),
          e);
    }
  }

  @Override
  public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
    try {
      advance(lease, Optional.of(checkpoint));
      return CompletableFuture.completedFuture(null);
    } catch (StaleEpochException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Entry advance(Lease lease, Optional<Checkpoint> checkpoint) {
    return entries.compute(
        lease.pipeline(),
        (pipeline, stored) -> {
          Entry before = stored == null ? Entry.NONE : stored;
          if (lease.epoch() < before.epoch) {
            throw new StaleEpochException(pipeline, lease.epoch(), before.epoch);
          }
          return new Entry(lease.epoch(), checkpoint.or(before::checkpoint));
        });
  }
}
