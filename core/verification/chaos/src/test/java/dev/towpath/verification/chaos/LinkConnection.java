package dev.towpath.verification.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A connection through a {@link Link}: two threads, one for each direction. Thread-safe. */
final class LinkConnection {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int TRICKLE_BYTES = 48;
  private static final long TRICKLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(120);

  private final Link link;
  private final Socket client;
  private final Socket server = new Socket();
  private final @Nullable FrameRewriter rewriter;
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger endsLeft = new AtomicInteger(2);
  private volatile boolean isDamaged;
  private volatile boolean isServerGone;

  LinkConnection(Link link, Socket client, @Nullable FrameRewriter rewriter) {
    this.link = link;
    this.client = client;
    this.rewriter = rewriter;
  }

  /** Connects to the server and copies until one end is closed. */
  void run(int target) {
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      Link.start(() -> copy(server, client, true));
      copy(client, server, false);
    } catch (IOException e) {
      abort();
    }
  }

  private void copy(Socket from, Socket to, boolean isReply) {
    byte[] buffer = new byte[32_768];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        byte[] bytes = buffer;
        if (isReply && rewriter != null) {
          bytes = rewriter.rewrite(buffer, length);
          length = bytes.length;
        }
        pass(out, bytes, length, isReply);
      }
      endOf(to, isReply);
    } catch (IOException e) {
      // One end is closed or cut off; if only the server's was, the client is not told.
      if (!isServerGone) {
        abort();
      }
    }
  }

  /** Passes on the end of a stream, unless the fault swallows it, too. */
  private void endOf(Socket to, boolean isReply) throws IOException {
    if (isDamaged || isSwallowed(isReply)) {
      isDamaged = true;
      return;
    }
    to.shutdownOutput();
    if (endsLeft.decrementAndGet() == 0) {
      link.ended(this);
      client.close();
      server.close();
    }
  }

  private void pass(OutputStream out, byte[] bytes, int length, boolean isReply)
      throws IOException {
    if (isDamaged || isSwallowed(isReply)) {
      isDamaged = true;
      return;
    }
    long before = left.getAndAdd(-length);
    if (before < length) {
      out.write(bytes, 0, Math.toIntExact(Math.max(0, before)));
      throw new IOException("cut");
    }
    switch (link.fault()) {
      case DELAY -> LockSupport.parkNanos(DELAY_NANOS);
      case TRICKLE -> {
        trickle(out, bytes, length);
        return;
      }
      default -> {}
    }
    out.write(bytes, 0, length);
  }

  private void trickle(OutputStream out, byte[] bytes, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int piece =
          link.fault() == LinkFault.TRICKLE
              ? Math.min(TRICKLE_BYTES, length - done)
              : length - done;
      out.write(bytes, done, piece);
      done += piece;
      LockSupport.parkNanos(TRICKLE_NANOS);
    }
  }

  private boolean isSwallowed(boolean isReply) {
    return switch (link.fault()) {
      case BLACK_HOLE, HALF_OPEN -> true;
      case LOST_REPLIES -> isReply;
      default -> false;
    };
  }

  /** Resets the connection after {@code bytes} more bytes. */
  void limit(int bytes) {
    left.set(bytes);
  }

  /** Notes the end of the fault. */
  void healed() {
    left.set(Long.MAX_VALUE);
    if (isDamaged || isServerGone) {
      abort();
    }
  }

  /** Resets the server's end; the client is not told. */
  void abortServer() {
    isServerGone = true;
    reset(server);
  }

  /** Resets both ends. */
  void abort() {
    link.ended(this);
    reset(client);
    reset(server);
  }

  static void reset(Socket socket) {
    try {
      if (socket.isConnected()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException e) {
      // Already closed.
    }
  }
}
