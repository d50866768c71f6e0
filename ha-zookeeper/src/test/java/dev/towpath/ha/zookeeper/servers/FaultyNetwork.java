package dev.towpath.ha.zookeeper.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network link to a server with injected faults. A connection that lost bytes is closed after the
 * fault, because a peer would notice the gap.
 */
public final class FaultyNetwork implements AutoCloseable {
  private static final int POLL_MILLIS = 5;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile String trigger = "";

  public FaultyNetwork(int target) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    start(this::accept);
  }

  public enum Mode {
    /** Everything arrives. */
    PASS,
    /** Connections are accepted and nothing ever arrives. */
    BLACKHOLE,
    /** Requests arrive, but answers do not. */
    DROP_REPLIES,
    /** Existing and new connections are reset. */
    REFUSE
  }

  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  int port() {
    return listener.getLocalPort();
  }

  public Mode mode() {
    return mode;
  }

  public void set(Mode next) {
    mode = next;
    if (next == Mode.REFUSE) {
      reset();
    }
  }

  /** Loses all answers from the first request that contains {@code text}. */
  public void loseTheAnswerTo(String text) {
    trigger = text;
  }

  /** Ends the fault; existing connections have to be opened again. */
  public void heal() {
    trigger = "";
    mode = Mode.PASS;
    reset();
  }

  /** Resets all connections. */
  void reset() {
    // One that is added meanwhile stays for the next reset.
    for (Iterator<Socket> all = sockets.iterator(); all.hasNext(); ) {
      abort(all.next());
      all.remove();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (mode == Mode.REFUSE) {
          abort(client);
        } else {
          sockets.add(client);
          start(() -> connect(client));
        }
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void connect(Socket client) {
    try {
      var server = new Socket();
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      sockets.add(server);
      start(() -> pump(server, client, true));
      pump(client, server, false);
    } catch (IOException e) {
      abort(client);
    }
  }

  private void pump(Socket from, Socket to, boolean isReply) {
    boolean lossy = false;
    byte[] buffer = new byte[65_536];
    try {
      from.setSoTimeout(POLL_MILLIS);
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int length = readOrWait(in, buffer);
        if (length < 0 || (lossy && mode == Mode.PASS)) {
          break;
        }
        if (!isReply && contains(buffer, length, trigger)) {
          mode = Mode.DROP_REPLIES;
        }
        lossy |= length > 0 && loses(isReply);
        if (length > 0 && !lossy) {
          out.write(buffer, 0, length);
          out.flush();
        }
      }
    } catch (IOException e) {
      // One end is closed; the other follows below.
    }
    abort(from);
    abort(to);
    sockets.remove(from);
    sockets.remove(to);
  }

  private boolean loses(boolean isReply) {
    return mode == Mode.BLACKHOLE || (mode == Mode.DROP_REPLIES && isReply);
  }

  private static boolean contains(byte[] buffer, int length, String text) {
    return !text.isEmpty() && new String(buffer, 0, length, ISO_8859_1).contains(text);
  }

  private static int readOrWait(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // Already closed.
    }
  }

  private static void start(Runnable task) {
    var thread = new Thread(task, "faulty-network");
    thread.setDaemon(true);
    thread.start();
  }
}
