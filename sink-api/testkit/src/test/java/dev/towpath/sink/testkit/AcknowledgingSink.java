package dev.towpath.sink.testkit;

import dev.towpath.event.RowChange;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sink into a {@link MemoryTarget} that stores batches on its own thread and acknowledges them
 * without a flush, unless it has a {@link Fault}. Its checkpoint is the length of the target; rows
 * beyond it are recognised and not stored again. Thread-safe.
 */
@SuppressWarnings("try") // close() may be interrupted, as in any sink
final class AcknowledgingSink implements Sink {
  private final MemoryTarget target;
  private final Fault fault;
  private final Deque<EventBatch> pending = new ArrayDeque<>();
  private final Deque<DurableRow> known;
  private final Thread thread = new Thread(this::storeAll, "acknowledging-sink");
  private final int[] checkpoints = new int[10_000];
  private int written;
  private int stored;
  private int flushed;
  private int told;
  private boolean flushing;
  private @Nullable Exception failure;

  AcknowledgingSink(MemoryTarget target, Fault fault, SinkContext context) {
    this.target = target;
    this.fault = fault;
    checkpoints[0] =
        context.restoredState().map(bytes -> ByteBuffer.wrap(bytes).getInt()).orElse(0);
    List<DurableRow> content = target.content();
    this.known = new ArrayDeque<>(content.subList(checkpoints[0], content.size()));
    thread.setDaemon(true);
    thread.start();
  }

  private void storeAll() {
    try {
      while (true) {
        EventBatch batch = next();
        target.reach();
        store(batch);
      }
    } catch (InterruptedException e) {
      // The sink is closed.
    } catch (SinkException e) {
      fail(e);
    }
  }

  private synchronized EventBatch next() throws InterruptedException {
    while (pending.isEmpty() || (fault == Fault.ACKNOWLEDGES_EARLY && !flushing)) {
      wait();
    }
    return pending.getFirst();
  }

  private synchronized void store(EventBatch batch) {
    List<DurableRow> fresh = new ArrayList<>();
    batch.events().stream()
        .filter(RowChange.class::isInstance)
        .map(event -> DurableRow.of((RowChange) event))
        .filter(row -> !isKnown(row))
        .forEach(fresh::add);
    target.append(fresh);
    pending.removeFirst();
    stored++;
    checkpoints[stored] = target.content().size() - known.size();
    notifyAll();
  }

  private boolean isKnown(DurableRow row) {
    if (row.equals(known.peek())) {
      known.remove();
      return true;
    }
    known.clear();
    return false;
  }

  private synchronized void fail(Exception e) {
    failure = e;
    notifyAll();
  }

  @Override
  public synchronized void write(EventBatch batch) throws Exception {
    pending.add(batch);
    written++;
    notifyAll();
    if (fault == Fault.CHECKPOINT_OF_A_LATER_BATCH) {
      awaitStored();
    }
  }

  @Override
  public synchronized void flush() throws Exception {
    flushing = true;
    notifyAll();
    awaitStored();
    flushing = false;
    flushed = stored;
  }

  private synchronized void awaitStored() throws Exception {
    while (stored < written && failure == null) {
      wait();
    }
    requireNoFailure();
  }

  private void requireNoFailure() throws Exception {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public synchronized Optional<Acknowledgement> acknowledged() throws Exception {
    if (fault != Fault.ACKNOWLEDGES_NO_FAILURE) {
      requireNoFailure();
    }
    int before = told;
    told = stored;
    return Optional.of(
        switch (fault) {
          case ACKNOWLEDGES_EARLY -> at(written, written);
          case ACKNOWLEDGES_FLUSHES_ONLY -> at(flushed, flushed);
          case COUNTS_FROM_THE_LAST_FLUSH -> at(stored - flushed, stored);
          case CHECKPOINT_OF_A_LATER_BATCH -> at(before, stored);
          case CHECKPOINT_OF_THE_LAST_FLUSH -> at(stored, flushed);
          default -> at(stored, stored);
        });
  }

  private Acknowledgement at(int batches, int checkpoint) {
    return Acknowledgement.of(batches, bytes(checkpoints[checkpoint]));
  }

  private static byte[] bytes(int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
  }

  @Override
  public synchronized Optional<byte[]> state() {
    return Optional.of(bytes(checkpoints[flushed]));
  }

  @Override
  public void close() throws Exception {
    thread.interrupt();
    thread.join();
  }
}
