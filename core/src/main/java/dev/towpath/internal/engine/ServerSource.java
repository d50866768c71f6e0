package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.failure.PositionLostException;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.stream.DumpErrors;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.time.Durations;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.PositionLostPolicy;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The source of a term: one server, or several to fail over between. It consists of the reading
 * thread, which reconnects after failures as the error policy says, and of the server watch.
 * However the thread ends, the writer is told, unless the source was closed.
 */
final class ServerSource implements Source {
  private static final System.Logger logger = Loggers.SOURCE;
  private static final long JOIN_MILLIS = 10_000;

  private final EngineConfig config;
  private final StreamQueue queue;
  private final Health health;
  private final Thread thread;
  private final ServerRing servers;
  private final BinlogFollower follower;
  private final ServerWatch watch;
  private final DuplicateReaderBackoff displacements = new DuplicateReaderBackoff();
  private volatile boolean closed;

  ServerSource(
      EngineConfig config, StreamQueue queue, EngineParts parts, @Nullable BinlogPosition start) {
    this.config = config;
    this.queue = queue;
    this.health = parts.health();
    this.servers = new ServerRing(config.name(), config.source().servers());
    this.follower = new BinlogFollower(config, queue, start, this::streams);
    this.watch = new ServerWatch(config, parts.progress());
    this.thread =
        new Thread(
            () -> parts.control().asOwnThread(this::run), "towpath-" + config.name() + "-reader");
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
    watch.start();
  }

  @Override
  public @Nullable BinlogPosition received() {
    return follower.received();
  }

  @Override
  public Instant lastHeard() {
    return follower.lastHeard();
  }

  @Override
  public Duration longestSilence() {
    return config.source().heartbeatInterval().multipliedBy(3);
  }

  private void streams() {
    servers.works();
    health.recovered(Stage.SOURCE);
  }

  private void run() {
    try {
      while (!closed && follow()) {
        // The next pass of the loop reconnects.
      }
    } catch (Throwable e) {
      end(health.fatal(Stage.SOURCE, new CdcException("the reading thread died: " + e, e)));
    }
  }

  /** Follows the binlog over one connection; returns false when the policy says stop. */
  private boolean follow() {
    MySqlSource server = servers.current();
    try {
      follower.follow(server, servers.mustMove(), () -> watch.use(server));
      return false;
    } catch (StandstillException e) {
      servers.passOver(e);
      return !closed;
    } catch (MalformedEventException e) {
      return retry(new Failure(Stage.DECODE, e, 1, true));
    } catch (SourceException e) {
      return sourceFailed(e);
    } catch (ServerError e) {
      return sourceFailed(DumpErrors.classify(server, e));
    } catch (IOException e) {
      return sourceFailed(broken(server, e));
    } catch (InterruptedException e) {
      // Only close() has a reason to interrupt; after any other interrupt reading is retried.
      return sourceFailed(
          SourceException.retryable("other code interrupted the reading of " + server, e));
    } catch (RuntimeException e) {
      return retry(new Failure(Stage.DECODE, e, 1, true));
    }
  }

  /** Turns to the next server; once all have failed, asks the policies. */
  private boolean sourceFailed(SourceException cause) {
    if (closed) {
      return false;
    }
    // A broken stream is resumed at the same server first, which may just have been restarted.
    boolean staysHere = follower.isStreaming() && !cause.isPositionLost();
    SourceException failure = staysHere ? cause : servers.failed(cause);
    if (failure == null) {
      return true;
    }
    if (failure.isDisplaced()) {
      int times = displacements.displaced(System.nanoTime()) + 1;
      return retry(new Failure(Stage.SOURCE, failure, times, false));
    }
    if (!failure.isPositionLost()) {
      // A stream that worked may end this way because its binlog was reset: the next connection
      // tells.
      boolean isPermanent = failure.isPermanent() && !follower.isStreaming();
      return retry(new Failure(Stage.SOURCE, failure, 1, isPermanent));
    }
    BinlogPosition lost = follower.next();
    if (lost == null) {
      // The binlog was purged during the search for the configured start: search again.
      return retry(new Failure(Stage.SOURCE, failure, 1, false));
    }
    boolean restarts = config.source().positionLostPolicy() != PositionLostPolicy.FAIL;
    if (restarts) {
      follower.restartElsewhere();
    }
    return retry(new Failure(Stage.SOURCE, positionLost(lost, failure), 1, !restarts));
  }

  private static PositionLostException positionLost(BinlogPosition lost, SourceException cause) {
    return new PositionLostException(
        "position %s is lost: %s; restore the binlog, or accept the gap with positionLostPolicy(…)"
            .formatted(lost.summary(), cause.getMessage()),
        lost,
        cause);
  }

  private boolean retry(Failure failure) {
    if (closed) {
      return false;
    }
    Health.Verdict verdict = health.failed(failure, Health.RETRY);
    if (verdict.decision() instanceof ErrorPolicy.Retry retry) {
      sleep(Durations.saturatedNanos(retry.delay()));
      return true;
    }
    end(new PipelineFailedException(verdict.failure()));
    return false;
  }

  private void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      // close() ends the loop; any other interrupt only makes the next attempt come earlier.
    }
  }

  /** Tells the writer that nothing follows; this must not get lost through an interrupt. */
  private void end(PipelineFailedException failed) {
    while (!closed) {
      try {
        queue.put(new StreamItem.Ended(failed.failure()));
        return;
      } catch (InterruptedException e) {
        // Interrupted by close() or by other code.
      }
    }
  }

  private SourceException broken(MySqlSource server, IOException e) {
    if (e instanceof SocketTimeoutException) {
      return SourceException.retryable(
          "no byte from %s for %s although it was asked for heartbeats every %s: connection is dead"
              .formatted(server, longestSilence(), server.heartbeatInterval()),
          e);
    }
    return SourceException.retryable(
        "connection to %s broke: %s".formatted(server, e.getMessage()), e);
  }

  @Override
  public void disconnect() {
    closed = true;
    follower.close();
    watch.disconnect();
    thread.interrupt();
  }

  /** Ends the threads and waits for them. */
  @Override
  public void close() {
    disconnect();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    watch.close();
    if (thread.isAlive()) {
      logger.log(
          System.Logger.Level.WARNING,
          () -> "pipeline " + config.name() + ": the reader did not end in " + JOIN_MILLIS + " ms");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
