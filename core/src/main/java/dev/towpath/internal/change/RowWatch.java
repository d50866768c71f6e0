package dev.towpath.internal.change;

import dev.towpath.event.RowChange;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.decode.rows.ImageWatch;
import org.jspecify.annotations.Nullable;

/** An observer of everything in the stream that may change rows, before any filter. */
public interface RowWatch {

  /** An observer of nothing. */
  RowWatch NONE =
      new RowWatch() {
        @Override
        public @Nullable ImageWatch of(String database, String table) {
          return null;
        }

        @Override
        public void outcome(RowChange change, boolean isDelivered) {}

        @Override
        public void statement(QueryEvent query) {}
      };

  /** Returns the observer of a table's rows; null if they are not observed. */
  @Nullable ImageWatch of(String database, String table);

  /**
   * Sees the change whose images were seen last.
   *
   * @param isDelivered whether it is handed out; otherwise a filter hides it
   */
  void outcome(RowChange change, boolean isDelivered);

  /** Sees a statement other than the control of transactions. */
  void statement(QueryEvent query);
}
