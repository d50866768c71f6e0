package dev.towpath.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The content of the file of one pipeline: lines of text. The last line is the checksum of all
 * lines before.
 *
 * @param pipeline its encoded name, so that a file copied under another name is noticed
 * @param epoch the greatest epoch that loaded or saved
 * @param checkpoint empty until the first save
 */
record PositionFile(String pipeline, long epoch, Optional<Checkpoint> checkpoint) {
  private static final String HEADER = "towpath-position 1";
  private static final String CHECKSUM = "crc32=";
  private static final int CHECKSUM_LENGTH = CHECKSUM.length() + 8 + 1;

  /** Reads {@code file}; epoch 0 and no checkpoint when there is none. */
  static PositionFile read(Path file, String pipeline) throws IOException {
    byte[] content = AtomicFile.read(file);
    if (content == null) {
      return new PositionFile(pipeline, 0, Optional.empty());
    }
    PositionFile read = parse(file, content);
    if (!read.pipeline.equals(pipeline)) {
      throw damaged(file, "it is the file of pipeline " + read.pipeline, null);
    }
    return read;
  }

  private static PositionFile parse(Path file, byte[] content) throws IOException {
    int end = content.length - CHECKSUM_LENGTH;
    String text = new String(content, StandardCharsets.US_ASCII);
    if (end < 0 || !text.substring(end).equals(checksum(content, end))) {
      throw damaged(file, "its checksum does not match its " + content.length + " bytes", null);
    }
    String[] lines = text.substring(0, end).split("\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw damaged(file, "it starts with '" + lines[0] + "', not with '" + HEADER + "'", null);
    }
    try {
      return new PositionFile(
          value(lines, 1, "pipeline"),
          Long.parseLong(value(lines, 2, "epoch")),
          lines.length > 4 ? Optional.of(checkpoint(lines)) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static Checkpoint checkpoint(String[] lines) {
    BinlogPosition position = BinlogPosition.parse(value(lines, 3, "position"));
    return lines.length > 5
        ? Checkpoint.of(position, Base64.getDecoder().decode(value(lines, 4, "sinkState")))
        : Checkpoint.of(position);
  }

  private static String value(String[] lines, int line, String name) {
    if (line >= lines.length || !lines[line].startsWith(name + '=')) {
      throw new IllegalArgumentException("line " + (line + 1) + " is not " + name);
    }
    return lines[line].substring(name.length() + 1);
  }

  private static UnusableStoreException damaged(Path file, String why, @Nullable Throwable cause) {
    return new UnusableStoreException(
        "the position file %s is damaged or of another version: %s; restore it from a copy, or delete it to begin at the configured start position"
            .formatted(file.toAbsolutePath(), why),
        cause);
  }

  private static String checksum(byte[] content, int length) {
    var crc = new CRC32();
    crc.update(content, 0, length);
    return CHECKSUM + "%08x\n".formatted(crc.getValue());
  }

  void write(Path file) throws IOException {
    var text = new StringBuilder(HEADER).append('\n');
    text.append("pipeline=").append(pipeline).append('\n');
    text.append("epoch=").append(epoch).append('\n');
    checkpoint.ifPresent(stored -> append(text, stored));
    byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
    text.append(checksum(body, body.length));
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static void append(StringBuilder text, Checkpoint checkpoint) {
    text.append("position=").append(checkpoint.position()).append('\n');
    checkpoint
        .sinkState()
        .map(Base64.getEncoder()::encodeToString)
        .ifPresent(state -> text.append("sinkState=").append(state).append('\n'));
  }
}
