package dev.towpath.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The free TCP ports of the loopback interface, each for one JVM at a time. A port is reserved by a
 * lock on one byte of a file in the directory for temporary files. All JVMs of a user that ask this
 * class get different ports. Thread-safe.
 */
public final class Ports {
  // Below the ephemeral range of Linux and macOS: an outgoing connection can take a port from that
  // range while its server is down. Even the client that retries to reach this server may take it.
  private static final int FIRST = 15_000;
  private static final int LAST = 30_000;
  private static final int ATTEMPTS = 1_000;

  private static @Nullable FileChannel reservations;

  private Ports() {}

  /** Returns {@code port} if it is 0, for a free one, or the number of a port. */
  static int requireValid(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port from 0 to 65535: " + port);
    }
    return port;
  }

  /**
   * Returns a free port {@code p} such that {@code p + offset} is free too, for every offset. All
   * of them stay reserved until this JVM ends: no later call returns one of them, and none in
   * another JVM of the same user, whether or not a server listens.
   *
   * @throws ServerException if there is none, or if the file of the reservations cannot be used
   */
  public static synchronized int reserve(int... offsets) {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        if (tryReserve(port, offsets)) {
          return port;
        }
      }
    } catch (IOException e) {
      throw new ServerException("cannot reserve a port in " + file() + ": " + e, e);
    }
    throw new ServerException("no free port between " + FIRST + " and " + LAST + " on loopback");
  }

  static boolean tryReserve(int port, int... offsets) throws IOException {
    List<FileLock> locks = new ArrayList<>();
    boolean reserved = tryLock(port, locks);
    for (int offset : offsets) {
      reserved = reserved && tryLock(port + offset, locks);
    }
    if (reserved && areFree(port, offsets)) {
      return true;
    }
    for (FileLock lock : locks) {
      lock.release();
    }
    return false;
  }

  private static boolean tryLock(int port, List<FileLock> locks) throws IOException {
    try {
      FileLock lock = reservations().tryLock(port, 1, false);
      return lock != null && locks.add(lock);
    } catch (OverlappingFileLockException e) {
      // This JVM has reserved it.
      return false;
    }
  }

  /** Returns the channel that holds the locks. Closing it would end all of them. */
  private static FileChannel reservations() throws IOException {
    if (reservations == null) {
      reservations = FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
    return reservations;
  }

  private static Path file() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "towpath-ports-" + System.getProperty("user.name"));
  }

  /** Returns whether {@code port} and every {@code port + offset} are free. */
  static boolean areFree(int port, int... offsets) {
    for (int offset : offsets) {
      if (!isFree(port + offset)) {
        return false;
      }
    }
    return isFree(port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
