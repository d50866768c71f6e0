package dev.towpath.scripted;

import dev.towpath.scripted.Fault.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** The output of a server, up to the fault of its connection. Used by one thread. */
final class FaultyStream extends OutputStream {
  private final Socket socket;
  private final OutputStream out;
  private final Fault fault;
  private final CountDownLatch closed;
  private long written;

  FaultyStream(Socket socket, Fault fault, CountDownLatch closed) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.fault = fault;
    this.closed = closed;
  }

  /** Returns how many bytes were written so far. */
  long written() {
    return written;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    boolean limited = fault.kind() == Kind.CUT || fault.kind() == Kind.STALL;
    int allowed = limited ? (int) Math.min(count, fault.after() - written) : count;
    if (fault.kind() == Kind.TRICKLE) {
      for (int i = 0; i < count; i++) {
        out.write(bytes, from + i, 1);
      }
    } else {
      out.write(bytes, from, allowed);
    }
    written += allowed;
    if (allowed < count) {
      goWrong();
    }
  }

  private void goWrong() throws IOException {
    if (fault.kind() == Kind.CUT) {
      socket.close();
      throw new IOException("cut as told");
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    throw new IOException("stalled as told");
  }
}
