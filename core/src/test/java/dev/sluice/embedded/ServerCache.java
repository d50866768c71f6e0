package dev.sluice.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Unpacked servers, kept between runs: {@code servers/} below the directory named by the system
 * property {@code sluice.cache}, by default {@code ~/.cache/sluice}. An entry is either complete or
 * absent, also when several JVMs want it at once. Thread-safe.
 */
final class ServerCache {
  // File locks exclude other JVMs only.
  private static final ReentrantLock LOCK = new ReentrantLock();

  private ServerCache() {}

  /** Fills a new entry. */
  @FunctionalInterface
  interface Filler {
    void fill(Path directory) throws IOException;
  }

  /** Returns the directory of entry {@code name}, after filling it unless it is there already. */
  static Path entry(String name, Filler filler) {
    Path entry = root().resolve(name);
    if (Files.isDirectory(entry)) {
      return entry;
    }
    LOCK.lock();
    try {
      fillLocked(entry, filler);
    } catch (IOException e) {
      throw new ServerException(
          "cannot fill " + entry + " (choose another place with -Dsluice.cache=DIRECTORY): " + e,
          e);
    } finally {
      LOCK.unlock();
    }
    return entry;
  }

  private static void fillLocked(Path entry, Filler filler) throws IOException {
    Path lockFile = entry.resolveSibling(entry.getFileName() + ".lock");
    Path unfinished = entry.resolveSibling(entry.getFileName() + ".unfinished");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.isDirectory(entry)) {
        Directories.delete(unfinished);
        Files.createDirectory(unfinished);
        filler.fill(unfinished);
        Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static Path root() {
    String directory =
        System.getProperty("sluice.cache", System.getProperty("user.home") + "/.cache/sluice");
    Path servers = Path.of(directory).toAbsolutePath().resolve("servers");
    try {
      return Files.createDirectories(servers);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot create " + servers + "; choose another place with -Dsluice.cache=DIRECTORY", e);
    }
  }
}
