package dev.sluice.internal.engine;

import dev.sluice.Failure;
import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.binlog.BinlogEvent;
import dev.sluice.mysql.MySqlSource;
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
   * @param server the server it comes from
   */
  record Connected(BinlogPosition position, MySqlSource server) implements StreamItem {}

  /**
   * The source could not serve a position; what comes next begins at another.
   *
   * @param lost the position that cannot be served
   * @param resumed where the next stream begins
   */
  record Gap(BinlogPosition lost, BinlogPosition resumed) implements StreamItem {}

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
