package dev.sluice.internal.engine;

import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.Failure.Stage;
import dev.sluice.PositionLostException;
import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.binlog.BinlogStream;
import dev.sluice.internal.binlog.DumpErrors;
import dev.sluice.internal.binlog.DumpRequest;
import dev.sluice.internal.binlog.MalformedEventException;
import dev.sluice.internal.binlog.ServerBinlog;
import dev.sluice.internal.binlog.ServerFacts;
import dev.sluice.internal.binlog.StartPositions;
import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.internal.protocol.ReceiveBuffers;
import dev.sluice.internal.protocol.ServerError;
import dev.sluice.internal.protocol.SourceException;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.mysql.PositionLostPolicy;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reading thread of a term: connects, follows the binlog, hands events over, and connects again
 * after failures from the last transaction it has read completely.
 */
final class SourceReader implements Runnable {
  private static final System.Logger logger = System.getLogger(SourceReader.class.getName());

  /** Enough to make the hand-over cheap, little enough not to delay anything. */
  private static final int CHUNK_EVENTS = 2048;

  private static final int CHUNK_BYTES = 256 << 10;
  private static final int LEAST_EXPECTED = 16;
  private static final long JOIN_MILLIS = 10_000;

  private final EngineConfig config;
  private final StreamQueue queue;
  private final Health health;
  private final Thread thread;
  private final ServerRing servers;
  private final Rivalry rivalry = new Rivalry();
  private int expected = LEAST_EXPECTED;
  private boolean streaming;
  private boolean restart;
  private @Nullable BinlogPosition next;
  private volatile @Nullable BinlogPosition received;
  private volatile @Nullable MySqlSession session;
  private volatile Instant lastHeard;
  private volatile boolean closed;

