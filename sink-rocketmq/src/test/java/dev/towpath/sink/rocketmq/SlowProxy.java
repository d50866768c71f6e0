package dev.towpath.sink.rocketmq;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that makes a server's network slow: answers arrive late, and requests trickle in. Both
 * can be changed while connections are open. The server listens on the same port of another
 * loopback address.
 */
final class SlowProxy implements AutoCloseable {
  /** How often per second bytes pass while they trickle. */
  private static final int TICKS_PER_SECOND = 20;

  private final ServerSocket listener;
  private final InetAddress server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;
  private volatile int bytesPerSecond = Integer.MAX_VALUE;

  /** Listens on {@code 127.0.0.1:port} for the server at {@code address:port}. */
  SlowProxy(String address, int port) throws IOException {
    this.server = InetAddress.getAllByName(address)[0];
    this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Sets the delay of the server's answers; none at first. */
  void delay(Duration delay) {
    this.delay = delay;
  }

  /** Limits the speed of requests to the server; unlimited at first. */
  void bytesPerSecond(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Drops all further data of the open connections; new connections work. */
  void silence() {
    generation.incrementAndGet();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        var target = new Socket(server, listener.getLocalPort());
        sockets.addAll(List.of(client, target));
        daemon(() -> copy(client, target, true));
        daemon(() -> copy(target, client, false));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private void copy(Socket from, Socket to, boolean toServer) {
    byte[] buffer = new byte[64 << 10];
    int born = generation.get();
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (generation.get() != born) {
          continue;
        }
        if (toServer) {
          trickle(buffer, read, out);
        } else {
          TimeUnit.NANOSECONDS.sleep(delay.toNanos());
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException ended) {
      // One side closed the connection, so the other is closed as well.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void trickle(byte[] buffer, int length, OutputStream out)
      throws IOException, InterruptedException {
    int sent = 0;
    while (sent < length) {
      int rate = bytesPerSecond;
      int some = Math.min(length - sent, Math.max(1, rate / TICKS_PER_SECOND));
      out.write(buffer, sent, some);
      sent += some;
      if (rate < Integer.MAX_VALUE) {
        TimeUnit.MILLISECONDS.sleep(1000 / TICKS_PER_SECOND);
      }
    }
  }

  private static void daemon(Runnable task) {
    var thread = new Thread(task, "slow-proxy");
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
