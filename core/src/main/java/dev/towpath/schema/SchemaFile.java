package dev.towpath.schema;

import dev.towpath.internal.io.AtomicFile;
import dev.towpath.internal.io.PathFailures;
import dev.towpath.position.UnusableStoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The file of one pipeline: records of a line {@code kind length crc32}, the content, and an end of
 * line. The first record names the pipeline; an {@code epoch} record holds the epoch of the records
 * after it; the others are entries. Used by one thread.
 */
final class SchemaFile {
  private static final String HEADER = "towpath-schema-1";
  private static final String EPOCH = "epoch";
  private static final String ENTRY = "entry";
  private static final int LONGEST_LINE = 64;

  private final Path path;
  private final String pipeline;
  private final List<byte[]> entries = new ArrayList<>();
  private long epoch;
  private long end;
  private boolean exists;

  private SchemaFile(Path path, String pipeline) {
    this.path = path;
    this.pipeline = pipeline;
  }

  static SchemaFile open(Path path, String pipeline) throws IOException {
    var file = new SchemaFile(path, pipeline);
    byte[] content = AtomicFile.read(path);
    // The first entry or epoch creates it.
    if (content != null) {
      file.read(content);
    }
    return file;
  }

  /** Returns the greatest epoch that called; 0 before the first. */
  long epoch() {
    return epoch;
  }

  List<byte[]> entries() {
    return List.copyOf(entries);
  }

  private void read(byte[] content) throws IOException {
    exists = true;
    int at = 0;
    while (at < content.length) {
      int line = endOfLine(content, at);
      if (line < 0) {
        break;
      }
      String[] words = new String(content, at, line - at, StandardCharsets.US_ASCII).split(" ");
      int length = words.length == 3 ? length(words[1]) : -1;
      if (length < 0) {
        throw damaged("offset " + at + " does not begin a record");
      }
      int from = line + 1;
      if (length + 1L > content.length - from) {
        break;
      }
      accept(words, content, from, length);
      at = from + length + 1;
      end = at;
    }
    // The remainder was being written when the process or the machine crashed.
    if (end == 0) {
      throw damaged("it does not begin with " + HEADER);
    }
  }

  private int endOfLine(byte[] content, int from) throws IOException {
    for (int i = from; i < content.length; i++) {
      if (content[i] == '\n') {
        return i;
      }
      if (i - from > LONGEST_LINE) {
        throw damaged("offset " + from + " does not begin a record");
      }
    }
    return -1;
  }

  private static int length(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }

  private void accept(String[] words, byte[] content, int from, int length) throws IOException {
    byte[] body = Arrays.copyOfRange(content, from, from + length);
    if (!words[2].equals(checksum(body)) || content[from + length] != '\n') {
      throw damaged("the record at offset " + from + " does not match its checksum");
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (end == 0 && !(words[0].equals(HEADER) && text.equals(pipeline))) {
      throw damaged("it begins with '" + words[0] + "' for pipeline '" + text + "'");
    }
    switch (words[0]) {
      case HEADER -> {}
      case EPOCH -> epoch = epoch(text, from);
      case ENTRY -> entries.add(body);
      default -> throw damaged("the record at offset " + from + " is of kind " + words[0]);
    }
  }

  private long epoch(String text, int from) throws IOException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw damaged("the epoch at offset " + from + " is '" + text + "'");
    }
  }

  private UnusableStoreException damaged(String why) {
    return new UnusableStoreException(
        "the schema file %s is damaged or of another version: %s; restore it from a copy, or delete it to have the definitions read from the server again"
            .formatted(path.toAbsolutePath(), why),
        null);
  }

  /** Records that a later term has begun. */
  void enter(long newEpoch) throws IOException {
    if (exists) {
      add(record(EPOCH, Long.toString(newEpoch).getBytes(StandardCharsets.US_ASCII)));
    } else {
      replace(newEpoch, List.of());
    }
    epoch = newEpoch;
  }

  void append(byte[] entry) throws IOException {
    add(record(ENTRY, entry));
    entries.add(entry);
  }

  private void add(byte[] record) throws IOException {
    // Not a channel, which an interrupt would close in the middle.
    try (RandomAccessFile out = AtomicFile.open(path)) {
      out.setLength(end);
      out.seek(end);
      out.write(record);
      out.getFD().sync();
    } catch (IOException e) {
      throw PathFailures.failed("write", path, e);
    }
    end += record.length;
  }

  void replace(long newEpoch, List<byte[]> newEntries) throws IOException {
    var content = new ByteArrayOutputStream();
    content.writeBytes(record(HEADER, pipeline.getBytes(StandardCharsets.UTF_8)));
    content.writeBytes(record(EPOCH, Long.toString(newEpoch).getBytes(StandardCharsets.US_ASCII)));
    for (byte[] entry : newEntries) {
      content.writeBytes(record(ENTRY, entry));
    }
    AtomicFile.write(path, content.toByteArray());
    exists = true;
    end = content.size();
  }

  private static byte[] record(String kind, byte[] body) {
    String line = "%s %d %s\n".formatted(kind, body.length, checksum(body));
    var record = new ByteArrayOutputStream();
    record.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    record.writeBytes(body);
    record.write('\n');
    return record.toByteArray();
  }

  private static String checksum(byte[] body) {
    var crc = new CRC32();
    crc.update(body);
    return "%08x".formatted(crc.getValue());
  }
}
