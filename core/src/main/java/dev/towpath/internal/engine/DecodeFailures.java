package dev.towpath.internal.engine;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.schema.SchemaLookupException;
import dev.towpath.position.StaleEpochException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handling of events that cannot be interpreted, as the error policy says. Used by the writing
 * thread.
 */
final class DecodeFailures {
  private final Health health;
  private final Recovery recovery;
  private final WriterControl control;
  private final Listeners listeners;

  DecodeFailures(EngineParts parts) {
    this.health = parts.health();
    this.recovery = new Recovery(parts);
    this.control = parts.control();
    this.listeners = parts.listeners();
  }

  /** Records that decoding works again. */
  void recovered() {
    health.recovered(Stage.DECODE);
  }

  /**
   * Waits as the policy says and returns whether to retry: only if the schema could not be looked
   * up, which happens before any change of the event is handed out.
   */
  boolean mayRetry(Throwable cause) throws Exception {
    control.check();
    if (cause instanceof LeaseLostException lost) {
      throw lost;
    }
    if (cause instanceof StaleEpochException stale) {
      throw stale;
    }
    if (!(cause instanceof SchemaLookupException)) {
      return false;
    }
    control.clearStrayInterrupt();
    recovery.decide(new Failure(Stage.DECODE, cause, 1, false), Health.RETRY);
    return true;
  }

  /**
   * Skips rows if the policy says so; all other events are needed to continue.
   *
   * @param event the event that cannot be interpreted; null when it is no event
   * @param before the end of the last transaction before it
   */
  void leaveOut(@Nullable BinlogEvent event, Throwable cause, BinlogPosition before)
      throws PipelineFailedException {
    boolean isRows = event != null && EventType.isRows(event.type());
    // A lack of memory says nothing about the event.
    boolean maySkip = isRows && !Thrown.isOutOfMemory(cause);
    var failure = new Failure(Stage.DECODE, located(event, cause), 1, true);
    Health.Verdict verdict = health.failed(failure, maySkip ? Health.SKIP : Health.NOTHING);
    if (!(verdict.decision() instanceof ErrorPolicy.Skip)) {
      throw new PipelineFailedException(verdict.failure());
    }
    listeners.tell(listener -> listener.onSkipped(List.of(), before, verdict.failure()));
    recovered();
  }

  private static Throwable located(@Nullable BinlogEvent event, Throwable cause) {
    if (event == null || cause instanceof MalformedEventException) {
      return cause;
    }
    String why = cause instanceof CdcException ? cause.getMessage() : cause.toString();
    return new CdcException("cannot interpret " + event + ": " + why, cause);
  }
}
