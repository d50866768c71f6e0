package dev.towpath.internal.engine;

import dev.towpath.failure.CdcException;
import dev.towpath.failure.DeadLetter;
import dev.towpath.failure.DeadLetterHandler;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.log.Loggers;
import dev.towpath.sink.SinkException;

/**
 * The delivery of refused changes to the application's handler, with the limit of how many may be
 * refused in a row. Used by the writing thread.
 */
final class DeadLetterDelivery {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final String pipeline;
  private final TermGate gate;
  private final Health health;
  private final Recovery recovery;
  private final WriterControl control;
  private final Listeners listeners;
  private int refusedInARow;

  DeadLetterDelivery(EngineParts parts, TermGate gate) {
    this.pipeline = parts.config().name();
    this.gate = gate;
    this.health = parts.health();
    this.recovery = new Recovery(parts);
    this.control = parts.control();
    this.listeners = parts.listeners();
  }

  /** Records that the sink has accepted a change. */
  void accepted() {
    refusedInARow = 0;
  }

  /** Gives a single change to the handler, until it has taken it. */
  void deliver(BatchInFlight single, Failure failure, ErrorPolicy.Isolate isolate)
      throws Exception {
    if (refusedInARow >= isolate.mostInARow()) {
      throw health.fatal(tooMany(failure));
    }
    var letter = new DeadLetter(pipeline, single.batch().events().get(0), single.start(), failure);
    while (!isTaken(letter, isolate.handler())) {
      // The policy said to retry.
    }
    refusedInARow++;
    health.recovered(Stage.DEAD_LETTER);
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: DEAD LETTER, %s at %s was refused: %s"
                .formatted(
                    pipeline, letter.event().kind(), letter.event().origin(), failure.describe()));
    listeners.tell(listener -> listener.onDeadLetter(letter));
  }

  private boolean isTaken(DeadLetter letter, DeadLetterHandler handler) throws Exception {
    gate.await();
    try {
      handler.handle(letter);
      return true;
    } catch (Throwable e) {
      control.check();
      boolean isPermanent =
          Thrown.isError(e) || (e instanceof SinkException failure && failure.isPermanent());
      var failure =
          new Failure(
              Stage.DEAD_LETTER,
              e,
              1,
              isPermanent,
              "dead letter handler %s taking the change at %s"
                  .formatted(handler.getClass().getName(), letter.event().origin()));
      recovery.decide(failure, Health.RETRY);
      return false;
    } finally {
      control.clearStrayInterrupt();
    }
  }

  private Failure tooMany(Failure failure) {
    String message =
        ("the sink refused %d changes in a row, so the changes are probably not the cause: %s; fix"
                + " the target, or raise mostInARow of ErrorPolicy.Isolate")
            .formatted(refusedInARow + 1, failure.cause().getMessage());
    return new Failure(
        failure.stage(),
        new CdcException(message, failure.cause()),
        failure.attempt(),
        true,
        failure.during());
  }
}
