package dev.towpath.sink.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowUpdate;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A sink into a {@link MemoryTarget} that keeps the contract, unless it has a {@link Fault}.
 *
 * <p>With {@link Fidelity#EXACTLY_ONCE} it stores rows and position together, whole transactions
 * only.
 */
@SuppressWarnings("try") // close() may be interrupted, as in any sink
final class ReferenceSink implements Sink {
  private final MemoryTarget target;
  private final Fidelity fidelity;
  private final Fault fault;
  private final List<EventBatch> pending = new ArrayList<>();
  private List<DurableRow> lastFlush = List.of();
  private boolean written;
  private boolean failed;
  private boolean closed;

  ReferenceSink(MemoryTarget target, Fidelity fidelity, Fault fault) {
    this.target = target;
    this.fidelity = fidelity;
    this.fault = fault;
  }

  @Override
  public void write(EventBatch batch) {
    if (fault == Fault.SWALLOWS_INTERRUPTS) {
      Thread.interrupted();
    }
    pending.add(batch);
    written = true;
    if (fault == Fault.MODIFIES_BYTES) {
      batch.events().forEach(ReferenceSink::modify);
    }
  }

  private static void modify(ChangeEvent event) {
    if (event instanceof RowChange change) {
      for (int i = 0; i < change.table().columns().size(); i++) {
        if (change.row().get(i) instanceof byte[] bytes && bytes.length > 0) {
          bytes[0]++;
        }
      }
    }
  }

  @Override
  public void flush() throws Exception {
    if (fault == Fault.WRITES_ONLY_AT_CLOSE) {
      return;
    }
    if (pending.isEmpty()) {
      if (fault == Fault.FLUSHES_AGAIN) {
        target.append(lastFlush);
      }
      return;
    }
    try {
      reach();
    } catch (SinkException e) {
      failed = true;
      if (fault != Fault.HIDES_FAILURES) {
        throw e;
      }
      return;
    }
    store();
  }

  private void reach() throws SinkException, InterruptedException {
    if (fault != Fault.IGNORES_INTERRUPTS) {
      target.reach();
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        target.reach();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void store() {
    switch (fidelity) {
      case AT_LEAST_ONCE -> append(pending);
      case IDEMPOTENT -> changes(pending).forEach(this::upsert);
      case EXACTLY_ONCE -> appendTransactions();
    }
    if (fidelity != Fidelity.EXACTLY_ONCE) {
      pending.clear();
    }
  }

  private void append(List<EventBatch> batches) {
    List<DurableRow> rows = new ArrayList<>(changes(batches).stream().map(this::row).toList());
    if (fault == Fault.REORDERS) {
      Collections.reverse(rows);
    }
    if (fault == Fault.LOSES_A_ROW && !rows.isEmpty()) {
      rows.remove(0);
    }
    target.append(rows);
    lastFlush = rows;
  }

  private static List<RowChange> changes(List<EventBatch> batches) {
    List<RowChange> changes = new ArrayList<>();
    for (EventBatch batch : batches) {
      for (ChangeEvent event : batch.events()) {
        if (event instanceof RowChange change) {
          changes.add(change);
        }
      }
    }
    return changes;
  }

  private void upsert(RowChange change) {
    String identity = identity(change);
    String old =
        change instanceof RowUpdate update
            ? identity(new RowDelete(update.origin(), update.rowOrdinal(), update.before()))
            : identity;
    DurableRow before = target.remove(old);
    if (before != null && fault == Fault.KEEPS_AN_OLD_IMAGE) {
      target.put(old, before);
      return;
    }
    if (before != null && fault == Fault.KEEPS_THE_OLD_KEY && !old.equals(identity)) {
      target.put(old, before);
    }
    if (!(change instanceof RowDelete)) {
      target.put(identity, over(before, row(change)));
    }
  }

  private static String identity(RowChange change) {
    DurableRow row = DurableRow.of(change);
    return row.table() + '/' + row.key();
  }

  private static DurableRow over(@Nullable DurableRow before, DurableRow row) {
    if (before == null) {
      return row;
    }
    var columns = new LinkedHashMap<>(before.columns());
    columns.putAll(row.columns());
    return new DurableRow(row.kind(), row.table(), row.key(), columns);
  }

  private DurableRow row(RowChange change) {
    DurableRow row = DurableRow.of(change);
    var columns = new LinkedHashMap<>(row.columns());
    switch (fault) {
      case TAKES_NULL_FOR_EMPTY -> columns.replaceAll((name, text) -> text == null ? "" : text);
      case TAKES_ABSENT_FOR_NULL ->
          change.table().columns().forEach(column -> columns.putIfAbsent(column.name(), null));
      case CUTS_LONG_TEXTS ->
          columns.replaceAll(
              (name, text) -> text != null && text.length() > 500 ? text.substring(0, 500) : text);
      default -> {}
    }
    return new DurableRow(row.kind(), row.table(), row.key(), columns);
  }

  private void appendTransactions() {
    int end = pending.size();
    while (end > 0 && !pending.get(end - 1).endsTransaction() && fault != Fault.SHOWS_PARTS) {
      end--;
      if (fault == Fault.FORGETS_PARTS) {
        pending.remove(end);
      }
    }
    List<EventBatch> whole = new ArrayList<>(pending.subList(0, end));
    pending.subList(0, end).clear();
    if (fault != Fault.REPEATS) {
      whole.removeIf(this::isCovered);
    }
    append(whole);
    if (!whole.isEmpty()) {
      EventBatch last = whole.get(whole.size() - 1);
      target.moveTo(last.position());
    }
  }

  /**
   * Returns whether the batch is stored already. A part that does not end its transaction is never
   * covered: it has the position before the transaction.
   */
  private boolean isCovered(EventBatch batch) {
    return batch.endsTransaction()
        && target
            .position()
            .map(stored -> batch.position().compare(stored).orElseThrow() <= 0)
            .orElse(false);
  }

  @Override
  public Optional<BinlogPosition> resumePosition() {
    if (fidelity != Fidelity.EXACTLY_ONCE || fault == Fault.REPEATS) {
      return Optional.empty();
    }
    if (fault == Fault.RESUMES_AHEAD) {
      return target
          .position()
          .map(stored -> BinlogPosition.builder(stored.file(), stored.offset() + 1).build());
    }
    return target.position();
  }

  @Override
  public Optional<byte[]> state() {
    if (fault == Fault.HAS_NO_CHECKPOINT_BEFORE_A_WRITE && !written) {
      throw new IllegalStateException("no checkpoint yet");
    }
    return Optional.empty();
  }

  @Override
  public void close() throws Exception {
    if (fault == Fault.WRITES_ONLY_AT_CLOSE) {
      append(pending);
    }
    if (fault == Fault.CLOSES_SLOWLY && !pending.isEmpty()) {
      long end = System.nanoTime() + 1_500_000_000L;
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }
    pending.clear();
    if (fault == Fault.CLOSE_FAILS_AFTER_A_FAILURE && failed) {
      throw new IllegalStateException("close after a failure");
    }
    if (fault == Fault.CLOSES_ONCE && closed) {
      throw new IllegalStateException("closed twice");
    }
    closed = true;
  }
}
