package dev.towpath.sink.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.sink.SinkException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A target in memory that can be down or hang. Thread-safe. */
final class MemoryTarget {
  private final List<DurableRow> changes = new ArrayList<>();
  private final Map<String, DurableRow> rows = new LinkedHashMap<>();
  private State state = State.UP;
  private @Nullable BinlogPosition position;

  enum State {
    UP,
    DOWN,
    HANGING
  }

  synchronized void become(State next) {
    state = next;
    notifyAll();
  }

  /** Returns while the target is up, throws while it is down, waits while it hangs. */
  synchronized void reach() throws InterruptedException, SinkException {
    while (state == State.HANGING) {
      wait();
    }
    if (state == State.DOWN) {
      throw SinkException.retryable("the target is down");
    }
  }

  synchronized void append(List<DurableRow> more) {
    changes.addAll(more);
  }

  synchronized void put(String identity, DurableRow row) {
    rows.put(identity, row);
  }

  synchronized @Nullable DurableRow remove(String identity) {
    return rows.remove(identity);
  }

  synchronized void moveTo(BinlogPosition next) {
    position = next;
  }

  synchronized Optional<BinlogPosition> position() {
    return Optional.ofNullable(position);
  }

  synchronized List<DurableRow> content() {
    List<DurableRow> content = new ArrayList<>(changes);
    content.addAll(rows.values());
    return content;
  }
}
