package dev.towpath.schema;

import dev.towpath.coordination.Lease;
import dev.towpath.position.StaleEpochException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A schema store that keeps histories as long as the object lives. Thread-safe. It fences like
 * every other store.
 *
 * <p>After a restart of the JVM the definitions are read from the server again. That does not work
 * for tables that were altered between the stored position and the end of the binlog: the pipeline
 * then stops at their first row and says so.
 */
public final class InMemorySchemaStore implements SchemaStore {
  private final Map<String, History> histories = new ConcurrentHashMap<>();

  private record History(long epoch, List<byte[]> entries) {}

  /** Creates a store without entries. */
  public InMemorySchemaStore() {}

  /** Returns the entries of {@code pipeline}, under whichever lease they were appended. */
  public List<byte[]> entries(String pipeline) {
    History history = histories.get(pipeline);
    return history == null ? List.of() : copy(history.entries);
  }

  @Override
  public List<byte[]> load(Lease lease) {
    return copy(advance(lease, List.of(), true));
  }

  @Override
  public void append(byte[] entry, Lease lease) {
    advance(lease, List.of(entry.clone()), true);
  }

  @Override
  public void replace(List<byte[]> entries, Lease lease) {
    advance(lease, copy(entries), false);
  }

  private List<byte[]> advance(Lease lease, List<byte[]> added, boolean keep) {
    return histories.compute(
            lease.pipeline(),
            (pipeline, stored) -> {
              History before = stored == null ? new History(0, List.of()) : stored;
              if (lease.epoch() < before.epoch) {
                throw new StaleEpochException(pipeline, lease.epoch(), before.epoch);
              }
              List<byte[]> entries = new ArrayList<>(keep ? before.entries : List.of());
              entries.addAll(added);
              return new History(lease.epoch(), entries);
            })
        .entries;
  }

  private static List<byte[]> copy(List<byte[]> entries) {
    return entries.stream().map(byte[]::clone).toList();
  }
}
