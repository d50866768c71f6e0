package dev.towpath.verification.chaos;

import dev.towpath.event.GtidSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A checker that compares committed changes with the topic while both grow. It forgets matched
 * changes, so that hours fit into memory. Thread-safe.
 *
 * <p>A change may arrive before its writer knows that it is committed. Messages of a queue must be
 * reported in the order of the queue, changes of a row in the order of their commits.
 */
final class HistoryChecker {
  private final Map<Integer, RowHistory> rows = new HashMap<>();
  private final Map<Integer, QueueHistory> queues = new HashMap<>();
  private final Map<Long, OpenTransaction> missing = new HashMap<>();
  private final TreeMap<Long, TermHistory> terms = new TreeMap<>();
  private final CommitOrder order = new CommitOrder();
  private final Map<String, Long> shapes = new TreeMap<>();
  private final Tally found = new Tally();
  private @Nullable GtidSet cursor;
  private long cursorEpoch;
  private long transactions;
  private long changes;

  /** The history of a queue: the incomplete transaction and the complete ones. */
  private static final class QueueHistory {
    private final BitSet over = new BitSet();
    private final CommitOrder.Arrivals arrivals = new CommitOrder.Arrivals();
    private long transaction = -1;
    private int ordinal = -1;
    private long number = -1;
  }

  /** A transaction of {@code size} changes with {@code missing} ones missing. */
  private record OpenTransaction(int missing, int size) {}

  /** Records a committed transaction, later than all recorded ones of its writer. */
  synchronized void committed(int writer, Shape shape, List<RowVersion> transaction) {
    shapes.merge(shape.toString(), 1L, Long::sum);
    if (!transaction.isEmpty()) {
      order.committed(writer, Math.toIntExact(transaction.get(0).transaction()));
    }
    committed(transaction);
  }

  /** Returns the number of committed transactions of each shape. */
  synchronized Map<String, Long> shapes() {
    return new TreeMap<>(shapes);
  }

  /** Records a committed transaction. */
  synchronized void committed(List<RowVersion> transaction) {
    transactions++;
    changes += transaction.size();
    int left = 0;
    for (RowVersion change : transaction) {
      RowHistory row = row(change.key());
      RowVersion arrived = row.written(change);
      if (arrived == null) {
        left++;
      } else if (!arrived.equals(change)) {
        found.add(Violation.ALTERED, change + " arrived as " + arrived + arrived.content());
      }
    }
    if (left > 0) {
      long number = transaction.get(0).transaction();
      missing.put(number, new OpenTransaction(left, transaction.size()));
    }
  }

  /** Records a message in the topic. */
  synchronized void published(Publication message) {
    QueueHistory queue = queues.computeIfAbsent(message.queue(), any -> new QueueHistory());
    if (message.number() <= queue.number) {
      found.add(Violation.RENUMBERED, "after number " + queue.number + ": " + message);
    }
    queue.number = Math.max(queue.number, message.number());
    checkTerm(message);
    for (RowVersion change : message.rows()) {
      if (arrived(change, message)) {
        checkTransaction(queue, change, message);
      }
    }
  }

  private void checkTerm(Publication message) {
    TermHistory term =
        terms.computeIfAbsent(message.epoch(), any -> new TermHistory(message.publisher()));
    if (!term.publisher().equals(message.publisher())) {
      found.add(Violation.SHARED_EPOCH, term.publisher() + " published, too: " + message);
    }
    term.add(message);
  }

  /** Returns whether the change arrived for the first time. */
  private boolean arrived(RowVersion change, Publication message) {
    RowHistory row = row(change.key());
    switch (row.arrived(change, message.queue())) {
      case AGAIN -> {
        found.add(Violation.DUPLICATED, change + " again, in " + message);
        return false;
      }
      case AFTER_LATER_ONE ->
          found.add(Violation.MISORDERED, change + " after a later change, in " + message);
      case IN_OTHER_QUEUE ->
          found.add(Violation.MISORDERED, change + " in another queue than before, in " + message);
      case IN_ORDER -> {}
    }
    RowVersion written = row.settled(change);
    if (written != null) {
      missing.computeIfPresent(
          written.transaction(),
          (any, open) ->
              open.missing == 1 ? null : new OpenTransaction(open.missing - 1, open.size));
      if (!written.equals(change)) {
        found.add(Violation.ALTERED, written + " arrived as " + change + change.content());
      }
    }
    return true;
  }

  private void checkTransaction(QueueHistory queue, RowVersion change, Publication message) {
    if (change.transaction() == queue.transaction) {
      if (change.ordinal() <= queue.ordinal) {
        found.add(
            Violation.INTERLEAVED, change + " after change " + queue.ordinal + ": " + message);
      }
    } else {
      if (queue.transaction >= 0) {
        queue.over.set(Math.toIntExact(queue.transaction));
      }
      if (queue.over.get(Math.toIntExact(change.transaction()))) {
        found.add(Violation.INTERLEAVED, change + " after transaction " + queue.transaction);
      } else {
        queue.arrivals.add(Math.toIntExact(change.transaction()));
      }
    }
    queue.transaction = change.transaction();
    queue.ordinal = change.ordinal();
  }

  /** Records a saved position, seen after all recorded ones. */
  synchronized void cursor(long epoch, GtidSet position) {
    GtidSet before = cursor;
    if (epoch < cursorEpoch || (before != null && !position.contains(before))) {
      found.add(
          Violation.CURSOR_BACK,
          "from %s in epoch %d to %s in %d".formatted(before, cursorEpoch, position, epoch));
    }
    cursor = position;
    cursorEpoch = epoch;
  }

  /** Returns whether all committed changes have arrived. */
  synchronized boolean isComplete() {
    return missing.isEmpty();
  }

  /** Returns whether the transaction was committed and has arrived completely. */
  synchronized boolean hasArrived(long transaction) {
    return !missing.containsKey(transaction);
  }

  /** Returns the verdict; committed changes that have not arrived count as lost. */
  synchronized Verdict judge() {
    Tally tally = found.copy();
    for (RowHistory row : rows.values()) {
      row.outstanding().forEach(change -> tally.add(Violation.LOST, change.toString()));
      row.unbooked().forEach(change -> tally.add(Violation.INVENTED, change.toString()));
    }
    missing.forEach(
        (transaction, open) -> {
          if (open.missing < open.size) {
            tally.add(Violation.SPLIT, "transaction %d: %s".formatted(transaction, open));
          }
        });
    queues.forEach((number, queue) -> order.judge(number, queue.arrivals, tally));
    return tally.verdict(transactions, changes, judgeTerms(tally));
  }

  private LateRequests judgeTerms(Tally tally) {
    LateRequests all = LateRequests.NONE;
    long laterBegan = Long.MAX_VALUE;
    for (Map.Entry<Long, TermHistory> entry : terms.descendingMap().entrySet()) {
      TermHistory term = entry.getValue();
      LateRequests late = term.after(laterBegan);
      if (late.requests() > 0) {
        tally.add(
            Violation.LATE,
            late.requests(),
            "of epoch %d behind %d: %s".formatted(entry.getKey(), laterBegan, late));
      }
      all = all.and(late);
      laterBegan = Math.min(laterBegan, term.first());
    }
    return all;
  }

  private RowHistory row(int key) {
    return rows.computeIfAbsent(key, any -> new RowHistory());
  }
}
