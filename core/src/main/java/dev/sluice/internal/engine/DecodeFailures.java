package dev.sluice.internal.engine;

import dev.sluice.CdcException;
import dev.sluice.ErrorPolicy;
import dev.sluice.Failure.Stage;
import dev.sluice.coordination.LeaseLostException;
import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.internal.binlog.EventType;
import dev.sluice.internal.binlog.MalformedEventException;
import dev.sluice.internal.schema.SchemaLookupException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does what the error policy says about events that cannot be interpreted. Used by the writing
 * thread.
 */
final class DecodeFailures {
  private final Health health;
  private final WriterControl control;
  private final Listeners listeners;

  DecodeFailures(Services services) {
    this.health = services.health();
    this.control = services.control();
    this.listeners = services.listeners();
  }

  /** What was tried has succeeded. */
  void recovered() {
    health.recovered(Stage.DECODE);
  }

  /**
   * Whether to try again, after the time the policy says: only where the schema could not be looked
   * up, which happens before anything of the event is handed out.
   */
  boolean mayRetry(RuntimeException cause) throws Exception {
    if (cause instanceof LeaseLostException) {
      throw cause;
    }
    if (!(cause instanceof SchemaLookupException)) {
      return false;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw (InterruptedException) new InterruptedException(cause.getMessage()).initCause(cause);
    }
    Health.Verdict verdict = health.failed(Stage.DECODE, cause, false);
    if (!(verdict.decision() instanceof ErrorPolicy.Retry retry)) {
      throw new PipelineFailedException(verdict.failure());
    }
    control.sleep(retry.delay());
    return true;
  }

  /**
   * Leaves out rows if the policy says so; all other events are needed to go on.
   *
   * @param event what cannot be interpreted; null when it is no event
   * @param before the end of the last transaction before it
   */
  void leaveOut(@Nullable BinlogEvent event, RuntimeException cause, BinlogPosition before)
      throws PipelineFailedException {
    boolean isRows = event != null && EventType.isRows(event.type());
    var possible = isRows ? Health.SKIP : Health.NOTHING;
    Health.Verdict verdict = health.failed(Stage.DECODE, located(event, cause), true, possible);
    if (!(verdict.decision() instanceof ErrorPolicy.Skip)) {
      throw new PipelineFailedException(verdict.failure());
    }
    listeners.tell(listener -> listener.onSkipped(List.of(), before, verdict.failure()));
    recovered();
  }

  private static RuntimeException located(@Nullable BinlogEvent event, RuntimeException cause) {
    if (event == null || cause instanceof MalformedEventException) {
      return cause;
    }
    return new CdcException("cannot interpret " + event + ": " + cause.getMessage(), cause);
  }
}
