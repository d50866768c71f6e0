package dev.sluice.internal.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive batches that are delivered again together, with one flush. Immutable.
 *
 * @param batches at least one
 */
record Run(List<Pending> batches) {

  /** Copies the list. */
  Run {
    batches = List.copyOf(batches);
  }

  /** The same batches, delivered once more. */
  Run redelivered() {
    return new Run(batches.stream().map(Pending::redelivered).toList());
  }

  /** The number of events. */
  int size() {
    return batches.stream().mapToInt(Pending::size).sum();
  }

  /**
   * Smaller runs of the same events in the same order; this run alone when it holds a single one.
   *
   * @param refused the batch at fault; null when that is unknown
   */
  List<Run> split(@Nullable Pending refused) {
    if (batches.size() > 1) {
      return refused == null ? at(batches.size() / 2) : around(refused);
    }
    return size() == 1
        ? List.of(this)
        : batches.get(0).halves().stream().map(half -> new Run(List.of(half))).toList();
  }

  private List<Run> at(int index) {
    return List.of(
        new Run(batches.subList(0, index)), new Run(batches.subList(index, batches.size())));
  }

  private List<Run> around(Pending refused) {
    int index = batches.indexOf(refused);
    List<Run> runs = new ArrayList<>();
    if (index > 0) {
      runs.add(new Run(batches.subList(0, index)));
    }
    runs.add(new Run(List.of(refused)));
    if (index + 1 < batches.size()) {
      runs.add(new Run(batches.subList(index + 1, batches.size())));
    }
    return runs;
  }

  /** This run without {@code refused}; null when nothing is left. */
  @Nullable Run without(@Nullable Pending refused) {
    if (refused == null) {
      return null;
    }
    List<Pending> rest = new ArrayList<>(batches);
    rest.remove(refused);
    return rest.isEmpty() ? null : new Run(rest);
  }
}
