package dev.towpath;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/**
 * A proxy between a client and a server that cuts each connection after a number of served bytes.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final IntUnaryOperator limits;
  private final AtomicInteger cuts = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /**
   * Creates a proxy.
   *
   * @param limits from the number of cuts so far to the bytes that a new connection is served
   */
  CuttingProxy(int target, IntUnaryOperator limits) throws IOException {
    this.target = target;
    this.limits = limits;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns how many connections were cut so far. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        daemon(() -> copy(client, server, Integer.MAX_VALUE));
        int limit = limits.applyAsInt(cuts.get());
        daemon(() -> copy(server, client, limit));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private void copy(Socket from, Socket to, int limit) {
    byte[] buffer = new byte[512];
    int left = limit;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(buffer.length, left));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
      cuts.incrementAndGet();
    } catch (IOException ended) {
      // The other direction was cut, or the client went away.
    }
  }

  private static void daemon(Runnable task) {
    var thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close the proxy", e);
    }
  }
}
