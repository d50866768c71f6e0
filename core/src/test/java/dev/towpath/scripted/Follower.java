package dev.towpath.scripted;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.GtidSet;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.TransactionPayload;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.change.ChangeAssembler;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.internal.change.ChangeOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * A follower of a stream without threads. It assembles changes, and delivers a transaction when it
 * is complete. Used by one thread.
 */
final class Follower {
  private static final EnumSet<EventKind> INTERESTS =
      EnumSet.complementOf(EnumSet.of(EventKind.HEARTBEAT));

  private final ChangeAssembler assembler;
  private final List<ChangeEvent> delivered = new ArrayList<>();
  private final List<ChangeEvent> open = new ArrayList<>();
  private BinlogPosition position;
  private long bytes;

  Follower(Recording recording, SchemaResolver schema) {
    var output =
        new ChangeOutput() {
          @Override
          public void change(ChangeEvent event) {
            open.add(event);
          }

          @Override
          public void rollback() {
            open.clear();
          }
        };
    this.assembler =
        new ChangeAssembler(
            "scripted",
            (database, table) -> database.equals("shop"),
            new ChangeFilters(ColumnFilter.all(), change -> true, KindFilter.all()),
            schema,
            INTERESTS,
            output);
    var start = BinlogPosition.builder(recording.files().get(0).name(), RecordedFile.FIRST);
    this.position =
        recording.variables().getOrDefault("gtid_mode", "").equals("ON")
            ? start.gtidSet(GtidSet.parse(recording.purged())).build()
            : start.build();
  }

  /** Returns the position to resume at. */
  BinlogPosition position() {
    return position;
  }

  /** Returns the delivered changes, oldest first. */
  List<ChangeEvent> delivered() {
    return delivered;
  }

  /** Returns the assembled changes of the incomplete transaction. */
  List<ChangeEvent> open() {
    return open;
  }

  /** Returns the number of bytes of the followed events, unpacked where they were compressed. */
  long bytes() {
    return bytes;
  }

  /** Follows a stream until it breaks. */
  void follow(BinlogStream stream) throws IOException {
    assembler.streamStarted();
    open.clear();
    while (true) {
      take(stream.next());
    }
  }

  private void take(BinlogEvent event) {
    if (event.type() == EventType.TRANSACTION_PAYLOAD) {
      try (TransactionPayload payload = TransactionPayload.open(event)) {
        for (BinlogEvent e = payload.next(); e != null; e = payload.next()) {
          bytes += e.to();
          assembler.accept(e);
        }
      }
    }
    bytes += event.to();
    assembler.accept(event);
    if (event.position() != null) {
      delivered.addAll(open);
      open.clear();
      position = event.position();
    }
  }
}
