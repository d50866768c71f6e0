package dev.sluice.internal.engine;

import dev.sluice.Failure;
import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.binlog.BinlogEvent;
import java.util.List;

/** What the reading thread hands to the writing thread. */
sealed interface StreamItem {

  /** The memory it holds, in bytes. */
  default long bytes() {
    return 0;
  }

  /**
   * A new stream begins; a transaction left open by the one before will be sent again.
   *
   * @param position where it begins
   */
  record Connected(BinlogPosition position) implements StreamItem {}

  /**
   * Events in the order they were read.
   *
   * @param events at least one
   * @param bytes the memory they hold
   */
  record Events(List<BinlogEvent> events, long bytes) implements StreamItem {}

  /**
   * The reader gave up; nothing follows.
   *
   * @param failure why
   */
  record Ended(Failure failure) implements StreamItem {}
}
