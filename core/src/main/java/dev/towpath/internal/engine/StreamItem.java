package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.mysql.MySqlSource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item that the reading thread hands to the writing thread. */
sealed interface StreamItem {

  /** Returns the memory it holds, in bytes. */
  default long bytes() {
    return 0;
  }

  /** Returns when its first transaction was committed; null when it holds none. */
  default @Nullable Instant committed() {
    return null;
  }

  /**
   * The beginning of a new stream; a transaction left open by the previous stream will be sent
   * again.
   *
   * @param position where it begins
   * @param server the server it comes from
   * @param serverUuid the identity of that server; null when it has none
   * @param describesRows whether the table maps the server writes now describe all columns
   */
  record Connected(
      BinlogPosition position,
      MySqlSource server,
      @Nullable String serverUuid,
      boolean describesRows)
      implements StreamItem {}

  /**
   * A gap: the source could not serve a position, and the next stream begins at another.
   *
   * @param lost the position that cannot be served
   * @param resumed where the next stream begins
   */
  record LostRange(BinlogPosition lost, BinlogPosition resumed) implements StreamItem {}

  /**
   * A chunk of events in the order they were read.
   *
   * @param events at least one
   * @param bytes the memory they hold
   * @param done returns the buffers that hold them; to be run when the events are no longer used
   */
  record Events(List<BinlogEvent> events, long bytes, Runnable done) implements StreamItem {

    @Override
    public @Nullable Instant committed() {
      for (BinlogEvent event : events) {
        Instant committed = committed(event);
        if (committed != null) {
          return committed;
        }
      }
      return null;
    }

    /**
     * Returns when the transaction of an event was committed; null for an event outside
     * transactions.
     */
    static @Nullable Instant committed(BinlogEvent event) {
      Group group = event.group();
      if (group == null) {
        return null;
      }
      Instant committed = group.commitTimestamp();
      return committed == null ? event.timestamp() : committed;
    }
  }

  /**
   * The end of the source: the reader gave up, and nothing follows.
   *
   * @param failure the reason
   */
  record Ended(Failure failure) implements StreamItem {}
}
