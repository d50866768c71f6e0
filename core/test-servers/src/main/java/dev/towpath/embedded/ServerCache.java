package dev.towpath.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A cache of unpacked servers, kept between runs. An entry is either complete or absent, also when
 * several JVMs want it at once. Thread-safe.
 */
final class ServerCache {
  // File locks exclude other JVMs only.
  private static final ReentrantLock LOCK = new ReentrantLock();

  private final Path directory;

  /** Creates a cache with entries in {@code directory}. */
  ServerCache(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  /** A function that fills a new entry. */
  @FunctionalInterface
  interface Filler {
    void fill(Path directory) throws IOException;
  }

  /**
   * Returns the cache of this user: {@code servers/} below the directory named by the system
   * property {@code towpath.cache}, by default {@code ~/.cache/towpath}.
   */
  static ServerCache ofUser() {
    String directory =
        System.getProperty("towpath.cache", System.getProperty("user.home") + "/.cache/towpath");
    return new ServerCache(Path.of(directory, "servers"));
  }

  /** Returns whether entry {@code name} exists. */
  boolean contains(String name) {
    return Files.isDirectory(directory.resolve(name));
  }

  /** Returns the directory of entry {@code name}; fills it if it is missing. */
  Path entry(String name, Filler filler) {
    Path entry = directory.resolve(name);
    if (Files.isDirectory(entry)) {
      return entry;
    }
    LOCK.lock();
    try {
      Files.createDirectories(directory);
      fillLocked(entry, filler);
      return entry;
    } catch (IOException e) {
      throw new ServerException(
          "cannot fill " + entry + " (choose another place with -Dtowpath.cache=DIRECTORY): " + e,
          e);
    } finally {
      LOCK.unlock();
    }
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
}
