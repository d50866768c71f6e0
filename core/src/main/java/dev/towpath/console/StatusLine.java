package dev.towpath.console;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.PipelineStatus;
import dev.towpath.pipeline.ReplicationOutage;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A one-line description of a pipeline's status. Used by one thread. */
final class StatusLine {
  private static final Duration RETENTION_WORTH_TELLING = Duration.ofDays(1);

  private final Supplier<PipelineStatus> source;
  private @Nullable PipelineStatus status;
  private long readAt;
  private double perSecond;

  StatusLine(Supplier<PipelineStatus> source) {
    this.source = source;
  }

  /** Reads the pipeline's status; the rate covers the time since the last call. */
  void refresh(long nanoTime) {
    PipelineStatus next = source.get();
    PipelineStatus previous = status;
    if (previous != null && nanoTime > readAt) {
      long events = next.acknowledgedEvents() - previous.acknowledgedEvents();
      perSecond = events * 1e9 / (nanoTime - readAt);
    }
    status = next;
    readAt = nanoTime;
  }

  boolean isFinal() {
    return status != null && status.state().isFinal();
  }

  /** Returns the part that is worth a new line when it changes. */
  String headline() {
    PipelineStatus now = status;
    if (now == null) {
      return "";
    }
    Failure failure = now.failure();
    String standing = now.replicationOutages().isEmpty() ? "" : " replication stands still";
    String failed = failure == null ? "" : " " + message(failure);
    return now.pipeline() + " " + now.state() + standing + failed;
  }

  @Override
  public String toString() {
    PipelineStatus now = status;
    if (now == null) {
      return "";
    }
    var line = new StringJoiner("  ");
    line.add(now.pipeline());
    line.add(now.state().toString());
    line.add(place(now.acknowledgedPosition()));
    if (now.state() != PipelineState.NEW && now.state() != PipelineState.STANDBY) {
      line.add(String.format(Locale.ROOT, "%,d events", now.acknowledgedEvents()));
    }
    if (!now.state().isFinal() && now.epoch() != null) {
      line.add(String.format(Locale.ROOT, "%,.0f/s", perSecond));
      Duration lag = now.lag();
      if (lag != null) {
        line.add("lag " + seconds(lag));
      }
      line.add(String.format(Locale.ROOT, "queue %.1f MiB", now.queuedBytes() / (1024.0 * 1024)));
    }
    Duration left = now.timeUntilPurge();
    if (left != null && left.compareTo(RETENTION_WORTH_TELLING) < 0) {
      line.add("binlog purged in " + seconds(left));
    }
    for (ReplicationOutage outage : now.replicationOutages()) {
      line.add("replication from " + outage.source() + " stands still");
    }
    Failure failure = now.failure();
    if (failure != null) {
      line.add(message(failure));
    }
    return line.toString();
  }

  private static String place(@Nullable BinlogPosition position) {
    return position == null ? "no position" : position.file() + "/" + position.offset();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%,.1f s", duration.toMillis() / 1e3);
  }

  private static String message(Failure failure) {
    String message = String.valueOf(failure.cause().getMessage()).replaceAll("\\s+", " ");
    return failure.stage() + ": " + message;
  }
}
