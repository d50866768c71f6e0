package dev.towpath.fuzz;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.GtidSet;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.fuzzing.Require;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.TransactionPayload;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.binlog.stream.Streams;
import dev.towpath.internal.change.ChangeAssembler;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.internal.change.ChangeOutput;
import dev.towpath.internal.decode.table.TableLayout;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.zip.CRC32;

/**
 * A target that reads a binlog dump: a byte of options, then packets after their lengths. With
 * option 1, lengths and checksums in the headers are corrected, so that the content of events is
 * reached; with option 2, GTIDs are known from the start.
 */
public final class StreamTarget {
  private static final int BODY = 1 + 19;
  private static final int CHECKSUM = 4;

  private StreamTarget() {}

  /** Follows the dump, and reads every value of every row. */
  public static void fuzzerTestOneInput(byte[] data) {
    var input = new Input(data);
    int options = input.u8();
    var start = BinlogPosition.builder("bin.000001", 4);
    if ((options & 2) != 0) {
      start.gtidSet(GtidSet.empty());
    }
    BinlogStream stream =
        Streams.of(
            () -> {
              if (!input.hasMore()) {
                throw new EOFException("the end");
              }
              byte[] packet = input.part();
              return (options & 1) == 0 ? packet : repaired(packet);
            },
            start.build());
    try {
      follow(stream);
    } catch (IOException | CdcException e) {
      // Refused, or the end.
    }
  }

  private static byte[] repaired(byte[] packet) {
    if (packet.length < BODY + CHECKSUM) {
      return packet;
    }
    packet[0] = 0;
    little(packet, 10, packet.length - 1);
    var crc = new CRC32();
    crc.update(packet, 1, packet.length - 1 - CHECKSUM);
    little(packet, packet.length - CHECKSUM, (int) crc.getValue());
    return packet;
  }

  private static void little(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >>> 8 * i);
    }
  }

  private static void follow(BinlogStream stream) throws IOException {
    var assembler =
        new ChangeAssembler(
            "fuzz",
            TableFilter.all(),
            new ChangeFilters(ColumnFilter.all(), change -> true, KindFilter.all()),
            (map, event) -> {
              if (map.isSelfDescribing()) {
                return TableLayout.ofMetadata(map);
              }
              throw new CdcException("no definition of " + map);
            },
            EnumSet.allOf(EventKind.class),
            new Touching());
    assembler.streamStarted();
    while (true) {
      BinlogEvent event = stream.next();
      if (event.type() == EventType.TRANSACTION_PAYLOAD) {
        try (TransactionPayload payload = TransactionPayload.open(event)) {
          for (BinlogEvent e = payload.next(); e != null; e = payload.next()) {
            assembler.accept(e);
          }
        }
      }
      assembler.accept(event);
      if (event.position() != null) {
        BinlogPosition position = event.position();
        Require.equal(position, BinlogPosition.parse(position.toString()));
      }
    }
  }

  private static final class Touching implements ChangeOutput {
    @Override
    public void change(ChangeEvent event) {
      if (event instanceof RowChange change) {
        RowsTarget.touch(change);
      }
    }

    @Override
    public void rollback() {}
  }
}
