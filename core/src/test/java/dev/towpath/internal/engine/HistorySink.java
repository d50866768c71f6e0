package dev.towpath.internal.engine;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.RowChange;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A sink that appends rows to a log, and leaves the length of the log as its state. It recognises
 * the rows in the log beyond the state it was given, and does not append them again.
 */
class HistorySink implements Sink {
  private final HistoryWorld world;

  final Deque<List<Integer>> accepted = new ArrayDeque<>();
  private final int end;
  private int state;
  long batches;
  private boolean failed;
  private boolean closed;

  HistorySink(HistoryWorld world, SinkContext context) {
    this.world = world;
    this.end = world.durable.size();
    this.state = context.restoredState().map(bytes -> (int) bytes[0]).orElse(0);
  }

  final void use() {
    if (failed || closed) {
      throw world.violation("a sink is used after it " + (failed ? "failed" : "was closed"));
    }
  }

  @Override
  public final Set<EventKind> interests() {
    Set<EventKind> rows = EnumSet.of(EventKind.INSERT, EventKind.UPDATE, EventKind.DELETE);
    if (world.setup.beats()) {
      rows.add(EventKind.HEARTBEAT);
    }
    return rows;
  }

  @Override
  public final void write(EventBatch batch) throws Exception {
    world.step("write " + batch);
    use();
    world.effect("a write");
    List<Integer> rows = new ArrayList<>();
    for (ChangeEvent event : batch.events()) {
      if (event instanceof RowChange change) {
        rows.add(world.ordinals.get(change.row().getLong("id")));
      }
    }
    world.journal.add("   rows " + rows + " attempt " + batch.attempt());
    world.handOut(rows, batch.attempt());
    mayFail();
    accepted.add(rows);
  }

  @Override
  public final void flush() throws Exception {
    world.step("flush");
    use();
    world.effect("a flush");
    mayFail();
    while (!accepted.isEmpty()) {
      makeDurable();
    }
  }

  /**
   * Fails if a fault is due. Like many sinks it turns an interrupt into an exception of its own.
   */
  final void mayFail() throws Exception {
    failed = true;
    world.failIfWanted();
    if (Thread.interrupted()) {
      throw SinkException.permanent("interrupted", new InterruptedException());
    }
    if (Objects.requireNonNull(world.lease).revoked) {
      throw SinkException.permanent("may send nothing any more");
    }
    failed = false;
  }

  final void makeDurable() {
    batches++;
    for (int row : accepted.removeFirst()) {
      boolean isRecognised = row == state && row < end;
      if (!isRecognised) {
        append(row);
      }
      if (!closed) {
        world.acknowledgedInTerm.add(row);
      }
      state = row + 1;
    }
  }

  private void append(int row) {
    if (row != world.durable.size()) {
      throw world.violation(
          "row %d is %s: the log has %d rows"
              .formatted(
                  row,
                  row < world.durable.size() ? "there twice" : "too early",
                  world.durable.size()));
    }
    world.durable.add(row);
  }

  final byte[] encoded() {
    return new byte[] {(byte) state};
  }

  @Override
  public final Optional<byte[]> state() {
    use();
    return Optional.of(encoded());
  }

  @Override
  public final void close() {
    world.step("close the sink");
    // Sent rows may have arrived without an acknowledgement.
    closed = true;
    while (world.setup.sends() && !accepted.isEmpty()) {
      makeDurable();
    }
  }

  /** A sink that makes a batch durable each time it is asked. */
  static final class Acknowledging extends HistorySink {
    private final HistoryWorld world;

    Acknowledging(HistoryWorld world, SinkContext context) {
      super(world, context);
      this.world = world;
    }

    @Override
    public Optional<Acknowledgement> acknowledged() throws Exception {
      world.step("say what is world.durable");
      use();
      mayFail();
      if (!accepted.isEmpty()) {
        makeDurable();
      }
      return Optional.of(Acknowledgement.of(batches, encoded()));
    }
  }
}
