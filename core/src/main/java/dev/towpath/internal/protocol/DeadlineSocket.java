package dev.towpath.internal.protocol;

import dev.towpath.internal.time.Durations;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/**
 * A socket whose reads together may be given a limited time, which a server cannot stretch by
 * sending a byte now and then. Used by one thread, except {@link #close()}.
 */
final class DeadlineSocket extends Socket {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A host that is gone is noticed after 15 s and three probes, 30 s in all. */
  private static final int SECONDS_BEFORE_PROBES = 15;

  private static final int SECONDS_BETWEEN_PROBES = 5;
  private static final int PROBES = 3;

  private boolean limited;
  private long deadline;

  /** Has TCP find out whether the peer is still there while nothing is sent. */
  void keepAlive() throws IOException {
    setKeepAlive(true);
    setIfSupported(ExtendedSocketOptions.TCP_KEEPIDLE, SECONDS_BEFORE_PROBES);
    setIfSupported(ExtendedSocketOptions.TCP_KEEPINTERVAL, SECONDS_BETWEEN_PROBES);
    setIfSupported(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
  }

  private void setIfSupported(SocketOption<Integer> option, int value) throws IOException {
    if (supportedOptions().contains(option)) {
      setOption(option, value);
    }
  }

  /** From now on all reads end {@code limit} from now. */
  void limitReads(Duration limit) {
    deadline = System.nanoTime() + Durations.saturatedNanos(limit);
    limited = true;
  }

  /** From now on each read waits for at most {@code timeout}. */
  void limitEachRead(Duration timeout) throws IOException {
    limited = false;
    setSoTimeout(Durations.saturatedMillis(timeout));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new LimitedStream(super.getInputStream());
  }

  private void awaitAtMostUntilDeadline() throws IOException {
    if (limited) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException("Read timed out");
      }
      setSoTimeout(Math.toIntExact(left / NANOS_PER_MILLI + 1));
    }
  }

  private final class LimitedStream extends FilterInputStream {
    LimitedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      awaitAtMostUntilDeadline();
      return super.read();
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      awaitAtMostUntilDeadline();
      return super.read(target, from, count);
    }
  }
}
