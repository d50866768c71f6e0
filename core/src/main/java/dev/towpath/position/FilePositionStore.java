package dev.towpath.position;

import dev.towpath.coordination.Lease;
import dev.towpath.internal.io.FileNames;
import dev.towpath.internal.io.UnusablePathException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A position store that keeps checkpoints in a directory, one file per pipeline. Thread-safe; one
 * store may serve any number of pipelines.
 *
 * <p>A save replaces the file in one step and forces it to disk: after a crash the file holds the
 * checkpoint before or the one after. A file that is damaged in any other way is never read as an
 * older or a different position: an exception names the file and the damage. A problem that a retry
 * cannot solve is an {@link UnusableStoreException}: damage, a name that is too long, a path that
 * is not a directory or not writable, a link to nothing. A full disk or a lock that another process
 * holds is a plain {@link IOException}.
 *
 * <p>Processes that share a directory exclude each other: {@link #load} takes an operating system
 * lock on {@code <pipeline>.lock} and fails at once, naming the holder, if another store has the
 * lock. The lock is held until {@link #saveAndRelease}, until the lease is revoked, or until {@link
 * #close}; the end of the process releases it as well. Closing the lease does not release it. The
 * greatest epoch that loaded or saved is stored with the checkpoint, so a save under an older lease
 * is refused in every process. Do not rely on locks of network file systems.
 *
 * <p>Pipelines may have any name whose encoded form has at most {@value FileNames#LONGEST}
 * characters: lower-case letters, digits, {@code -} and {@code _} stand for themselves in file
 * names, every other character takes three characters for each byte of its UTF-8 form.
 */
public final class FilePositionStore implements PositionStore, AutoCloseable {
  private final Path directory;
  private final Map<String, FileSlot> slots = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private FilePositionStore(Path directory) {
    this.directory = directory;
  }

  /** Creates a store in {@code directory}, which is created when first needed. */
  public static FilePositionStore at(Path directory) {
    return new FilePositionStore(Objects.requireNonNull(directory, "directory"));
  }

  @Override
  public Optional<Checkpoint> load(Lease lease) throws IOException {
    try {
      return slot(lease.pipeline()).load(lease);
    } catch (UnusablePathException e) {
      throw new UnusableStoreException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Saves on the calling thread and returns a completed stage. */
  @Override
  public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
    try {
      slot(lease.pipeline()).save(checkpoint, lease);
      return CompletableFuture.completedFuture(null);
    } catch (UnusablePathException e) {
      return CompletableFuture.failedFuture(
          new UnusableStoreException(String.valueOf(e.getMessage()), e));
    } catch (IOException | StaleEpochException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void saveAndRelease(Checkpoint checkpoint, Lease lease) throws IOException {
    try (lease) {
      try {
        SaveOutcome.await(save(checkpoint, lease));
      } finally {
        slot(lease.pipeline()).release(lease.epoch());
      }
    }
  }

  private FileSlot slot(String pipeline) throws IOException {
    String name = FileNames.of(pipeline);
    FileSlot slot = slots.computeIfAbsent(name, created -> new FileSlot(directory, created));
    if (closed) {
      throw new UnusableStoreException(
          "the position store in %s is closed; close the pipeline before it"
              .formatted(directory.toAbsolutePath()),
          null);
    }
    return slot;
  }

  /** Releases all locks. Leases and files stay as they are; later calls fail. Idempotent. */
  @Override
  public void close() {
    closed = true;
    slots.values().forEach(FileSlot::close);
  }
}
