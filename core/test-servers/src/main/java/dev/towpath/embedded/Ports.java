package dev.towpath.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A finder of free loopback TCP ports. Thread-safe. */
final class Ports {
  // Below the ephemeral range of Linux and macOS: an outgoing connection can take a port from that
  // range while its server is down. Even the client that retries to reach this server may take it.
  private static final int FIRST = 15_000;
  private static final int LAST = 30_000;
  private static final int ATTEMPTS = 200;

  private Ports() {}

  /** Returns {@code port} if it is 0, for a free one, or the number of a port. */
  static int requireValid(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port from 0 to 65535: " + port);
    }
    return port;
  }

  /** Returns a free port {@code p} such that {@code p + offset} is free too, for every offset. */
  static int free(int... offsets) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (areFree(port, offsets)) {
        return port;
      }
    }
    throw new ServerException("no free port between " + FIRST + " and " + LAST + " on loopback");
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
