package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.schema.SchemaTracker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The loop of the writing thread: it takes items from the reader, hands over complete transactions,
 * and lets flushes and saves happen when they are due. Every pass begins at the gate: no pass
 * happens under a lease that is not valid. Used by the writing thread.
 */
final class WriterLoop {
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private final TermGate gate;
  private final WriterControl control;
  private final StateMachine state;
  private final MonotonicClock clock;
  private final StreamQueue queue;
  private final StreamIntake intake;
  private final Delivery delivery;
  private final PositionSaver saver;
  private final SchemaTracker schema;
  private @Nullable BinlogPosition compacted;

  WriterLoop(
      EngineParts parts,
      TermGate gate,
      StreamQueue queue,
      StreamIntake intake,
      Delivery delivery,
      PositionSaver saver,
      SchemaTracker schema) {
    this.gate = gate;
    this.control = parts.control();
    this.state = parts.state();
    this.clock = parts.clock();
    this.queue = queue;
    this.intake = intake;
    this.delivery = delivery;
    this.saver = saver;
    this.schema = schema;
  }

  /** Runs until asked to stop. */
  void run() throws Exception {
    while (!control.isStopRequested()) {
      gate.await();
      if (control.isPauseRequested()) {
        pause();
      } else {
        turn();
      }
    }
  }

  private void turn() throws Exception {
    StreamItem item = next();
    if (item != null) {
      intake.take(item);
    }
    intake.deliverComplete();
    delivery.flushIfDue();
    intake.passIdle();
    saver.tick();
    compact();
  }

  private @Nullable StreamItem next() throws StopException {
    long now = clock.nanoTime();
    long wait = Math.min(LONGEST_WAIT, Math.min(delivery.dueIn(now), saver.dueIn(now)));
    try {
      return queue.poll(wait);
    } catch (InterruptedException e) {
      control.interrupted();
      return null;
    }
  }

  /** Delivers nothing until delivery is resumed; events already written are flushed and saved. */
  private void pause() throws Exception {
    settle();
    state.paused(true);
    try {
      while (control.isPauseRequested() && !control.isStopRequested()) {
        gate.await();
        saver.tick();
        endIfSourceEnded();
        rest();
      }
    } finally {
      state.paused(false);
    }
  }

  /**
   * Ends the loop if the source has ended. Events read before are read again after a restart, so
   * the failure is reported at once.
   */
  private void endIfSourceEnded() throws PipelineFailedException {
    StreamItem.Ended ended = queue.ended();
    if (ended != null) {
      throw new PipelineFailedException(ended.failure());
    }
  }

  private void rest() throws StopException {
    try {
      queue.awaitWakeUp(Math.min(LONGEST_WAIT, saver.dueIn(clock.nanoTime())));
    } catch (InterruptedException e) {
      control.interrupted();
    }
  }

  /** Makes the written events durable, and moves the position as far as that allows. */
  void settle() throws Exception {
    delivery.flush();
    intake.passIdle();
  }

  @SuppressWarnings("ReferenceEquality") // The same instance means that nothing was saved since.
  private void compact() {
    BinlogPosition durable = saver.durable();
    if (durable != null && durable != compacted) {
      compacted = durable;
      schema.saved(durable);
    }
  }
}
