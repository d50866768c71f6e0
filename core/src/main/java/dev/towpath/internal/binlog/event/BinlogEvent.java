package dev.towpath.internal.binlog.event;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.protocol.Packet;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A binlog event as received, with its place in the stream. The body is the part of {@link
 * #bytes()} from {@link #from()} to {@link #to()}, without header and checksum.
 *
 * <p>Filled in by the reading thread and not changed after the hand-over. The bytes may belong to a
 * receive buffer, which is reused as soon as the event was processed: use {@link #kept()} to keep
 * them longer.
 */
public final class BinlogEvent {
  /** The packet's status byte and the event header precede the body. */
  public static final int BODY = 1 + 19;

  /** {@code LOG_EVENT_THREAD_SPECIFIC_F}: the statement depends on its connection. */
  private static final int THREAD_SPECIFIC = 0x4;

  /** {@code LOG_EVENT_SUPPRESS_USE_F}: the statement needs no default database. */
  private static final int SUPPRESS_USE = 0x8;

  /** {@code LOG_EVENT_ARTIFICIAL_F}: created by the dump, not in the file. */
  private static final int ARTIFICIAL = 0x20;

  /** {@code LOG_EVENT_IGNORABLE_F}: may be skipped by a reader that does not know it. */
  private static final int IGNORABLE = 0x80;

  // Events go from thread to thread, so frequently used facts are fields, not only bytes.
  private final byte[] bytes;
  private final int type;
  private final int packet;
  private final int to;
  private final int size;
  private final boolean isLent;
  private String file = "";
  private long start;
  private long end;
  private boolean effective = true;
  private boolean onlyOpens;
  private @Nullable Group group;
  private @Nullable BinlogPosition position;
  private @Nullable XaStep xa;

  /** Creates an event with an array of its own, a packet whose body ends at {@code to}. */
  public BinlogEvent(byte[] packet, int to) {
    this(packet, 0, to, packet.length, false);
  }

  /** Creates the event of a packet, without its last {@code trailer} bytes. */
  public BinlogEvent(Packet packet, int trailer) {
    this(packet.bytes(), packet.from(), packet.to() - trailer, packet.length(), packet.isLent());
  }

  private BinlogEvent(byte[] bytes, int packet, int to, int size, boolean isLent) {
    this.bytes = bytes;
    this.type = Bytes.u8(bytes, packet + 5);
    this.packet = packet;
    this.to = to;
    this.size = size;
    this.isLent = isLent;
  }

  /** Returns the array that holds the body. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns where the body starts. */
  public int from() {
    return packet + BODY;
  }

  /** Returns where the body ends. */
  public int to() {
    return to;
  }

  /** Returns the memory the event occupies, in bytes. */
  public int size() {
    return size;
  }

  /** Returns whether its bytes belong to a receive buffer, which will be reused. */
  public boolean isLent() {
    return isLent;
  }

  /** Returns this event with bytes of its own. */
  public BinlogEvent kept() {
    if (!isLent) {
      return this;
    }
    byte[] own = Arrays.copyOfRange(bytes, packet, packet + size);
    var copy = new BinlogEvent(own, 0, to - packet, size, false);
    copy.place(file, start, end);
    copy.effective = effective;
    copy.onlyOpens = onlyOpens;
    copy.group = group;
    copy.position = position;
    copy.xa = xa;
    return copy;
  }

  /** Returns the code of the event's type. */
  public int type() {
    return type;
  }

  /** Returns when the statement was executed. */
  public Instant timestamp() {
    return Instant.ofEpochSecond(seconds());
  }

  /** Returns the same time in seconds since the epoch. */
  public long seconds() {
    return Bytes.u32(bytes, packet + 1);
  }

  /** Returns the server that first executed the change. */
  public long serverId() {
    return Bytes.u32(bytes, packet + 6);
  }

  /** Returns the size of the event in the file, header and checksum included. */
  public long sizeInFile() {
    return Bytes.u32(bytes, packet + 10);
  }

  /**
   * Returns the low 32 bits of the offset of the next event; 0 for events that are not in the file.
   */
  public long nextOffset() {
    return Bytes.u32(bytes, packet + 14);
  }

  /** Returns the CRC-32 of header and body: the checksum it came with, or the one it would have. */
  public long checksum() {
    if (to < packet + size) {
      return Bytes.u32(bytes, to);
    }
    var crc = new CRC32();
    crc.update(bytes, packet + 1, to - packet - 1);
    return crc.getValue();
  }

  /** Returns whether the dump created the event; it is not in the file. */
  public boolean isArtificial() {
    return (Bytes.u16(bytes, packet + 18) & ARTIFICIAL) != 0 || (nextOffset() == 0 && end == start);
  }

  /**
   * Returns whether the statement depends on the connection that executed it, because it uses a
   * temporary table or {@code CONNECTION_ID()}.
   */
  public boolean isThreadSpecific() {
    return (Bytes.u16(bytes, packet + 18) & THREAD_SPECIFIC) != 0;
  }

  /** Returns whether the statement needs no default database, although its event names one. */
  boolean suppressesUse() {
    return (Bytes.u16(bytes, packet + 18) & SUPPRESS_USE) != 0;
  }

  public boolean isIgnorable() {
    return (Bytes.u16(bytes, packet + 18) & IGNORABLE) != 0;
  }

  public void place(String file, long start, long end) {
    this.file = file;
    this.start = start;
    this.end = end;
  }

  public void hasNoEffect() {
    this.effective = false;
  }

  public void belongsTo(@Nullable Group group) {
    this.group = group;
  }

  public void endsAt(BinlogPosition position) {
    this.position = position;
  }

  public void does(XaStep step) {
    this.xa = step;
  }

  /**
   * Returns this event with the place and the group of another: events of a prepared transaction
   * count as part of its {@code commit}.
   */
  public BinlogEvent within(BinlogEvent commit) {
    var copy = new BinlogEvent(bytes, packet, to, size, isLent);
    copy.place(commit.file, commit.start, commit.end);
    copy.belongsTo(commit.group);
    return copy;
  }

  /** Returns the file the event is in. */
  public String file() {
    return file;
  }

  /** Returns the offset at which the event starts. */
  public long start() {
    return start;
  }

  /** Returns the offset at which the next event starts. */
  public long end() {
    return end;
  }

  public void onlyOpensItsGroup() {
    this.onlyOpens = true;
  }

  /**
   * Returns whether the event only begins a group, which {@link #group} of its events also tells.
   */
  public boolean onlyOpens() {
    return onlyOpens;
  }

  /** Returns whether the statement has taken effect; false if a later event will tell that. */
  public boolean isEffective() {
    return effective;
  }

  /** Returns the transaction the event belongs to; null between transactions. */
  public @Nullable Group group() {
    return group;
  }

  /**
   * Returns the position to resume at when everything up to this event is done; null unless it ends
   * a group.
   */
  public @Nullable BinlogPosition position() {
    return position;
  }

  /** Returns the effect of the event on an XA transaction; null if none. */
  public @Nullable XaStep xa() {
    return xa;
  }

  /** Returns type and place, for messages. */
  @Override
  public String toString() {
    return "event of type " + type() + " at " + file + '/' + start;
  }
}
