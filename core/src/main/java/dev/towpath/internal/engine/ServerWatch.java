package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.server.Replication;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.preflight.Retention;
import dev.towpath.internal.protocol.EndableConnection;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A watch over facts about the server that the stream does not tell: how long it keeps its binlog,
 * and whether its own replication moves. It checks once a minute, a replica every ten seconds. It
 * has a thread of its own, and a connection for the time of a check; their failures affect nothing
 * else.
 */
final class ServerWatch implements Runnable {
  private static final System.Logger logger = Loggers.SOURCE;
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration REPLICA_INTERVAL = Duration.ofSeconds(10);
  private static final long JOIN_MILLIS = 5_000;

  private final EngineConfig config;
  private final Progress progress;
  private final Thread thread;
  private final PurgeWatch purge;
  private final ReplicationWatch replication;
  private final EndableConnection connection = new EndableConnection();
  private final Semaphore changes = new Semaphore(0);
  private volatile @Nullable MySqlSource server;
  private boolean atReplica;
  private long purgeDue;

  ServerWatch(EngineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
    this.purge = new PurgeWatch(config, progress);
    this.replication = new ReplicationWatch(config, progress);
    this.thread = new Thread(this, "towpath-" + config.name() + "-server-watch");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Watches {@code server} from now on. */
  void use(MySqlSource server) {
    if (!server.equals(this.server)) {
      this.server = server;
      progress.signal();
      changes.release();
    }
  }

  @Override
  public void run() {
    while (!connection.isEnded()) {
      try {
        progress.await(this::isFollowing, connection::isEnded, Long.MAX_VALUE);
        changes.drainPermits();
        look();
        Duration pause = atReplica ? REPLICA_INTERVAL : INTERVAL;
        if (changes.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          purgeDue = System.nanoTime();
        }
      } catch (InterruptedException e) {
        // close() interrupts; any other interrupt only makes the next check come earlier.
      }
    }
  }

  private boolean isFollowing() {
    return server != null && progress.acknowledged() != null;
  }

  private void look() {
    MySqlSource current = server;
    BinlogPosition position = progress.acknowledged();
    if (connection.isEnded() || current == null || position == null) {
      return;
    }
    boolean isPurgeDue = !atReplica || System.nanoTime() - purgeDue >= 0;
    try (MySqlSession open = MySqlSession.open(current, connection)) {
      if (isPurgeDue) {
        purge.found(Retention.of(open, position, config.clock().instant()), position);
        purgeDue = System.nanoTime() + INTERVAL.toNanos();
      }
      Replication found = Replication.read(open);
      atReplica = found.isReplica();
      replication.found(current, found);
    } catch (IOException | RuntimeException e) {
      failed(position, e, isPurgeDue);
    }
  }

  /** Handles a failed check. The last known state of the replication stays, so its lag grows. */
  private void failed(BinlogPosition position, Exception e, boolean isPurgeDue) {
    if (isPurgeDue) {
      progress.untilPurge(null);
    }
    logger.log(
        System.Logger.Level.DEBUG,
        () ->
            "pipeline %s: cannot ask when %s will be purged, and about replication: %s"
                .formatted(config.name(), position.summary(), e.getMessage()));
  }

  /** Ends the thread and its connection, and does not wait for either. Thread-safe. */
  void disconnect() {
    connection.end();
    thread.interrupt();
  }

  /** Ends the thread and waits for it. */
  void close() {
    disconnect();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
