package dev.towpath.verification.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A network link between one client and one server, with injected faults. Thread-safe. */
final class Link implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Supplier<@Nullable FrameRewriter> rewriters;
  private final Set<LinkConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile LinkFault fault = LinkFault.NONE;
  private volatile Random random = new Random(0);

  private Link(InetSocketAddress address, int target, Supplier<@Nullable FrameRewriter> rewriters)
      throws IOException {
    this.listener = new ServerSocket();
    this.listener.setReuseAddress(true);
    this.listener.bind(address);
    this.target = target;
    this.rewriters = rewriters;
    start(this::accept);
  }

  /** Opens a link to {@code target} on loopback, from any free port. */
  static Link to(int target) throws IOException {
    return to(target, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Opens a link to {@code target} on loopback, from {@code address}. */
  static Link to(int target, InetSocketAddress address) throws IOException {
    return new Link(address, target, () -> null);
  }

  /**
   * Opens a link to a name server whose answers show {@code replacement} in place of {@code
   * address}.
   */
  static Link rewriting(int target, String address, String replacement) throws IOException {
    return new Link(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        target,
        () -> new FrameRewriter(address, replacement));
  }

  /** Returns the port to connect to. */
  int port() {
    return listener.getLocalPort();
  }

  /** Returns the address to connect to. */
  String address() {
    return listener.getInetAddress().getHostAddress() + ':' + port();
  }

  /** Injects a fault; {@code seed} determines its random choices. */
  void fail(LinkFault next, long seed) {
    random = new Random(seed);
    fault = next;
    switch (next) {
      case CUT -> connections.forEach(LinkConnection::abort);
      case HALF_OPEN -> connections.forEach(LinkConnection::abortServer);
      case CUT_AT_BYTE, CUT_FAR -> connections.forEach(one -> one.limit(bytesUntilCut()));
      default -> {}
    }
  }

  /** Resets the existing connections once. */
  void reset() {
    connections.forEach(LinkConnection::abort);
  }

  /** Ends the fault; connections that lost bytes are reset, as both ends would notice. */
  void heal() {
    fault = LinkFault.NONE;
    connections.forEach(LinkConnection::healed);
  }

  LinkFault fault() {
    return fault;
  }

  /** Forgets a closed connection. */
  void ended(LinkConnection connection) {
    connections.remove(connection);
  }

  private synchronized int bytesUntilCut() {
    if (fault == LinkFault.CUT_FAR) {
      return (1 << 14) + random.nextInt(1 << (15 + random.nextInt(9)));
    }
    // Small numbers fall into handshakes, large ones into rows.
    return random.nextInt(1 << (4 + random.nextInt(12)));
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (fault == LinkFault.CUT) {
          LinkConnection.reset(client);
        } else {
          var connection = new LinkConnection(this, client, rewriters.get());
          connections.add(connection);
          if (fault == LinkFault.CUT_AT_BYTE || fault == LinkFault.CUT_FAR) {
            connection.limit(bytesUntilCut());
          }
          start(() -> connection.run(target));
        }
      } catch (IOException e) {
        // The link was closed, or the client left before it was connected.
      }
    }
  }

  static void start(Runnable task) {
    var thread = new Thread(task, "link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    connections.forEach(LinkConnection::abort);
  }
}
