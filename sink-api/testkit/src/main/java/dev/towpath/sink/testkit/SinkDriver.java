package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A driver that calls sinks as a pipeline does: on one thread, with the events they accept. */
final class SinkDriver {
  private static final int CHECKPOINT_LIMIT = 65_536;

  private final SinkThread thread;
  private final SinkFactory factory;
  private final Supplier<Duration> patience;
  private final List<Sink> opened = new ArrayList<>();
  private TestSinkContext context = TestSinkContext.of("contract");

  SinkDriver(SinkThread thread, SinkFactory factory, Supplier<Duration> patience) {
    this.thread = thread;
    this.factory = factory;
    this.patience = patience;
  }

  /** Sets the checkpoint that the next sinks find stored. */
  void restore(Optional<byte[]> checkpoint) {
    context = context.withRestoredState(checkpoint);
  }

  void nextTerm() {
    context = context.withEpoch(context.epoch() + 1);
  }

  Sink open() throws Exception {
    Sink sink = thread.call("create", patience.get(), () -> factory.create(context));
    opened.add(sink);
    return sink;
  }

  void write(Sink sink, EventBatch batch) throws Exception {
    List<ChangeEvent> wanted =
        batch.events().stream().filter(e -> sink.interests().contains(e.kind())).toList();
    if (!wanted.isEmpty()) {
      EventBatch delivered =
          EventBatch.of(wanted, batch.position(), batch.endsTransaction(), batch.attempt());
      thread.run("write", patience.get(), () -> sink.write(delivered));
    }
  }

  void flush(Sink sink) throws Exception {
    thread.run("flush", patience.get(), sink::flush);
  }

  void deliver(Sink sink, EventBatch... batches) throws Exception {
    for (EventBatch batch : batches) {
      write(sink, batch);
    }
    flush(sink);
  }

  void close(Sink sink) throws Exception {
    close(sink, patience.get());
  }

  void close(Sink sink, Duration limit) throws Exception {
    opened.remove(sink);
    thread.run("close", limit, sink::close);
  }

  Optional<BinlogPosition> resumePosition(Sink sink) throws Exception {
    return thread.call("resumePosition", patience.get(), sink::resumePosition);
  }

  Optional<byte[]> checkpoint(Sink sink) throws Exception {
    Optional<byte[]> checkpoint = thread.call("checkpoint", patience.get(), sink::state);
    assertTrue(
        checkpoint.orElse(new byte[0]).length <= CHECKPOINT_LIMIT,
        "a checkpoint has at most 64 KiB");
    return checkpoint;
  }

  Optional<Acknowledgement> acknowledged(Sink sink) throws Exception {
    return thread.call("acknowledged", patience.get(), sink::acknowledged);
  }

  /** Delivers the batches again to a new sink, as a pipeline does after a failure. */
  void redeliver(EventBatch... batches) throws Exception {
    EventBatch[] again = new EventBatch[batches.length];
    for (int i = 0; i < batches.length; i++) {
      again[i] = TestEvents.redelivered(batches[i]);
    }
    resume(again);
  }

  /** Delivers to a new sink the batches that its resume position does not cover. */
  void resume(EventBatch... batches) throws Exception {
    Sink sink = open();
    Optional<BinlogPosition> durable = resumePosition(sink);
    int start = 0;
    for (int i = 0; i < batches.length; i++) {
      if (batches[i].endsTransaction() && durable.equals(Optional.of(batches[i].position()))) {
        start = i + 1;
      }
    }
    for (int i = start; i < batches.length; i++) {
      write(sink, batches[i]);
    }
    flush(sink);
  }

  /** Closes the sinks that the test left open. */
  void closeAll() throws Exception {
    for (Sink sink : List.copyOf(opened)) {
      close(sink);
    }
  }
}
