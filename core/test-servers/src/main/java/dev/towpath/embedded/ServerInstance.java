package dev.towpath.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server's directory, port and process. Directory and port stay the same from the first start
 * on, the process changes. Used by one thread at a time.
 */
final class ServerInstance implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(5);
  private static final int START_ATTEMPTS = 5;

  private final String name;
  private final Launch launch;
  private final int[] portOffsets;
  private final Path directory;
  private final @Nullable TemporaryDirectory temporary;

  private int port;
  private @Nullable ServerProcess process;

  /** A way to start the server and to check that it is up. */
  interface Launch {
    List<String> command(Path directory, int port) throws IOException;

    Map<String, String> environment();

    /** Returns whether {@code process} answers on {@code port}; an exception means not yet. */
    boolean isReady(ServerProcess process, Path directory, int port) throws IOException;
  }

  /**
   * Creates a server that is not started yet.
   *
   * @param keptDirectory its directory; null for a temporary directory
   * @param port the port it listens on; 0 for a free one
   * @param portOffsets the distances from that port to further ports it needs
   */
  ServerInstance(
      String name, Launch launch, @Nullable Path keptDirectory, int port, int... portOffsets) {
    this.name = name;
    this.launch = launch;
    this.port = port;
    this.portOffsets = portOffsets.clone();
    if (keptDirectory == null) {
      temporary = TemporaryDirectory.create("towpath-" + name + "-");
      directory = temporary.path();
    } else {
      temporary = null;
      directory = existing(keptDirectory);
    }
  }

  private static Path existing(Path directory) {
    try {
      return Files.createDirectories(directory).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
  }

  /** Starts the server and waits until it is ready. */
  void start() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException(name + " is running already");
    }
    if (port != 0) {
      requireFree(port);
      startOn(port);
      return;
    }
    for (int attempt = 1; port == 0; attempt++) {
      int candidate = Ports.reserve(portOffsets);
      try {
        startOn(candidate);
        port = candidate;
      } catch (ServerException e) {
        // A process that does not reserve its ports may have taken the port in the meantime.
        if (attempt == START_ATTEMPTS || Ports.areFree(candidate, portOffsets)) {
          throw e;
        }
      }
    }
  }

  private void requireFree(int wanted) {
    if (!Ports.areFree(wanted, portOffsets)) {
      throw new ServerException(
          "cannot start " + name + ": port " + wanted + " (or one next to it) is in use");
    }
  }

  private void startOn(int candidate) {
    try {
      List<String> command = launch.command(directory, candidate);
      ServerProcess started = ServerProcess.start(name, directory, command, launch.environment());
      process = started;
      started.awaitReady(() -> launch.isReady(started, directory, candidate), START_TIMEOUT);
    } catch (IOException e) {
      throw new ServerException("cannot prepare " + directory + " for " + name, e);
    }
  }

  /** Ends the server in good order; does nothing if it is not running. */
  void stop() {
    if (process != null) {
      process.terminate(STOP_TIMEOUT);
    }
  }

  /** Kills the server; does nothing if it is not running. */
  void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** Returns the running process. */
  ServerProcess process() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(name + " is not running");
    }
    return process;
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Returns the port that the server listens on; 0 before the first start if none was chosen. */
  int port() {
    return port;
  }

  Path directory() {
    return directory;
  }

  /** Ends the server and deletes its directory if that is temporary. Idempotent. */
  @Override
  public void close() {
    if (temporary == null) {
      stop();
    } else {
      kill();
      temporary.close();
    }
  }
}
