package dev.towpath.schema;

import dev.towpath.internal.io.AtomicFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lock on a file of this package, held for one call. Used by one thread. */
final class SchemaFileLock implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_MILLIS = 5;

  /**
   * Locks against other threads: an operating system lock does not exclude threads of the same
   * process.
   */
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock mutex;
  private final Path path;
  private final RandomAccessFile file;
  private final FileLock lock;

  private SchemaFileLock(ReentrantLock mutex, Path path, RandomAccessFile file, FileLock lock) {
    this.mutex = mutex;
    this.path = path;
    this.file = file;
    this.lock = lock;
  }

  static SchemaFileLock acquire(Path lockFile) throws IOException, InterruptedException {
    Path key = AtomicFile.key(lockFile);
    ReentrantLock mutex = IN_PROCESS.computeIfAbsent(key, path -> new ReentrantLock());
    mutex.lockInterruptibly();
    SchemaFileLock acquired = null;
    try {
      acquired = lock(mutex, key);
      return acquired;
    } finally {
      if (acquired == null) {
        mutex.unlock();
      }
    }
  }

  private static SchemaFileLock lock(ReentrantLock mutex, Path key)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    RandomAccessFile file = AtomicFile.open(key);
    @Nullable FileLock lock = null;
    try {
      lock = file.getChannel().tryLock();
      while (lock == null) {
        if (System.nanoTime() - start > LIMIT_NANOS) {
          throw new IOException(
              "another process has held %s for 10 s: stop it, or give each pipeline its own directory"
                  .formatted(key));
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        lock = file.getChannel().tryLock();
      }
      return new SchemaFileLock(mutex, key, file, lock);
    } finally {
      if (lock == null) {
        file.close();
      }
    }
  }

  /** Checks that the lock is still held. */
  void check() throws IOException {
    if (!lock.isValid()) {
      throw new IOException(
          "the lock %s was lost; check whether it was deleted or unmounted".formatted(path));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      mutex.unlock();
    }
  }
}
