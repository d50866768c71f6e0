package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.EventKind;
import dev.towpath.failure.ErrorPolicy.Decision;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.log.Loggers;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The sink in use, and the state that it leaves to the next one of the term. A sink is created when
 * it is needed, and never used again once it has thrown. The gate is asked before every effect.
 * Every exception of the application's sink becomes a {@link SinkFailure}. Used by the writing
 * thread.
 */
final class CurrentSink {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final String pipeline;
  private final SinkFactory factory;
  private final TermGate gate;
  private final WriterControl control;
  private final Recovery recovery;
  private TermContext context;
  private @Nullable Sink sink;
  private long written;
  private long settled;
  private boolean isStateNew;
  private @Nullable StateSaver stateSaver;

  CurrentSink(EngineParts parts, TermGate gate, TermContext context) {
    this.pipeline = parts.config().name();
    this.factory = parts.config().sink();
    this.gate = gate;
    this.control = parts.control();
    this.recovery = new Recovery(parts);
    this.context = context;
  }

  /** A function that makes {@link #state()} durable. */
  interface StateSaver {
    void save() throws Exception;
  }

  /** A failure of the application's sink or factory; its message names the class. */
  static final class SinkFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable thrown;

    private SinkFailure(String doing, Throwable thrown) {
      super(doing, thrown, false, false);
      this.thrown = thrown;
    }

    /**
     * Returns the failure for the error policy.
     *
     * @param batches a description of the batches it was about; empty when it was about none
     */
    Failure about(String batches) {
      String during = getMessage() + (batches.isEmpty() ? "" : " " + batches);
      return new Failure(Stage.SINK, thrown, 1, isPermanent(thrown), during);
    }

