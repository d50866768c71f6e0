package dev.towpath.internal.binlog.stream;

import dev.towpath.internal.binlog.event.EventType;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.zip.CRC32;

/** A builder of the packets of a binlog dump, event by event, as a server would send them. */
public final class TestPackets implements BinlogStream.PacketSource {
  public static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");

  private final Deque<byte[]> packets = new ArrayDeque<>();
  private long offset = 4;
  private long seconds = 1_700_000_000L;
  private boolean checksums = true;

  public static byte[] bytes(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  public static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  public TestPackets startOf(String file) {
    return startOf(file, 4, true);
  }

  public TestPackets startOf(String file, long at, boolean checksumsFollow) {
    byte[] name = file.getBytes(StandardCharsets.UTF_8);
    artificial(EventType.ROTATE, concat(bytes(at, 8), name));
    offset = at;
    byte[] algorithm = {(byte) (checksumsFollow ? 1 : 0)};
    byte[] description = concat(bytes(4, 2), new byte[50], bytes(0, 4), algorithm);
    boolean before = checksums;
    checksums = true;
    artificial(EventType.FORMAT_DESCRIPTION, description);
    checksums = checksumsFollow || !before ? checksumsFollow : false;
    return this;
  }

  /** Sets the time of the following events. */
  public TestPackets at(long seconds) {
    this.seconds = seconds;
    return this;
  }

  /**
   * Adds a PREVIOUS_GTIDS event with the transactions 1 … last of {@link #SOURCE}; none when last
   * is 0.
   */
  public TestPackets previousGtids(long last) {
    byte[] none = bytes(0, 8);
    return event(
        EventType.PREVIOUS_GTIDS,
        last == 0
            ? none
            : concat(bytes(1, 8), source(), bytes(1, 8), bytes(1, 8), bytes(last + 1, 8)));
  }

  /** Adds the packet that ends a dump that does not wait at the end of the binlog. */
  public TestPackets end() {
    return raw(new byte[] {(byte) 0xFE, 0, 0, 2, 0});
  }

  public static byte[] source() {
    return concat(
        bytes(Long.reverseBytes(SOURCE.getMostSignificantBits()), 8),
        bytes(Long.reverseBytes(SOURCE.getLeastSignificantBits()), 8));
  }

  public TestPackets gtid(long number) {
    return event(EventType.GTID, gtidBody(number));
  }

  public TestPackets anonymous() {
    return event(EventType.ANONYMOUS_GTID, gtidBody(0));
  }

  private static byte[] gtidBody(long number) {
    long committedMicros = 1_700_000_000_000_001L;
    return concat(
        new byte[1],
        bytes(Long.reverseBytes(SOURCE.getMostSignificantBits()), 8),
        bytes(Long.reverseBytes(SOURCE.getLeastSignificantBits()), 8),
        bytes(number, 8),
        new byte[17],
        bytes(committedMicros, 7));
  }

  public TestPackets query(String sql) {
    byte[] database = "shop".getBytes(StandardCharsets.UTF_8);
    return event(
        EventType.QUERY,
        concat(
            bytes(1, 4),
            bytes(0, 4),
            bytes(database.length, 1),
            bytes(0, 2),
            bytes(0, 2),
            database,
            new byte[1],
            sql.getBytes(StandardCharsets.UTF_8)));
  }

  public TestPackets xid() {
    return event(EventType.XID, bytes(7, 8));
  }

  public TestPackets event(int type, byte[] body) {
    int size = 19 + body.length + (checksums ? 4 : 0);
    offset += size;
    packets.add(packet(type, body, size, offset, 0));
    return this;
  }

  TestPackets artificial(int type, byte[] body) {
    packets.add(packet(type, body, 19 + body.length + (checksums ? 4 : 0), 0, 0x20));
    return this;
  }

  TestPackets ignorable(int type) {
    offset += 19 + (checksums ? 4 : 0);
    packets.add(packet(type, new byte[0], 19 + (checksums ? 4 : 0), offset, 0x80));
    return this;
  }

  TestPackets raw(byte[] packet) {
    packets.add(packet);
    return this;
  }

  /** Lets the server skip bytes that the client need not see. */
  public TestPackets skip(long bytes) {
    offset += bytes;
    return this;
  }

  TestPackets corruptLast(int index) {
    packets.getLast()[index] ^= 0x10;
    return this;
  }

  TestPackets changeLast(int index, int value) {
    packets.getLast()[index] = (byte) value;
    return this;
  }

  public long offset() {
    return offset;
  }

  private byte[] packet(int type, byte[] body, int size, long next, int flags) {
    byte[] event =
        concat(
            bytes(seconds, 4),
            bytes(type, 1),
            bytes(42, 4),
            bytes(size, 4),
            bytes(next, 4),
            bytes(flags, 2),
            body);
    if (!checksums) {
      return concat(new byte[1], event);
    }
    var crc = new CRC32();
    crc.update(event);
    return concat(new byte[1], event, bytes(crc.getValue(), 4));
  }

  @Override
  public byte[] next() throws EOFException {
    if (packets.isEmpty()) {
      throw new EOFException("no more packets");
    }
    return packets.removeFirst();
  }
}
