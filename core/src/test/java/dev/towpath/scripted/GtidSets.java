package dev.towpath.scripted;

import dev.towpath.event.GtidSet;
import java.util.StringJoiner;
import java.util.UUID;

/** A reader of GTID sets as they are sent and logged. */
final class GtidSets {
  private GtidSets() {}

  /** Decodes the set whose encoding, without tags, starts at {@code from}. */
  static GtidSet decode(byte[] bytes, int from) {
    var text = new StringJoiner(",");
    long sources = Wire.i64(bytes, from);
    int at = from + 8;
    for (long source = 0; source < sources; source++) {
      var intervals = new StringJoiner(":", uuid(bytes, at) + ":", "");
      long count = Wire.i64(bytes, at + 16);
      at += 24;
      for (long interval = 0; interval < count; interval++) {
        intervals.add(Wire.i64(bytes, at) + "-" + (Wire.i64(bytes, at + 8) - 1));
        at += 16;
      }
      text.add(intervals.toString());
    }
    return GtidSet.parse(text.toString());
  }

  static UUID uuid(byte[] bytes, int at) {
    return new UUID(
        Long.reverseBytes(Wire.i64(bytes, at)), Long.reverseBytes(Wire.i64(bytes, at + 8)));
  }
}
