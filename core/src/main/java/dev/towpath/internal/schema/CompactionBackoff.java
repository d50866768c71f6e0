package dev.towpath.internal.schema;

import dev.towpath.failure.CdcException;
import dev.towpath.internal.log.Loggers;
import java.util.concurrent.TimeUnit;

/**
 * The pause between attempts to shorten a stored history after one has failed, and the one warning
 * about it. Used by one thread.
 */
final class CompactionBackoff {
  private static final System.Logger logger = Loggers.SCHEMA;
  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(10);

  private final String pipeline;
  private long pause;
  private long failedAt;

  CompactionBackoff(String pipeline) {
    this.pipeline = pipeline;
  }

  /** Whether it may be tried now. */
  boolean isDue() {
    return isDue(System.nanoTime());
  }

  boolean isDue(long now) {
    return pause == 0 || now - failedAt >= pause;
  }

  void failed(CdcException cause) {
    failed(cause, System.nanoTime());
  }

  void failed(CdcException cause, long now) {
    boolean isFirst = pause == 0;
    failedAt = now;
    pause = isFirst ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    logger.log(
        isFirst ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
        () ->
            "pipeline %s: %s; the stored table definitions stay longer than they need to be, and it is tried again"
                .formatted(pipeline, cause.getMessage()));
  }

  void succeeded() {
    pause = 0;
  }
}
