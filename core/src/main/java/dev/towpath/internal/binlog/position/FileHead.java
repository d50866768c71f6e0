package dev.towpath.internal.binlog.position;

import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.MariaDbGtidList;
import dev.towpath.internal.binlog.event.PreviousGtids;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts from the first events of a binlog file.
 *
 * @param previous the transactions of all earlier files; null when the server did not log them
 * @param firstGroup the timestamp of the first transaction in this file or after it; null when
 *     there is none yet
 */
record FileHead(@Nullable GtidSet previous, @Nullable Instant firstGroup) {

  /** Reads only as much of the file as needed. */
  static FileHead read(BinlogScan scan) throws IOException {
    GtidSet previous = null;
    for (BinlogEvent event = scan.next(); event != null; event = scan.next()) {
      if (event.type() == EventType.PREVIOUS_GTIDS && event.file().equals(scan.start().file())) {
        previous = PreviousGtids.parse(event);
      } else if (event.type() == EventType.GTID_LIST && event.file().equals(scan.start().file())) {
        previous = MariaDbGtidList.parse(event);
      } else if (event.group() != null) {
        return new FileHead(previous, event.timestamp());
      }
    }
    return new FileHead(previous, null);
  }

  /** Returns whether the file has a transaction from before {@code instant}. */
  boolean startsBefore(Instant instant) {
    return firstGroup != null && firstGroup.isBefore(instant);
  }
}
