package dev.towpath.verification.chaos;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which each writer committed its transactions; an XA transaction counts at its
 * commit, not at its preparation. Used by one thread at a time.
 */
final class CommitOrder {
  private int[] places = new int[1_024];
  private int[] writers = new int[1_024];
  private int last;

  /** The transactions in the order of their arrival in a queue. Used by one thread at a time. */
  static final class Arrivals {
    private int[] transactions = new int[64];
    private int size;

    /** Adds the next transaction. */
    void add(int transaction) {
      if (size == transactions.length) {
        transactions = Arrays.copyOf(transactions, 2 * size);
      }
      transactions[size++] = transaction;
    }
  }

  /** Notes that a writer has committed its next transaction. */
  void committed(int writer, int transaction) {
    if (transaction >= places.length) {
      int length = Math.max(transaction + 1, 2 * places.length);
      places = Arrays.copyOf(places, length);
      writers = Arrays.copyOf(writers, length);
    }
    places[transaction] = ++last;
    writers[transaction] = writer;
  }

  /**
   * Adds to {@code tally} the transactions that arrived in {@code queue} after a later one of their
   * writer.
   */
  void judge(int queue, Arrivals arrivals, Tally tally) {
    Map<Integer, Integer> latest = new HashMap<>();
    for (int i = 0; i < arrivals.size; i++) {
      int transaction = arrivals.transactions[i];
      int place = transaction < places.length ? places[transaction] : 0;
      if (place == 0) {
        continue;
      }
      int writer = writers[transaction];
      @Nullable Integer before = latest.get(writer);
      if (before != null && place < places[before]) {
        tally.add(
            Violation.MISORDERED,
            "transaction %d of writer %d, committed before %d, after it in queue %d"
                .formatted(transaction, writer, before, queue));
      } else {
        latest.put(writer, transaction);
      }
    }
  }
}