    private static boolean isPermanent(Throwable cause) {
      if (cause instanceof SinkException failure && failure.isPermanent()) {
        return true;
      }
      // A decoding failure can surface here: rows are decoded when the sink asks for their values.
      return Thrown.isError(cause)
          || Thrown.isBehind(
              cause, e -> e instanceof DecodeException || e instanceof ContractException);
    }
  }

  /** The requirements of the first sink of a term: its kinds of events, and where to resume. */
  record Wishes(Set<EventKind> interests, Optional<BinlogPosition> resume) {}

  /** Creates the first sink and asks for its requirements. */
  Wishes open() throws Exception {
    while (true) {
      try {
        Sink created = get();
        Optional<BinlogPosition> resume =
            call(created, "looking up where to resume", created::resumePosition);
        Set<EventKind> interests = call(created, "saying its interests", () -> interests(created));
        return new Wishes(interests, resume);
      } catch (SinkFailure e) {
        failed(e, "", Health.RETRY);
      }
    }
  }

  private static Set<EventKind> interests(Sink sink) {
    try {
      Set<EventKind> interests = EnumSet.noneOf(EventKind.class);
      interests.addAll(sink.interests());
      return interests;
    } catch (NullPointerException e) {
      throw new ContractException("its interests are null or contain null", e);
    }
  }

  /** Returns the sink; creates one when there is none, as often as the policy says. */
  private Sink get() throws Exception {
    while (true) {
      Sink current = sink;
      if (current != null) {
        return current;
      }
      gate.await();
      try {
        Sink created = call(factory, "creating a sink", () -> factory.create(context));
        sink = created;
        written = 0;
        settled = 0;
        call(created, "saying its state", created::state).ifPresent(this::remember);
      } catch (SinkFailure e) {
        failed(e, "", Health.RETRY);
        continue;
      }
      saveNewState();
    }
  }

  private void remember(byte[] state) {
    isStateNew |= !Arrays.equals(state, context.sinkState().orElse(null));
    context = context.with(state);
  }

  /**
   * Saves the state of the current sink, and in future of every new sink before its first write;
   * until this is called no sink may write.
   */
  void saveStatesTo(StateSaver saver) throws Exception {
    stateSaver = saver;
    saveNewState();
  }

  private void saveNewState() throws Exception {
    if (isStateNew && stateSaver != null) {
      stateSaver.save();
      isStateNew = false;
    }
  }

  /** Returns the last state of the sink. */
  Optional<byte[]> state() {
    return context.restoredState();
  }

  /** Writes a batch, to a new sink if there is none. */
  void write(BatchInFlight batch, Telemetry telemetry) throws Exception {
    Sink target = get();
    gate.await();
    call(
        target,
        "writing",
        () -> {
          telemetry.writing(batch, () -> target.write(batch.batch()));
          return true;
        });
    written++;
  }

  /** Returns whether the sink has accepted batches that are not known to be durable. */
  boolean hasAccepted() {
    return sink != null && written > settled;
  }

  /**
   * Flushes the sink: everything it has accepted is durable when this returns.
   *
   * @return the number of batches that it made durable
   */
  int flush() throws Exception {
    Sink target = present();
    gate.await();
    call(
        target,
        "flushing",
        () -> {
          target.flush();
          return true;
        });
    call(target, "saying its state after flushing", target::state)
        .ifPresent(state -> context = context.with(state));
    int more = (int) (written - settled);
    settled = written;
    return more;
  }

  /** Returns the sink that has accepted the batches to flush; a new one would not know them. */
  private Sink present() {
    Sink current = sink;
    if (current == null) {
      throw new IllegalStateException("there is no sink that anything was written to");
    }
    return current;
  }

  /**
   * Asks how many more batches the sink has made durable by itself since this or {@link #flush()}
   * was called last.
   *
   * @return empty when the sink does not say
   */
  OptionalLong acknowledged() throws Exception {
    Sink current = present();
    String doing = "saying what is durable of";
    Optional<Acknowledgement> said = call(current, doing, current::acknowledged);
    if (said.isEmpty()) {
      return OptionalLong.empty();
    }
    long batches = said.get().batches();
    if (batches > written || batches < settled) {
      throw new SinkFailure(
          doing(current, doing),
          new ContractException(
              "it acknowledged %d of %d batches after it had acknowledged %d"
                  .formatted(batches, written, settled)));
    }
    said.get().state().ifPresent(state -> context = context.with(state));
    long more = batches - settled;
    settled = batches;
    return OptionalLong.of(more);
  }

  /**
   * Replaces the sink by one that begins with {@code state}; the old sink must have been flushed.
   */
  void restartWith(Optional<byte[]> state) {
    close();
    context = context.withState(state);
  }

  /**
   * Decides what to do about a failed sink, then gives it up. The decision comes first, so that the
   * failure is reported even if closing the sink never returns.
   *
   * @param batches a description of the batches it was about
   */
  Health.Verdict failed(
      SinkFailure failure, String batches, Set<Class<? extends Decision>> possible)
      throws Exception {
    try {
      // A sink that notices the lost lease first has not failed.
      gate.await();
      return recovery.decide(failure.about(batches), possible, this::close);
    } finally {
      close();
    }
  }

  /** Closes the sink without a pending interrupt; batches it did not flush are forgotten. */
  void close() {
    Sink current = sink;
    sink = null;
    if (current == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      current.close();
    } catch (Throwable e) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: closing the sink %s failed: %s"
                  .formatted(pipeline, current.getClass().getName(), e),
          e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    } else {
      control.clearStrayInterrupt();
    }
  }

  private <T> T call(Object target, String doing, Callable<@Nullable T> call) throws Exception {
    try {
      T answer = call.call();
      if (answer == null) {
        throw new ContractException("it answered null");
      }
      return answer;
    } catch (InterruptedException e) {
      control.check();
      throw new SinkFailure(
          doing(target, doing),
          new IllegalStateException(
              "it threw InterruptedException, although the pipeline has not interrupted it: " + e,
              e));
    } catch (Throwable e) {
      // The sink may have wrapped an order to end the term.
      control.check();
      throw new SinkFailure(doing(target, doing), e);
    } finally {
      control.clearStrayInterrupt();
    }
  }

  private static String doing(Object target, String doing) {
    return target.getClass().getName() + ' ' + doing;
  }

  /** A breach of the contract of {@link Sink}, which every retry would repeat. */
  private static final class ContractException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ContractException(String message) {
      this(message, null);
    }

    ContractException(String message, @Nullable Throwable cause) {
      super(message + ", which the contract of Sink does not allow; correct that class", cause);
    }
  }
}
