package dev.towpath.scripted;

/** An event in a recorded binlog file. Its bytes must not be changed. */
public final class RecordedEvent {
  static final int HEADER = 19;
  static final int QUERY = 2;
  static final int STOP = 3;
  static final int ROTATE = 4;
  static final int FORMAT_DESCRIPTION = 15;
  static final int XID = 16;
  static final int TABLE_MAP = 19;
  static final int HEARTBEAT = 27;
  static final int GTID = 33;
  static final int ANONYMOUS_GTID = 34;
  static final int PREVIOUS_GTIDS = 35;
  static final int TRANSACTION_PAYLOAD = 40;

  private final long start;
  private final byte[] bytes;

  /**
   * Creates an event.
   *
   * @param start the offset at which it starts
   * @param bytes header, body and checksum
   */
  public RecordedEvent(long start, byte[] bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  /** Returns the offset at which it starts. */
  public long start() {
    return start;
  }

  /** Returns header, body and checksum. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the code of its type. */
  public int type() {
    return bytes[4] & 0xFF;
  }

  /** Returns the offset at which the next event starts. */
  public long end() {
    return start + bytes.length;
  }

  /** Returns the event as the server sends it: after a status byte. */
  public byte[] packet() {
    return new Wire().integer(0, 1).put(bytes).toBytes();
  }

  /** Returns the GTID that the event announces, such as {@code 3e11fa47-…:5}. */
  String gtid() {
    return GtidSets.uuid(bytes, HEADER + 1) + ":" + Wire.i64(bytes, HEADER + 17);
  }

  boolean isRows() {
    int type = type();
    return (type >= 23 && type <= 25) || (type >= 30 && type <= 32) || type == 39;
  }

  @Override
  public String toString() {
    return "type " + type() + " at " + start + ", " + bytes.length + " bytes";
  }
}