  SourceReader(
      EngineConfig config, StreamQueue queue, Health health, @Nullable BinlogPosition start) {
    this.config = config;
    this.queue = queue;
    this.health = health;
    this.next = start;
    this.servers = new ServerRing(config.name(), config.source().servers());
    this.lastHeard = config.clock().instant();
    this.thread = new Thread(this, "sluice-" + config.name() + "-reader");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The end of the last transaction that was read completely. */
  @Nullable BinlogPosition received() {
    return received;
  }

  /** When the server last sent anything; the start of the term when it has not yet. */
  Instant lastHeard() {
    return lastHeard;
  }

  /** For how long a server may be silent that is well and has nothing new. */
  Duration longestSilence() {
    return config.source().heartbeatInterval().multipliedBy(3);
  }

  @Override
  public void run() {
    try {
      while (!closed && follow()) {
        // The next turn connects again.
      }
    } catch (InterruptedException e) {
      // close() interrupts: there is nothing to hand over any more.
      Thread.currentThread().interrupt();
    } catch (Error e) {
      died(e);
    }
  }

  /** Whatever it was: a reader that is gone must not look like a source that is idle. */
  private void died(Error cause) {
    logger.log(
        System.Logger.Level.ERROR,
        () -> "pipeline " + config.name() + ": the reader died of a defect",
        cause);
    try {
      queue.put(new StreamItem.Ended(new Failure(Stage.SOURCE, cause, 1, true)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Follows the binlog over one connection; false when the policy says stop. */
  private boolean follow() throws InterruptedException {
    streaming = false;
    try (MySqlSession open = MySqlSession.open(servers.current())) {
      this.session = open;
      if (closed) {
        return false;
      }
      BinlogStream stream = connect(open);
      while (!closed) {
        readChunk(open, stream);
      }
      return false;
    } catch (InterruptedException e) {
      throw e;
    } catch (MalformedEventException e) {
      return retry(Stage.DECODE, e, true);
    } catch (SourceException e) {
      return sourceFailed(e);
    } catch (ServerError e) {
      return sourceFailed(DumpErrors.classify(servers.current(), e));
    } catch (IOException e) {
      return sourceFailed(broken(e));
    } catch (RuntimeException e) {
      return retry(Stage.DECODE, e, true);
    }
  }

  private BinlogStream connect(MySqlSession open) throws IOException, InterruptedException {
    ServerFacts facts = ServerFacts.check(open);
    BinlogPosition position = start(new ServerBinlog(open, facts, config.name()));
    BinlogStream stream = DumpRequest.send(open, facts, position, config.name());
    logger.log(
        System.Logger.Level.INFO,
        () ->
            "pipeline %s: following %s (%s) from %s"
                .formatted(config.name(), open.source(), open.version().text(), position));
    queue.put(new StreamItem.Connected(position, open.source(), facts.describesRows()));
    return stream;
  }

  private BinlogPosition start(ServerBinlog binlog) throws IOException, InterruptedException {
    BinlogPosition position = next;
    if (position != null && restart) {
      position = skipGap(binlog, position);
    } else if (position == null) {
      position = StartPositions.resolve(binlog, config.source().startPosition());
    }
    next = position;
    position = StartPositions.resume(config.name(), binlog, position);
    next = position;
    return position;
  }

  private BinlogPosition skipGap(ServerBinlog binlog, BinlogPosition lost)
      throws IOException, InterruptedException {
    BinlogPosition resumed =
        StartPositions.restart(binlog, lost, config.source().positionLostPolicy());
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: CHANGES ARE LOST between %s and %s (%s)"
                .formatted(config.name(), lost, resumed, config.source().positionLostPolicy()));
    queue.put(new StreamItem.Gap(lost, resumed));
    restart = false;
    return resumed;
  }

  /** Reads what is there, at least one event; what came before a failure is handed over, too. */
  private void readChunk(MySqlSession open, BinlogStream stream)
      throws IOException, InterruptedException {
    List<BinlogEvent> events = new ArrayList<>(expected);
    BinlogEvent last = null;
    BinlogPosition end = null;
    long bytes = 0;
    int read = 0;
    try {
      do {
        last = stream.next();
        read++;
        bytes += last.size();
        if (!last.onlyOpens()) {
          events.add(last);
        }
        if (last.position() != null) {
          end = last.position();
        }
      } while (read < CHUNK_EVENTS && bytes < CHUNK_BYTES && open.hasPacket());
    } finally {
      if (last != null) {
        expected = Math.max(LEAST_EXPECTED, events.size());
        heard(last);
        handOver(open, events);
        // Only now: what was not handed over has to be read again.
        if (end != null) {
          next = end;
          received = end;
        }
      }
    }
  }

  private void heard(BinlogEvent last) {
    lastHeard = config.clock().instant();
    // What the dump makes up it also sends before it fails; only the binlog itself proves anything.
    if (!last.isArtificial()) {
      streaming = true;
      servers.works();
      health.recovered(Stage.SOURCE);
    }
  }

  private void handOver(MySqlSession open, List<BinlogEvent> events) throws InterruptedException {
    if (events.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (BinlogEvent event : events) {
      bytes += event.size();
    }
    List<byte[]> received = open.takeReceived();
    ReceiveBuffers buffers = open.buffers();
    queue.put(new StreamItem.Events(events, bytes, () -> buffers.giveBack(received)));
  }

  /** Turns to the next server; once all have failed, asks the policies. */
  private boolean sourceFailed(SourceException cause) throws InterruptedException {
    if (closed) {
      return false;
    }
    // A stream that breaks is looked for where it was; its server may just have been restarted.
    SourceException failure = streaming && !cause.isPositionLost() ? cause : servers.failed(cause);
    if (failure == null) {
      return true;
    }
    BinlogPosition lost = next;
    if (failure.isDisplaced()) {
      return retry(Stage.SOURCE, failure, false, rivalry.displaced(System.nanoTime()));
    }
    if (!failure.isPositionLost()) {
      return retry(Stage.SOURCE, failure, failure.isPermanent());
    }
    if (lost == null) {
      // Purged while the configured start was searched for: search again.
      return retry(Stage.SOURCE, failure, false);
    }
    restart = config.source().positionLostPolicy() != PositionLostPolicy.FAIL;
    return retry(Stage.SOURCE, positionLost(lost, failure), !restart);
  }

  private static PositionLostException positionLost(BinlogPosition lost, SourceException cause) {
    return new PositionLostException(
        "position %s is lost: %s; restore the binlog, or accept the gap with onPositionLost(…)"
            .formatted(lost, cause.getMessage()),
        lost,
        cause);
  }

  private boolean retry(Stage stage, RuntimeException cause, boolean permanent)
      throws InterruptedException {
    return retry(stage, cause, permanent, 0);
  }

  private boolean retry(Stage stage, RuntimeException cause, boolean permanent, int before)
      throws InterruptedException {
    if (closed) {
      return false;
    }
    Health.Verdict verdict = health.failed(stage, cause, permanent, before);
    if (verdict.decision() instanceof ErrorPolicy.Retry retry) {
      TimeUnit.NANOSECONDS.sleep(retry.delay().toNanos());
      return true;
    }
    queue.put(new StreamItem.Ended(verdict.failure()));
    return false;
  }

  private SourceException broken(IOException e) {
    MySqlSource server = servers.current();
    if (e instanceof SocketTimeoutException) {
      return SourceException.retryable(
          "no byte from %s for %s although it was asked for heartbeats every %s: connection is dead"
              .formatted(
                  server, server.heartbeatInterval().multipliedBy(3), server.heartbeatInterval()),
          e);
    }
    return SourceException.retryable(
        "connection to %s broke: %s".formatted(server, e.getMessage()), e);
  }

  /** Ends the thread and waits for it. */
  void close() {
    closed = true;
    thread.interrupt();
    closeSession();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      logger.log(
          System.Logger.Level.WARNING,
          () -> "pipeline " + config.name() + ": the reader did not end in " + JOIN_MILLIS + " ms");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeSession() {
    MySqlSession open = session;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        logger.log(System.Logger.Level.DEBUG, "closing the source's connection failed", e);
      }
    }
  }
}
