package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.preflight.Retention;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A watch over how long the server keeps the binlog after the acknowledged position: it warns when
 * the time gets short. Used by one thread.
 */
final class PurgeWatch {
  private static final System.Logger logger = Loggers.SOURCE;

  private final String pipeline;
  private final Progress progress;
  private @Nullable Duration warnedAt;

  PurgeWatch(EngineConfig config, Progress progress) {
    this.pipeline = config.name();
    this.progress = progress;
  }

  /** Warns once when the time gets short, and again each time it has halved. */
  void found(@Nullable Retention retention, BinlogPosition position) {
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
                      pipeline,
                      position.summary(),
                      retention.left().isZero() ? "any time" : "in " + retention.left(),
                      retention.kept()));
    }
  }
}
