package dev.sluice.internal.binlog;

import dev.sluice.event.BinlogPosition;
import dev.sluice.internal.bytes.Bytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A binlog event as received, with its place in the stream. Its body lies in {@link #bytes()} from
 * {@link #from()} to {@link #to()}, header and checksum excluded.
 *
 * <p>Filled in by the reading thread and not changed once it is handed over.
 */
public final class BinlogEvent {
  /** The packet's status byte and the event header precede the body. */
  static final int BODY = 1 + 19;

  /** {@code LOG_EVENT_ARTIFICIAL_F}: made up by the dump, not in the file. */
  private static final int ARTIFICIAL = 0x20;

  /** {@code LOG_EVENT_IGNORABLE_F}: may be passed over by those who do not know it. */
  private static final int IGNORABLE = 0x80;

  private final byte[] bytes;
  private final int to;
  private String file = "";
  private long start;
  private long end;
  private boolean effective = true;
  private @Nullable Group group;
  private @Nullable BinlogPosition position;
  private @Nullable XaStep xa;

  BinlogEvent(byte[] packet, int to) {
    this.bytes = packet;
    this.to = to;
  }

  /** The array that holds the body. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the body starts. */
  public int from() {
    return BODY;
  }

  /** Where the body ends. */
  public int to() {
    return to;
  }

  /** The memory the event occupies, in bytes. */
  public int size() {
    return bytes.length;
  }

  /** The code of the event's type. */
  public int type() {
    return Bytes.u8(bytes, 5);
  }

  /** When the statement was executed. */
  public Instant timestamp() {
    return Instant.ofEpochSecond(Bytes.u32(bytes, 1));
  }

  /** The server that first executed the change. */
  public long serverId() {
    return Bytes.u32(bytes, 6);
  }

  /** The size of the event in the file, header and checksum included. */
  long sizeInFile() {
    return Bytes.u32(bytes, 10);
  }

  /** The low 32 bits of the offset of the next event; 0 for events that are not in the file. */
  long nextOffset() {
    return Bytes.u32(bytes, 14);
  }

  /** Whether the dump made the event up; it is not in the file. */
  public boolean isArtificial() {
    return (Bytes.u16(bytes, 18) & ARTIFICIAL) != 0 || (nextOffset() == 0 && end == start);
  }

  boolean isIgnorable() {
    return (Bytes.u16(bytes, 18) & IGNORABLE) != 0;
  }

  void place(String file, long start, long end) {
    this.file = file;
    this.start = start;
    this.end = end;
  }

  void hasNoEffect() {
    this.effective = false;
  }

  void belongsTo(@Nullable Group group) {
    this.group = group;
  }

  void endsAt(BinlogPosition position) {
    this.position = position;
  }

  void does(XaStep step) {
    this.xa = step;
  }

  /**
   * This event as part of another: with its place and its group, as the events of a prepared
   * transaction are when {@code commit} makes them happen.
   */
  public BinlogEvent within(BinlogEvent commit) {
    var copy = new BinlogEvent(bytes, to);
    copy.place(commit.file, commit.start, commit.end);
    copy.belongsTo(commit.group);
    return copy;
  }

  /** The file the event is in. */
  public String file() {
    return file;
  }

  /** The offset at which the event starts. */
  public long start() {
    return start;
  }

  /** The offset at which the next event starts. */
  public long end() {
    return end;
  }

  /** Whether what a statement says happened; false if a later event will say so. */
  public boolean isEffective() {
    return effective;
  }

  /** The transaction the event belongs to; null between transactions. */
  public @Nullable Group group() {
    return group;
  }

  /** Where to resume when everything up to this event is done; null unless it ends a group. */
  public @Nullable BinlogPosition position() {
    return position;
  }

  /** What the event does to an XA transaction; null if nothing. */
  public @Nullable XaStep xa() {
    return xa;
  }

  /** Type and place, for messages. */
  @Override
  public String toString() {
    return "event of type " + type() + " at " + file + '/' + start;
  }
}
