package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model of what a target must show after given changes. */
final class SinkModel {
  private final Fidelity fidelity;
  private final Function<RowChange, DurableRow> expected;

  SinkModel(Fidelity fidelity, Function<RowChange, DurableRow> expected) {
    this.fidelity = fidelity;
    this.expected = expected;
  }

  /** Fails unless {@code actual} shows {@code changes} at the declared fidelity. */
  void check(List<ChangeEvent> changes, List<DurableRow> actual) {
    List<RowChange> rows = new ArrayList<>();
    for (ChangeEvent change : changes) {
      if (change instanceof RowChange row) {
        rows.add(row);
      }
    }
    switch (fidelity) {
      case IDEMPOTENT -> checkState(rows, actual);
      case AT_LEAST_ONCE -> checkChanges(rows, actual, true);
      case EXACTLY_ONCE -> checkChanges(rows, actual, false);
    }
  }

  private void checkState(List<RowChange> changes, List<DurableRow> actual) {
    Map<String, DurableRow> state = state(changes);
    Map<String, DurableRow> shown = new TreeMap<>();
    for (DurableRow row : actual) {
      if (shown.put(row.identity(), row) != null) {
        fail("the target shows two rows of " + row.identity());
      }
    }
    assertEquals(state.keySet(), shown.keySet(), "rows of the target");
    state.forEach((identity, row) -> checkColumns(row, shown.get(identity)));
  }

  private Map<String, DurableRow> state(List<RowChange> changes) {
    Map<String, DurableRow> state = new TreeMap<>();
    for (RowChange change : changes) {
      DurableRow row = expected.apply(change);
      DurableRow before = state.remove(identityBefore(change, row));
      if (!(change instanceof RowDelete)) {
        state.put(row.identity(), row.over(before));
      }
    }
    return state;
  }

  private String identityBefore(RowChange change, DurableRow row) {
    return change instanceof RowUpdate update
        ? expected
            .apply(new RowDelete(update.origin(), update.rowOrdinal(), update.before()))
            .identity()
        : row.identity();
  }

  private static void checkColumns(DurableRow row, @Nullable DurableRow shown) {
    if (shown == null) {
      fail(row.identity() + " is missing");
      return;
    }
    assertEquals(row.columns().keySet(), shown.columns().keySet(), "columns of " + row.identity());
    row.columns()
        .forEach(
            (name, text) ->
                assertEquals(text, shown.columns().get(name), row.identity() + "." + name));
  }

  private void checkChanges(
      List<RowChange> changes, List<DurableRow> actual, boolean repeatsAllowed) {
    Map<String, List<DurableRow>> wanted = byIdentity(changes.stream().map(expected).toList());
    Map<String, List<DurableRow>> shown = byIdentity(actual);
    assertEquals(wanted.keySet(), shown.keySet(), "rows that the target shows changes of");
    wanted.forEach(
        (identity, rows) -> {
          List<DurableRow> found = shown.getOrDefault(identity, List.of());
          List<DurableRow> first = repeatsAllowed ? distinct(found) : found;
          checkSequence(identity, rows, first);
          DurableRow last = found.get(found.size() - 1);
          assertEquals(rows.get(rows.size() - 1), last, "the last change of " + identity);
        });
  }

  private static Map<String, List<DurableRow>> byIdentity(List<DurableRow> rows) {
    Map<String, List<DurableRow>> grouped = new TreeMap<>();
    rows.forEach(
        row -> grouped.computeIfAbsent(row.identity(), created -> new ArrayList<>()).add(row));
    return grouped;
  }

  private static List<DurableRow> distinct(List<DurableRow> rows) {
    return List.copyOf(new LinkedHashSet<>(rows));
  }

  private static void checkSequence(
      String identity, List<DurableRow> rows, List<DurableRow> shown) {
    for (int i = 0; i < Math.min(rows.size(), shown.size()); i++) {
      DurableRow row = rows.get(i);
      assertEquals(row.kind(), shown.get(i).kind(), "kind of change " + i + " of " + identity);
      checkColumns(row, shown.get(i));
    }
    assertEquals(rows.size(), shown.size(), "number of changes of " + identity);
  }

  /** Returns the text of everything in {@code changes}, to detect modifications. */
  static Map<String, String> texts(List<ChangeEvent> changes) {
    var texts = new LinkedHashMap<String, String>();
    for (ChangeEvent change : changes) {
      if (change instanceof RowChange row) {
        String text = String.valueOf(row.row());
        texts.put(row.id(), row instanceof RowUpdate update ? update.before() + text : text);
      }
    }
    return texts;
  }
}
