package dev.towpath.internal.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive batches that are delivered again together, with one flush. Immutable.
 *
 * @param batches at least one
 */
record RedeliveryRun(List<BatchInFlight> batches) {

  /** Copies the list. */
  RedeliveryRun {
    batches = List.copyOf(batches);
  }

  /** Returns the same batches, marked as redelivered. */
  RedeliveryRun redelivered() {
    return new RedeliveryRun(batches.stream().map(BatchInFlight::redelivered).toList());
  }

  /** Returns the number of events. */
  int size() {
    return batches.stream().mapToInt(BatchInFlight::size).sum();
  }

  /**
   * Returns smaller runs of the same events in the same order; this run alone when it holds a
   * single event.
   *
   * @param refused the batch at fault; null when that is unknown
   */
  List<RedeliveryRun> split(@Nullable BatchInFlight refused) {
    if (batches.size() > 1) {
      return refused == null ? at(batches.size() / 2) : around(refused);
    }
    return size() == 1
        ? List.of(this)
        : batches.get(0).halves().stream().map(half -> new RedeliveryRun(List.of(half))).toList();
  }

  private List<RedeliveryRun> at(int index) {
    return List.of(
        new RedeliveryRun(batches.subList(0, index)),
        new RedeliveryRun(batches.subList(index, batches.size())));
  }

  private List<RedeliveryRun> around(BatchInFlight refused) {
    int index = batches.indexOf(refused);
    List<RedeliveryRun> runs = new ArrayList<>();
    if (index > 0) {
      runs.add(new RedeliveryRun(batches.subList(0, index)));
    }
    runs.add(new RedeliveryRun(List.of(refused)));
    if (index + 1 < batches.size()) {
      runs.add(new RedeliveryRun(batches.subList(index + 1, batches.size())));
    }
    return runs;
  }

  /** Returns this run without {@code refused}; null when nothing is left. */
  @Nullable RedeliveryRun without(@Nullable BatchInFlight refused) {
    if (refused == null) {
      return null;
    }
    List<BatchInFlight> rest = new ArrayList<>(batches);
    rest.remove(refused);
    return rest.isEmpty() ? null : new RedeliveryRun(rest);
  }
}
