package dev.towpath.scripted;

import dev.towpath.event.GtidSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packets with which a recorded server would answer a request for its binlog, up to its end. It
 * is modelled on {@code Binlog_sender} of the server.
 */
public final class RecordedDump {
  private static final int ARTIFICIAL = 0x20;
  private static final int IN_USE = 0x01;
  private static final int CREATED = RecordedEvent.HEADER + 2 + 50;

  private final Recording recording;
  private final List<byte[]> packets = new ArrayList<>();

  private RecordedDump(Recording recording) {
    this.recording = recording;
  }

  /** Answers COM_BINLOG_DUMP: everything from a place on. */
  public static List<byte[]> from(Recording recording, String file, long offset) {
    List<RecordedFile> files = recording.files();
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).name().equals(file)) {
        return new RecordedDump(recording).send(files.subList(i, files.size()), offset, null);
      }
    }
    throw new IllegalArgumentException("Could not find first log file name in binary log index");
  }

  /** Answers COM_BINLOG_DUMP_GTID: everything whose GTID is not in a set. */
  public static List<byte[]> after(Recording recording, GtidSet executed) {
    List<RecordedFile> files = recording.files();
    int first = files.size() - 1;
    while (!executed.contains(files.get(first).previous())) {
      if (--first < 0) {
        throw new IllegalArgumentException("the master has purged required binary logs");
      }
    }
    return new RecordedDump(recording)
        .send(files.subList(first, files.size()), RecordedFile.FIRST, executed);
  }

  /** Returns the packets for some events of a file, as if only these were requested. */
  static List<byte[]> part(Recording recording, RecordedFile file, List<RecordedEvent> events) {
    var dump = new RecordedDump(recording);
    long from = events.get(0).start();
    dump.packets.add(dump.rotate(file.name(), from));
    dump.packets.add(description(file.formatDescription(), from));
    events.forEach(event -> dump.packets.add(event.packet()));
    return dump.packets;
  }

  private List<byte[]> send(List<RecordedFile> files, long offset, @Nullable GtidSet executed) {
    long at = offset;
    for (RecordedFile file : files) {
      boolean sealed = file.hasChecksums();
      packets.add(rotate(file.name(), at));
      packets.add(description(file.formatDescription(), at));
      send(file, at, executed, sealed);
      at = RecordedFile.FIRST;
    }
    return packets;
  }

  private void send(RecordedFile file, long from, @Nullable GtidSet executed, boolean sealed) {
    boolean excluded = false;
    long excludedEnd = 0;
    for (RecordedEvent event : file.events()) {
      if (event.start() < from || event.type() == RecordedEvent.FORMAT_DESCRIPTION) {
        continue;
      }
      excluded = executed != null && isExcluded(event, executed, excluded);
      if (excluded) {
        excludedEnd = event.end();
      } else {
        if (excludedEnd > 0) {
          // The client must know how far the server is before it gets an event after the gap.
          packets.add(heartbeat(file.name(), excludedEnd, sealed));
          excludedEnd = 0;
        }
        packets.add(event.packet());
      }
    }
    if (excludedEnd > 0) {
      packets.add(heartbeat(file.name(), excludedEnd, sealed));
    }
  }

  private static boolean isExcluded(RecordedEvent event, GtidSet executed, boolean excluded) {
    return switch (event.type()) {
      case RecordedEvent.GTID -> executed.contains(GtidSet.parse(event.gtid()));
      case RecordedEvent.ANONYMOUS_GTID, RecordedEvent.ROTATE, RecordedEvent.STOP -> false;
      default -> excluded;
    };
  }

  private static byte[] description(RecordedEvent recorded, long from) {
    byte[] event = recorded.bytes().clone();
    event[17] &= ~IN_USE;
    if (from > RecordedFile.FIRST) {
      Wire.set(event, 13, 0, 4);
      Wire.set(event, CREATED, 0, 4);
    }
    return new RecordedEvent(0, Wire.sealed(event)).packet();
  }

  /** Creates a ROTATE event. The dump knows no file yet, but that the client wants checksums. */
  private byte[] rotate(String file, long offset) {
    byte[] body = new Wire().integer(offset, 8).text(file).toBytes();
    // Between files, the format of the file before is still in force.
    boolean sealed = packets.isEmpty() || recording.files().get(0).hasChecksums();
    return made(RecordedEvent.ROTATE, 0, ARTIFICIAL, body, sealed);
  }

  /** Creates the heartbeat of an idle server. */
  byte[] heartbeat(String file, long offset, boolean sealed) {
    return made(RecordedEvent.HEARTBEAT, offset, 0, new Wire().text(file).toBytes(), sealed);
  }

  /** Creates the heartbeat at the end of a recording. */
  static byte[] idle(Recording recording) {
    RecordedFile last = recording.files().get(recording.files().size() - 1);
    return new RecordedDump(recording).heartbeat(last.name(), last.size(), last.hasChecksums());
  }

  private static byte[] made(int type, long next, int flags, byte[] body, boolean sealed) {
    int length = RecordedEvent.HEADER + body.length + (sealed ? 4 : 0);
    var header = new Wire().integer(0, 4).integer(type, 1).integer(1, 4);
    header.integer(length, 4).integer(next, 4).integer(flags, 2);
    byte[] event = Arrays.copyOf(header.put(body).toBytes(), length);
    return new RecordedEvent(0, sealed ? Wire.sealed(event) : event).packet();
  }
}
