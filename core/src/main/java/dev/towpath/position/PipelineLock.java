package dev.towpath.position;

import dev.towpath.internal.io.AtomicFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A lock that keeps other stores and other processes away from the file of one pipeline. */
final class PipelineLock {

  /**
   * The lock files held by this process. POSIX drops a lock when its process closes any descriptor
   * of the file, so a second descriptor must never be opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /**
   * A byte beyond the content: where locks are mandatory, others must still be able to read the
   * content.
   */
  private static final long LOCKED_BYTE = 1L << 40;

  private final Path key;
  private final RandomAccessFile file;

  private PipelineLock(Path key, RandomAccessFile file) {
    this.key = key;
    this.file = file;
  }

  static PipelineLock acquire(Path lockFile) throws IOException {
    Path key = AtomicFile.key(lockFile);
    if (!HELD.add(key)) {
      throw inUse(key, "another position store of this process");
    }
    boolean acquired = false;
    try {
      PipelineLock lock = lock(key);
      acquired = true;
      return lock;
    } finally {
      if (!acquired) {
        HELD.remove(key);
      }
    }
  }

  private static PipelineLock lock(Path key) throws IOException {
    @Nullable FileLock lock = null;
    RandomAccessFile file = AtomicFile.open(key);
    try {
      lock = file.getChannel().tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw inUse(key, file.readLine());
      }
      file.setLength(0);
      String holder = "process " + ProcessHandle.current().pid() + '\n';
      file.write(holder.getBytes(StandardCharsets.US_ASCII));
      return new PipelineLock(key, file);
    } finally {
      if (lock == null) {
        file.close();
      }
    }
  }

  private static IOException inUse(Path key, @Nullable String holder) {
    return new IOException(
        "the position is in use by %s, which holds %s: stop that one, or give each pipeline its own name or directory"
            .formatted(holder == null ? "another process" : holder, key));
  }

  void release() throws IOException {
    try {
      file.close();
    } finally {
      HELD.remove(key);
    }
  }
}
