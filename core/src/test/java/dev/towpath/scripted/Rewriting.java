package dev.towpath.scripted;

import com.github.luben.zstd.Zstd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A converter to recordings that the recorded server cannot produce: compressed, or without
 * checksums.
 */
final class Rewriting {
  private final boolean checksums;
  private final boolean compressed;

  private Rewriting(boolean checksums, boolean compressed) {
    this.checksums = checksums;
    this.compressed = compressed;
  }

  /** Returns the recording as with {@code binlog_checksum=NONE}. */
  static Recording withoutChecksums(Recording recording) {
    return new Rewriting(false, false).rewrite(recording).with("binlog_checksum", "NONE");
  }

  /** Returns the recording as with {@code binlog_transaction_compression=ON}. */
  static Recording compressed(Recording recording) {
    return new Rewriting(true, true).rewrite(recording);
  }

  private Recording rewrite(Recording recording) {
    return recording.with(recording.files().stream().map(this::rewrite).toList());
  }

  private RecordedFile rewrite(RecordedFile file) {
    List<RecordedEvent> events = new ArrayList<>();
    long at = RecordedFile.FIRST;
    List<RecordedEvent> source = compressed ? compress(file) : file.events();
    for (RecordedEvent event : source) {
      RecordedEvent moved = moved(event, at);
      events.add(moved);
      at = moved.end();
    }
    return new RecordedFile(file.name(), events);
  }

  private RecordedEvent moved(RecordedEvent event, long start) {
    boolean description = event.type() == RecordedEvent.FORMAT_DESCRIPTION;
    boolean sealed = checksums || description;
    int length = event.bytes().length - (sealed ? 0 : 4);
    byte[] bytes = Arrays.copyOf(event.bytes(), length);
    Wire.set(bytes, 9, length, 4);
    Wire.set(bytes, 13, start + length, 4);
    if (description && !checksums) {
      bytes[length - 5] = 0;
    }
    return new RecordedEvent(start, sealed ? Wire.sealed(bytes) : bytes);
  }

  /** Puts the events between a GTID and its XID, and the XID, into one event. */
  private static List<RecordedEvent> compress(RecordedFile file) {
    List<RecordedEvent> events = file.events();
    List<RecordedEvent> result = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      RecordedEvent event = events.get(i);
      result.add(event);
      if (event.type() == RecordedEvent.GTID) {
        int end = i + 1;
        while (end < events.size()
            && events.get(end).type() != RecordedEvent.XID
            && events.get(end).type() != RecordedEvent.GTID) {
          end++;
        }
        if (end < events.size() && events.get(end).type() == RecordedEvent.XID) {
          result.add(payload(events.subList(i + 1, end + 1)));
          i = end;
        }
      }
    }
    return result;
  }

  private static RecordedEvent payload(List<RecordedEvent> inside) {
    var plain = new Wire();
    for (RecordedEvent event : inside) {
      byte[] bytes = Arrays.copyOf(event.bytes(), event.bytes().length - 4);
      Wire.set(bytes, 9, bytes.length, 4);
      plain.put(bytes);
    }
    byte[] unpacked = plain.toBytes();
    byte[] packed = Zstd.compress(unpacked);
    var body = new Wire();
    body.integer(2, 1).integer(1, 1).integer(0, 1); // Compression: zstd.
    body.integer(3, 1).integer(4, 1).integer(0xFD, 1).integer(unpacked.length, 3);
    body.integer(1, 1).integer(4, 1).integer(0xFD, 1).integer(packed.length, 3);
    body.integer(0, 1).put(packed);
    byte[] header = Arrays.copyOf(inside.get(0).bytes(), RecordedEvent.HEADER);
    header[4] = RecordedEvent.TRANSACTION_PAYLOAD;
    byte[] event = new Wire().put(header).put(body.toBytes()).integer(0, 4).toBytes();
    return new RecordedEvent(0, event);
  }
}
