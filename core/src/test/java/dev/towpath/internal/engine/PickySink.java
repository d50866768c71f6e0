package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A factory of sinks that refuse rows permanently by their id, and check that they are not used
 * after a failure.
 */
final class PickySink implements SinkFactory {
  final Set<Long> refused = new HashSet<>();
  final List<ChangeEvent> durable = new ArrayList<>();
  final List<EventBatch> flushed = new ArrayList<>();
  final List<EventBatch> written = new ArrayList<>();
  final List<Optional<byte[]>> handedIn = new ArrayList<>();
  byte @Nullable [] state;
  boolean refusesAtFlush;
  boolean isDown;
  int created;

  @Override
  public Sink create(SinkContext context) {
    created++;
    handedIn.add(context.restoredState());
    return new Picky();
  }

  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  private final class Picky implements Sink {
    private final List<EventBatch> accepted = new ArrayList<>();
    private boolean failed;

    @Override
    public void write(EventBatch batch) throws Exception {
      assertFalse(failed, "used after a failure");
      written.add(batch);
      if (!refusesAtFlush) {
        check(List.of(batch));
      }
      accepted.add(batch);
    }

    @Override
    public void flush() throws Exception {
      assertFalse(failed, "used after a failure");
      check(accepted);
      accepted.forEach(batch -> durable.addAll(batch.events()));
      flushed.addAll(accepted);
      accepted.clear();
    }

    private void check(List<EventBatch> batches) throws SinkException {
      for (EventBatch batch : batches) {
        for (ChangeEvent event : batch.events()) {
          if (isDown || refused.contains(id(event))) {
            failed = true;
            throw SinkException.permanent("refused " + id(event));
          }
        }
      }
    }

    @Override
    public Optional<byte[]> state() {
      assertFalse(failed, "used after a failure");
      return Optional.ofNullable(state);
    }
  }

  /** Returns the id of a row; -1 for any other event. */
  static long id(ChangeEvent event) {
    return event instanceof RowChange change ? change.row().getLong("id") : -1;
  }

  static List<Long> ids(List<ChangeEvent> events) {
    return events.stream().map(PickySink::id).filter(id -> id >= 0).toList();
  }
}
