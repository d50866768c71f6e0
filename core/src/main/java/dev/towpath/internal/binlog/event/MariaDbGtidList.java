package dev.towpath.internal.binlog.event;

import dev.towpath.event.GtidSet;
import dev.towpath.event.MariaDbGtidSet;
import dev.towpath.internal.bytes.Bytes;

/**
 * A GTID_LIST event, the last transactions of all earlier files: {@code count (28 bits), flags (4
 * bits)}, then for each {@code domain (4), server (4), sequence number (8)}. There is an entry for
 * each server that wrote in a domain; the last entry of a domain is its current end.
 */
public final class MariaDbGtidList {
  private static final int COUNT = 0x0FFFFFFF;
  private static final int GTID = 16;

  private MariaDbGtidList() {}

  /**
   * Reads the body of the event.
   *
   * @throws MalformedEventException if it is truncated
   */
  public static GtidSet parse(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int at = event.from();
    long count = event.to() - at < 4 ? -1 : Bytes.u32(bytes, at) & COUNT;
    if (count < 0 || count > (event.to() - at - 4) / GTID) {
      throw new MalformedEventException("truncated GTID_LIST " + event);
    }
    at += 4;
    GtidSet position = GtidSet.empty();
    for (long i = 0; i < count; i++, at += GTID) {
      long domain = Bytes.u32(bytes, at);
      long server = Bytes.u32(bytes, at + 4);
      var gtid = new MariaDbGtid(domain, server, Bytes.i64(bytes, at + 8), 0, 0, null);
      position =
          position instanceof MariaDbGtidSet before
              ? before.add(domain, server, gtid.sequence())
              : MariaDbGtidSet.parse(gtid.toString());
    }
    return position;
  }
}
