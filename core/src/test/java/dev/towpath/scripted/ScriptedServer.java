package dev.towpath.scripted;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * A server on loopback with a scripted conversation on each connection, which may fail in a
 * scripted way. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Conversation conversation;
  private final IntFunction<Fault> faults;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A conversation of the server with a client. */
  public interface Conversation {
    /** Runs until the connection ends; an IOException is such an end. */
    void hold(Connection connection) throws IOException, InterruptedException;
  }

  /**
   * Creates a server.
   *
   * @param conversation the conversation on every connection
   * @param faults the fault on the connection of each number, from 1 on
   */
  public ScriptedServer(Conversation conversation, IntFunction<Fault> faults) throws IOException {
    this.conversation = conversation;
    this.faults = faults;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Creates a server whose only faults are in the conversation. */
  public ScriptedServer(Conversation conversation) throws IOException {
    this(conversation, number -> Fault.NONE);
  }

  /** Returns the port on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Returns how many connections there were. */
  public int connections() {
    return connections.get();
  }

  /** Returns how many bytes the first connection had sent; 0 until it has ended. */
  public long sent() {
    return sent.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        daemon(() -> talk(socket, number));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void talk(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      var out = new FaultyStream(socket, faults.apply(number), closed);
      try {
        conversation.hold(new Connection(number, in, out));
      } finally {
        if (number == 1) {
          sent.set(out.written());
        }
      }
    } catch (IOException e) {
      // The client went away, or the connection was cut as scripted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  private static void daemon(Runnable task) {
    var thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close the server", e);
    }
  }
}
