package dev.towpath.internal.binlog.stream;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.HeartbeatV2;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.Packet;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The stream of events of one dump: framed, checked against their checksums, and placed in their
 * file. Used by one thread.
 */
public final class BinlogStream {
  private static final int CHECKSUM = 4;
  private static final int CRC32_ALGORITHM = 1;
  private static final int BINLOG_VERSION = 4;

  private final PacketSource packets;
  private final MySqlSource source;
  private final GroupTracker groups;
  private final Packet packet = new Packet();
  private final CRC32 crc = new CRC32();
  // CRC32 was announced, so the first event, which the dump creates, already carries a checksum.
  private int checksum = CHECKSUM;
  private String file;
  private long offset;

  /** A source of packets. */
  public interface PacketSource {
    byte[] next() throws IOException;

    /** Receives the next packet in place, if the source can do so. */
    default void next(Packet packet) throws IOException {
      packet.own(next());
    }
  }

  private record Received(MySqlSession session) implements PacketSource {
    @Override
    public byte[] next() throws IOException {
      return session.nextPacket();
    }

    @Override
    public void next(Packet packet) throws IOException {
      session.nextPacket(packet);
    }
  }

  /**
   * Creates the stream of a session whose dump was requested.
   *
   * @param start where it was requested to start
   * @param serverUuid the UUID of the server, if it has one
   */
  public BinlogStream(MySqlSession session, BinlogPosition start, @Nullable String serverUuid) {
    this(new Received(session), session.source(), start, serverUuid);
  }

  public BinlogStream(
      PacketSource packets, MySqlSource source, BinlogPosition start, @Nullable String serverUuid) {
    this.packets = packets;
    this.source = source;
    this.file = start.file();
    this.offset = start.offset();
    this.groups = new GroupTracker(start, serverUuid);
  }

  /**
   * Returns the next event; blocks until the server sends one.
   *
   * @throws MalformedEventException if it is damaged or cannot be interpreted
   * @throws SourceException if the server ends the dump
   * @throws IOException if the connection breaks
   */
  public BinlogEvent next() throws IOException {
    packets.next(packet);
    BinlogEvent event = frame();
    try {
      place(event);
      groups.track(event);
      if (event.type() == EventType.ROTATE) {
        rotate(event);
      }
    } catch (IllegalArgumentException e) {
      // The event has transaction numbers, offsets or names that no server writes.
      throw new MalformedEventException(
          "%s has impossible values: %s".formatted(event, e.getMessage()), e);
    }
    return event;
  }

  private BinlogEvent frame() throws IOException {
    int length = packet.length();
    int status = length == 0 ? -1 : packet.bytes()[packet.from()] & 0xFF;
    if (status != 0 || length < BinlogEvent.BODY) {
      throw noEvent(status);
    }
    int type = packet.bytes()[packet.from() + 5] & 0xFF;
    int trailer = checksum;
    if (type == EventType.FORMAT_DESCRIPTION) {
      trailer = CHECKSUM;
      readChecksumAlgorithm();
    }
    var event = new BinlogEvent(packet, trailer);
    if (event.to() < event.from() || event.sizeInFile() != length - 1) {
      throw new MalformedEventException(
          "event of type %d after %s/%d says it has %d bytes, but the packet has %d"
              .formatted(type, file, offset, event.sizeInFile(), length - 1));
    }
    if (checksum > 0 && !matches()) {
      throw damaged(type);
    }
    return event;
  }

  private RuntimeException noEvent(int status) throws IOException {
    byte[] payload = Arrays.copyOfRange(packet.bytes(), packet.from(), packet.to());
    if (status == 0xFF) {
      return DumpErrors.classify(source, ServerError.parse(payload), file, offset);
    }
    if (status == 0xFE && payload.length < 9) {
      return SourceException.retryable(
          "%s ended the dump: it is shutting down, the connection was killed, or another replica"
                  .formatted(source)
              + " uses serverId "
              + source.serverId());
    }
    return new MalformedEventException(
        "packet of %d bytes with status %d after %s/%d is no binlog event"
            .formatted(payload.length, status, file, offset));
  }

  /**
   * Reads the checksum algorithm of the following events, which stands before a format
   * description's own checksum.
   */
  private void readChecksumAlgorithm() {
    byte[] bytes = packet.bytes();
    int body = packet.from() + BinlogEvent.BODY;
    int at = packet.to() - CHECKSUM - 1;
    int algorithm = at < body + 2 ? -1 : Bytes.u8(bytes, at);
    if (algorithm >= 0 && Bytes.u16(bytes, body) != BINLOG_VERSION) {
      throw new MalformedEventException(
          "binlog %s has format version %d; %d is supported"
              .formatted(file, Bytes.u16(bytes, body), BINLOG_VERSION));
    }
    if (algorithm == 0 && checksum > 0) {
      requireUndamaged(at);
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

  /**
   * Refuses a format description that announces no checksums although its own checksum matches one
   * that announces CRC32: then its algorithm byte was damaged.
   */
  private void requireUndamaged(int algorithmAt) {
    packet.bytes()[algorithmAt] = CRC32_ALGORITHM;
    boolean damaged = matches();
    packet.bytes()[algorithmAt] = 0;
    if (damaged) {
      throw damaged(EventType.FORMAT_DESCRIPTION);
    }
  }

  private boolean matches() {
    int to = packet.to() - CHECKSUM;
    int from = packet.from() + 1;
    crc.reset();
    crc.update(packet.bytes(), from, to - from);
    return crc.getValue() == Bytes.u32(packet.bytes(), to);
  }

  private MalformedEventException damaged(int type) {
    return new MalformedEventException(
        "event of type %d after %s/%d does not match its CRC32: it was damaged on disk or on the"
                .formatted(type, file, offset)
            + " way; nothing of it was used");
  }

  /**
   * Places the event in its file. Offsets in headers have 32 bits, but files can be larger: offsets
   * only grow within a file, so the high bits follow from the event before.
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
