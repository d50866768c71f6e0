package dev.towpath.position;

import dev.towpath.coordination.Lease;
import dev.towpath.internal.io.AtomicFile;
import dev.towpath.internal.log.Loggers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The file of one pipeline, its lock and its fence. Thread-safe. */
final class FileSlot {
  private static final Logger logger = Loggers.PIPELINE;

  private final String name;
  private final Path file;
  private final Path lockFile;
  private final ReentrantLock mutex = new ReentrantLock();

  /** Guarded by {@code mutex}; null while other processes may have the file. */
  private @Nullable PipelineLock lock;

  /** Guarded by {@code mutex}; the greatest epoch that loaded or saved while the lock was held. */
  private long epoch;

  /** The term whose lock is still to be released, or 0. */
  private final AtomicLong released = new AtomicLong();

  /** Guarded by {@code mutex}. */
  private boolean closed;

  FileSlot(Path directory, String name) {
    this.name = name;
    this.file = directory.resolve(name + ".position");
    this.lockFile = directory.resolve(name + ".lock");
  }

  Optional<Checkpoint> load(Lease lease) throws IOException {
    Optional<Checkpoint> loaded;
    mutex.lock();
    try {
      loaded = loadLocked(lease);
    } finally {
      mutex.unlock();
      releaseIfWanted();
    }
    lease.onRevoked(() -> release(lease.epoch()));
    return loaded;
  }

  private Optional<Checkpoint> loadLocked(Lease lease) throws IOException {
    boolean loaded = false;
    PipelineLock held = hold();
    try {
      PositionFile stored = PositionFile.read(file, name);
      if (stored.epoch() > lease.epoch()) {
        throw overtaken(stored, lease);
      }
      new PositionFile(name, lease.epoch(), stored.checkpoint()).write(file);
      epoch = lease.epoch();
      lock = held;
      loaded = true;
      return stored.checkpoint();
    } finally {
      if (!loaded && lock == null) {
        held.release();
      }
    }
  }

  private IOException overtaken(PositionFile stored, Lease lease) {
    return new IOException(
        "the position file %s belongs to epoch %d, this lease has epoch %d: another instance was elected since, or the clock from which epochs are taken was set back; acquire a lease above that epoch"
            .formatted(file.toAbsolutePath(), stored.epoch(), lease.epoch()),
        new StaleEpochException(lease.pipeline(), lease.epoch(), stored.epoch()));
  }

  void save(Checkpoint checkpoint, Lease lease) throws IOException {
    mutex.lock();
    try {
      PipelineLock held = hold();
      try {
        saveLocked(checkpoint, lease);
      } finally {
        if (lock == null) {
          held.release();
        }
      }
    } finally {
      mutex.unlock();
      releaseIfWanted();
    }
  }

  private void saveLocked(Checkpoint checkpoint, Lease lease) throws IOException {
    long latest = lock == null ? PositionFile.read(file, name).epoch() : epoch;
    if (lease.epoch() < latest) {
      throw new StaleEpochException(lease.pipeline(), lease.epoch(), latest);
    }
    epoch = lease.epoch();
    new PositionFile(name, epoch, Optional.of(checkpoint)).write(file);
  }

  private PipelineLock hold() throws IOException {
    if (closed) {
      throw new UnusableStoreException(
          "the position store of %s is closed; close the pipeline before it"
              .formatted(file.toAbsolutePath()),
          null);
    }
    if (lock != null) {
      return lock;
    }
    AtomicFile.createDirectory(AtomicFile.directoryOf(file));
    return PipelineLock.acquire(lockFile);
  }

  /** Lets other processes have the file, unless a later epoch has loaded it. Never blocks. */
  void release(long term) {
    released.accumulateAndGet(term, Math::max);
    releaseIfWanted();
  }

  /**
   * Releases the lock if that is requested. A thread that cannot get the mutex leaves this to the
   * thread that has it.
   */
  private void releaseIfWanted() {
    while (released.get() != 0 && mutex.tryLock()) {
      try {
        if (released.getAndSet(0) >= epoch && lock != null) {
          PipelineLock held = lock;
          lock = null;
          held.release();
        }
      } catch (IOException e) {
        logger.log(
            Level.WARNING,
            () ->
                "the lock file "
                    + lockFile
                    + " was not closed; end this process if others wait for it",
            e);
      } finally {
        mutex.unlock();
      }
    }
  }

  /** Waits for a save in progress, then releases the lock; later calls fail. */
  void close() {
    mutex.lock();
    try {
      closed = true;
    } finally {
      mutex.unlock();
    }
    release(Long.MAX_VALUE);
  }
}
