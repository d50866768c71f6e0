package dev.sluice.internal.binlog;

import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.bytes.Bytes;
import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.internal.protocol.ServerError;
import dev.sluice.internal.protocol.SourceException;
import dev.sluice.mysql.MySqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The events of one dump: framed, checked against their checksums, and placed in their file. Used
 * by one thread.
 */
public final class BinlogStream {
  private static final int CHECKSUM = 4;
  private static final int CRC32_ALGORITHM = 1;
  private static final int BINLOG_VERSION = 4;

  private final PacketSource packets;
  private final MySqlSource source;
  private final GroupTracker groups;
  private final CRC32 crc = new CRC32();
  // CRC32 was announced, so the first event, made up by the dump, already carries a checksum.
  private int checksum = CHECKSUM;
  private String file;
  private long offset;

  /** Where packets come from. */
  interface PacketSource {
    byte[] next() throws IOException;
  }

  /**
   * The stream of a session whose dump was requested.
   *
   * @param start where it was requested to start
   * @param serverUuid the UUID of the server, if it has one
   */
  public BinlogStream(MySqlSession session, BinlogPosition start, @Nullable String serverUuid) {
    this(session::nextPacket, session.source(), start, serverUuid);
  }

  BinlogStream(
      PacketSource packets, MySqlSource source, BinlogPosition start, @Nullable String serverUuid) {
    this.packets = packets;
    this.source = source;
    this.file = start.file();
    this.offset = start.offset();
    this.groups = new GroupTracker(start, serverUuid);
  }

  /**
   * The next event; blocks until the server sends one.
   *
   * @throws MalformedEventException if it is damaged or cannot be interpreted
   * @throws SourceException if the server ends the dump
   * @throws IOException if the connection breaks
   */
  public BinlogEvent next() throws IOException {
    BinlogEvent event = frame(packets.next());
    place(event);
    groups.track(event);
    if (event.type() == EventType.ROTATE) {
      rotate(event);
    }
    return event;
  }

  private BinlogEvent frame(byte[] packet) throws IOException {
    int status = packet.length == 0 ? -1 : packet[0] & 0xFF;
    if (status == 0xFF) {
      throw DumpErrors.classify(source, ServerError.parse(packet), file, offset);
    }
    if (status == 0xFE && packet.length < 9) {
      throw SourceException.retryable(
          "%s ended the dump: it is shutting down, the connection was killed, or another replica"
                  .formatted(source)
              + " uses serverId "
              + source.serverId(),
          null);
    }
    if (status != 0 || packet.length < BinlogEvent.BODY) {
      throw new MalformedEventException(
          "packet of %d bytes with status %d after %s/%d is no binlog event"
              .formatted(packet.length, status, file, offset));
    }
    return checked(packet);
  }

  private BinlogEvent checked(byte[] packet) {
    int type = Bytes.u8(packet, 5);
    int trailer = checksum;
    if (type == EventType.FORMAT_DESCRIPTION) {
      trailer = CHECKSUM;
      readChecksumAlgorithm(packet);
    }
    var event = new BinlogEvent(packet, packet.length - trailer);
    if (event.to() < BinlogEvent.BODY || event.sizeInFile() != packet.length - 1) {
      throw new MalformedEventException(
          "event of type %d after %s/%d says it has %d bytes, but the packet has %d"
              .formatted(type, file, offset, event.sizeInFile(), packet.length - 1));
    }
    if (checksum > 0) {
      verify(packet, type);
    }
    return event;
  }

  /** A format description ends with the algorithm of what follows, then a checksum of its own. */
  private void readChecksumAlgorithm(byte[] packet) {
    int at = packet.length - CHECKSUM - 1;
    int algorithm = at < BinlogEvent.BODY + 2 ? -1 : Bytes.u8(packet, at);
    if (algorithm >= 0 && Bytes.u16(packet, BinlogEvent.BODY) != BINLOG_VERSION) {
      throw new MalformedEventException(
          "binlog %s has format version %d; %d is supported"
              .formatted(file, Bytes.u16(packet, BinlogEvent.BODY), BINLOG_VERSION));
    }
    if (algorithm == 0 && checksum > 0) {
      requireUndamaged(packet, at);
    }
    checksum =
        switch (algorithm) {
          case 0 -> 0;
          case CRC32_ALGORITHM -> CHECKSUM;
          default ->
              throw new MalformedEventException(
                  "binlog %s has checksum algorithm %d; NONE and CRC32 are supported"
                      .formatted(file, algorithm));
        };
  }

  /** That no more checksums follow is not believed of what has one as long as they do follow. */
  private void requireUndamaged(byte[] packet, int algorithmAt) {
    packet[algorithmAt] = CRC32_ALGORITHM;
    boolean damaged = matches(packet);
    packet[algorithmAt] = 0;
    if (damaged) {
      throw damaged(EventType.FORMAT_DESCRIPTION);
    }
  }

  private boolean matches(byte[] packet) {
    int to = packet.length - CHECKSUM;
    crc.reset();
    crc.update(packet, 1, to - 1);
    return crc.getValue() == Bytes.u32(packet, to);
  }

  private void verify(byte[] packet, int type) {
    if (!matches(packet)) {
      throw damaged(type);
    }
  }

  private MalformedEventException damaged(int type) {
    return new MalformedEventException(
        "event of type %d after %s/%d does not match its CRC32: it was damaged on disk or on the"
                .formatted(type, file, offset)
            + " way; nothing of it was used");
  }

  /**
   * Offsets in headers have 32 bits, files can be larger: the offset only ever grows within a file,
   * so the high bits follow from the event before.
   */
  private void place(BinlogEvent event) {
    boolean heartbeat = event.type() == EventType.HEARTBEAT;
    if (event.type() == EventType.HEARTBEAT_V2) {
      offset = HeartbeatV2.parse(event).offset(file, offset);
    } else if (event.nextOffset() == 0 && !heartbeat && groups.isOpen()) {
      // MariaDB 11.4 leaves offsets out within transactions unless binlog_legacy_event_pos=ON.
      event.place(file, offset, offset + event.sizeInFile());
      offset = event.end();
      return;
    }
    if (event.type() == EventType.HEARTBEAT_V2 || event.isArtificial()) {
      event.place(file, offset, offset);
      return;
    }
    long end = (offset & ~0xFFFFFFFFL) | event.nextOffset();
    if (end < offset) {
      end += 1L << 32;
    }
    event.place(file, heartbeat ? end : end - event.sizeInFile(), end);
    offset = end;
  }

  private void rotate(BinlogEvent event) {
    int name = event.from() + 8;
    if (name >= event.to()) {
      throw new MalformedEventException(event + " names no file");
    }
    long next = Bytes.i64(event.bytes(), event.from());
    file = new String(event.bytes(), name, event.to() - name, StandardCharsets.UTF_8);
    boolean inFile = !event.isArtificial();
    offset = next;
    if (inFile) {
      event.place(file, next, next);
      event.endsAt(groups.position(event, next));
    }
  }
}
