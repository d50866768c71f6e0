package dev.towpath.ha.zookeeper.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The history that one contender has written so far. Used by one thread at a time. */
final class ChaosHistory {
  private final String name;
  private final Path file;
  private final List<Entry> entries = new ArrayList<>();
  private long read;

  ChaosHistory(String name, Path file) {
    this.name = name;
    this.file = file;
  }

  /**
   * One line of a history. Times are of the monotonic clock, which all processes of a machine
   * share.
   *
   * @param process the process that wrote it
   * @param event A acquired, R resumed, P published, C saved, L lost, F failed to save the last
   *     position
   * @param allowed the time at which a publication was allowed; for other events their time
   * @param time the time of writing
   * @param epoch the epoch of the lease
   * @param number the position
   */
  record Entry(
      String process,
      char event,
      String destination,
      long allowed,
      long time,
      long epoch,
      long number) {

    @Override
    public String toString() {
      return "%s %s %s #%d epoch 0x%x, allowed %d ms before it was written"
          .formatted(process, event, destination, number, epoch, (time - allowed) / 1_000_000);
    }
  }

  /** Returns all entries up to now. */
  List<Entry> entries() throws IOException {
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file)) {
        var bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - read));
        channel.read(bytes, read);
        String text = new String(bytes.array(), 0, bytes.position(), US_ASCII);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        read += whole.length();
        whole.lines().map(this::parse).forEach(entries::add);
      }
    }
    return entries;
  }

  private Entry parse(String line) {
    String[] fields = line.split(" ", -1);
    return new Entry(
        name,
        fields[0].charAt(0),
        fields[1],
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]));
  }
}
