package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A scan of the events of a binlog file and its successors, as far as they are written, in search
 * of a position. Used by one thread, whose interrupt ends it.
 */
final class BinlogScan implements Closeable {
  private final BinlogStream stream;
  private final BinlogPosition start;
  private final Closeable connection;

  /**
   * Creates a scan of the events in {@code packets}.
   *
   * @param packets of a dump that was told not to wait for new events
   * @param start the beginning of the file, with the GTIDs before it
   * @param connection closed with the scan
   */
  BinlogScan(
      BinlogStream.PacketSource packets,
      MySqlSource source,
      BinlogPosition start,
      Closeable connection) {
    this.stream =
        new BinlogStream(() -> unlessEnd(packets.next()), source, start, start.serverUuid());
    this.start = start;
    this.connection = connection;
  }

  private static byte[] unlessEnd(byte[] packet) throws EndOfBinlogException {
    if (packet.length > 0 && packet.length < 9 && packet[0] == (byte) 0xFE) {
      throw new EndOfBinlogException();
    }
    return packet;
  }

  /** Returns the beginning of the file, with the GTIDs before it. */
  BinlogPosition start() {
    return start;
  }

  /**
   * Returns the format description of the first file, which a dump from the middle of it begins
   * with, too.
   *
   * @throws SourceException if the server refuses to send it
   */
  BinlogEvent description() throws IOException {
    BinlogEvent event = stream.next();
    while (event.type() != EventType.FORMAT_DESCRIPTION) {
      event = stream.next();
    }
    return event;
  }

  /**
   * Returns the next event of the binlog; null at its end.
   *
   * @throws SourceException if the server refuses to send it
   */
  @Nullable BinlogEvent next() throws IOException {
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while searching the binlog");
      }
      try {
        BinlogEvent event = stream.next();
        if (!event.isArtificial()) {
          return event;
        }
      } catch (EndOfBinlogException end) {
        return null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private static final class EndOfBinlogException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
