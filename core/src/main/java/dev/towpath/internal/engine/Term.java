package dev.towpath.internal.engine;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.schema.SchemaTracker;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.StaleEpochException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One term of leadership, from the position it resumes at to the position it leaves. However it
 * ends, first the source is closed, then the sink. The acknowledged position is saved and the lease
 * released together, unless the lease is lost. Run by the writing thread; any thread may wake it
 * up.
 */
final class Term {
  private static final long MAX_BATCH_BYTES = 8L << 20;

  private final EngineParts parts;
  private final WriterControl control;
  private final TermGate gate;
  private final CurrentSink sink;
  private final StreamQueue queue;
  private final PositionSaver saver;
  private final SchemaTracker schema;
  private final Source source;
  private final WriterLoop loop;
  private final StreamIntake intake;

  private Term(
      EngineParts parts,
      TermGate gate,
      CurrentSink sink,
      CurrentSink.Wishes wishes,
      Optional<Checkpoint> stored) {
    EngineConfig config = parts.config();
    BinlogPosition start = wishes.resume().or(() -> stored.map(Checkpoint::position)).orElse(null);
    this.parts = parts;
    this.control = parts.control();
    this.gate = gate;
    this.sink = sink;
    this.queue = new StreamQueue(config.memoryBudget(), parts.clock());
    this.saver = new PositionSaver(parts, gate, queue);
    this.schema =
        new SchemaTracker(
            config.name(),
            config.source(),
            config.filters().rowsOf(config.tables()),
            config.schemaStore(),
            gate.lease(),
            start == null);
    this.source = parts.sources().open(queue, parts, start);
    var times = new CommitTimes(parts.progress());
    var delivery = new Delivery(parts, new SinkDriver(parts, gate, sink), saver, queue, times);
    long maxBatchBytes = Math.min(MAX_BATCH_BYTES, config.memoryBudget() / 4);
    this.intake =
        new StreamIntake(
            parts,
            queue,
            schema,
            delivery,
            times,
            new BatchBuilder(config.name(), maxBatchBytes),
            wishes.interests(),
            start == null);
    this.loop = new WriterLoop(parts, gate, queue, intake, delivery, saver, schema);
    parts.progress().termStarted(queue, source, start);
  }

  /**
   * Opens the sink of a term, which reads nothing yet.
   *
   * @param stored the checkpoint of the previous term
   */
  static Term open(EngineParts parts, TermGate gate, Optional<Checkpoint> stored) throws Exception {
    var context =
        new TermContext(
            parts.config().name(),
            gate.lease(),
            parts.config().clock(),
            stored.flatMap(Checkpoint::sinkState));
    var sink = new CurrentSink(parts, gate, context);
    boolean isOpen = false;
    try {
      var term = new Term(parts, gate, sink, sink.open(), stored);
      isOpen = true;
      return term;
    } finally {
      if (!isOpen) {
        sink.close();
      }
    }
  }

  /**
   * Delivers until asked to stop, and ends the term.
   *
   * @throws PipelineFailedException if the error policy says stop
   * @throws LeaseLostException if the lease is lost
   * @throws StaleEpochException if a store knows a later epoch, so that the lease is lost
   */
  void run() throws Exception {
    @Nullable Exception thrown = attempt(this::deliver);
    @Nullable Exception unclosed = attempt(this::closeSource);
    if (thrown == null) {
      thrown = attempt(this::settle);
    }
    sink.close();
    thrown = thrown == null ? unclosed : thrown;
    end(thrown);
    if (thrown != null) {
      throw thrown;
    }
  }

  /** A step of a term. */
  private interface Step {
    void run() throws Exception;
  }

  /** Runs a step; returns the reason why the term ends, unless it is a request to stop. */
  private @Nullable Exception attempt(Step step) {
    try {
      step.run();
      return null;
    } catch (StopException e) {
      // Stopped as asked, or time is up: events that are not acknowledged are repeated.
      return null;
    } catch (PipelineFailedException | LeaseLostException | StaleEpochException e) {
      return e;
    } catch (Throwable e) {
      return parts
          .health()
          .fatal(
              Stage.DECODE,
              new CdcException("the writing thread failed because of a defect: " + e, e));
    }
  }

  private void deliver() throws Exception {
    if (control.isRevoked()) {
      // The order may have come before there was anything to disconnect.
      disconnect();
    }
    start();
    loop.run();
  }

  private void closeSource() {
    try {
      source.close();
    } finally {
      schema.close();
    }
  }

  /**
   * Settles what was written; the next leader reads events again that were read and not written.
   */
  private void settle() throws Exception {
    control.check();
    loop.settle();
  }

  private void start() throws PipelineFailedException {
    try {
      source.start();
    } catch (Throwable e) {
      throw parts.health().fatal(Stage.SOURCE, new CdcException("cannot start reading: " + e, e));
    }
  }

  private void end(@Nullable Exception thrown) {
    // An interrupt that has done its work must not reach the store.
    Thread.interrupted();
    boolean isLost = thrown instanceof LeaseLostException || thrown instanceof StaleEpochException;
    if (isLost || control.isRevoked()) {
      gate.release();
    } else {
      saver.saveAndRelease();
    }
  }

  /** Wakes the writer up to check for orders. May be called by any thread. */
  void wakeUp() {
    queue.wakeUp();
    if (control.isStopRequested()) {
      intake.disconnect();
      schema.disconnect();
    }
  }

  /** Ends all reading at once, because the lease is gone. May be called by any thread. */
  void disconnect() {
    source.disconnect();
    intake.disconnect();
    schema.disconnect();
  }
}
