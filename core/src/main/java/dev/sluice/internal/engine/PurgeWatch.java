package dev.sluice.internal.engine;

import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.preflight.Retention;
import dev.sluice.internal.protocol.EndableConnection;
import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.mysql.MySqlSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The watch over how long the server keeps what follows the acknowledged position: looks once a
 * minute, and warns when the time gets short. Has a thread and connections of its own, and what
 * goes wrong with them concerns nothing else.
 */
final class PurgeWatch implements Runnable {
  private static final System.Logger logger = System.getLogger(PurgeWatch.class.getName());
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final long JOIN_MILLIS = 5_000;

  private final EngineConfig config;
  private final Progress progress;
  private final Thread thread;
  private final EndableConnection connection = new EndableConnection();
  private volatile @Nullable MySqlSource server;
  private @Nullable Duration warnedAt;

  PurgeWatch(EngineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
    this.thread = new Thread(this, "sluice-" + config.name() + "-purge-watch");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The stream now comes from {@code server}. */
  void use(MySqlSource server) {
    this.server = server;
  }

  @Override
  public void run() {
    while (!connection.isEnded()) {
      try {
        progress.await(() -> progress.acknowledged() != null, connection::isEnded, Long.MAX_VALUE);
        refresh();
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
      } catch (InterruptedException e) {
        // close() interrupts; after any other interrupt it looks a little earlier.
      }
    }
  }

  private void refresh() {
    MySqlSource current = server;
    BinlogPosition position = progress.acknowledged();
    if (connection.isEnded() || current == null || position == null) {
      return;
    }
    try (MySqlSession open = MySqlSession.open(current, connection)) {
      found(Retention.of(open, position, config.clock().instant()), position);
    } catch (IOException | RuntimeException e) {
      progress.untilPurge(null);
      logger.log(
          System.Logger.Level.DEBUG,
          () ->
              "pipeline %s: cannot tell when %s will be purged: %s"
                  .formatted(config.name(), position, e.getMessage()));
    }
  }

  /** Warns once when the time gets short, and again whenever it has halved. */
  private void found(@Nullable Retention retention, BinlogPosition position) {
    progress.untilPurge(retention == null ? null : retention.left());
    if (retention == null || !retention.isShort()) {
      warnedAt = null;
      return;
    }
    Duration before = warnedAt;
    if (before == null || retention.left().compareTo(before.dividedBy(2)) < 0) {
      warnedAt = retention.left();
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              ("pipeline %s: its position %s may be purged %s: the sink must catch up, or raise"
                      + " binlog_expire_logs_seconds (now %s)")
                  .formatted(
                      config.name(),
                      position,
                      retention.left().isZero() ? "any time" : "in " + retention.left(),
                      retention.kept()));
    }
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
