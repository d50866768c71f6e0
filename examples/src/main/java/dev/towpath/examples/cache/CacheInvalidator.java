package dev.towpath.examples.cache;

import dev.towpath.PullSink;
import dev.towpath.PulledBatch;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.failure.CdcException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * An invalidator that tells a cache which rows of a table have changed, regardless of the writer.
 * The table's key is one integer column. Runs on a thread of the application; thread-safe.
 */
public final class CacheInvalidator implements Runnable {
  private static final int MOST_EVENTS = 1000;
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final long PAUSE_MILLIS = 200;

  private final PullSink changes;
  private final String table;
  private final String key;
  private final LongConsumer cache;

  /**
   * Creates an invalidator, which does nothing until it is {@linkplain #run() run}.
   *
   * @param changes the sink of a pipeline that captures the table
   * @param table {@code database.table}
   * @param key its key column
   * @param cache drops the row with the given key; if it throws, it is called again
   */
  public CacheInvalidator(PullSink changes, String table, String key, LongConsumer cache) {
    this.changes = changes;
    this.table = table;
    this.key = key;
    this.cache = cache;
  }

  /** Pulls until the sink is closed or the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (true) {
        Optional<PulledBatch> batch = changes.poll(MOST_EVENTS, WAIT);
        if (batch.isPresent() && !isHandled(batch.get())) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CdcException closed) {
      // No one pulls any more: the application is stopping.
    }
  }

  /** Acknowledges a handled batch, or rolls it back to be delivered again before all others. */
  private boolean isHandled(PulledBatch batch) {
    try {
      batch.events().forEach(this::invalidate);
      changes.ack(batch.id());
      return true;
    } catch (RuntimeException e) {
      System.err.println(batch + " comes again: " + e);
      changes.rollback();
      return false;
    }
  }

  private void invalidate(ChangeEvent event) {
    if (event instanceof RowChange change && change.table().qualifiedName().equals(table)) {
      cache.accept(change.row().getLong(key));
      if (event instanceof RowUpdate update && update.changed(key)) {
        cache.accept(update.before().getLong(key));
      }
    }
  }
}
