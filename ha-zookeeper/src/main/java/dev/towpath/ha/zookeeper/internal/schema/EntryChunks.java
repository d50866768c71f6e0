package dev.towpath.ha.zookeeper.internal.schema;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A codec between history entries and node contents, compressed and cut to fit a node. The first
 * byte of a piece says whether it is the last of its entry.
 */
final class EntryChunks {
  /** Well below the megabyte at which ZooKeeper drops the connection. */
  private static final int LARGEST = 400 * 1024;

  private static final byte MORE = 0;
  private static final byte LAST = 1;

  private EntryChunks() {}

  static List<byte[]> of(byte[] entry) {
    byte[] packed = packed(entry);
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(packed.length, from + LARGEST);
      byte[] piece = new byte[1 + to - from];
      piece[0] = to == packed.length ? LAST : MORE;
      System.arraycopy(packed, from, piece, 1, to - from);
      pieces.add(piece);
      from = to;
    } while (from < packed.length);
    return pieces;
  }

  private static byte[] packed(byte[] entry) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(entry);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the entries that were cut into {@code pieces}.
   *
   * @throws IOException if a piece is missing or damaged
   */
  static List<byte[]> join(List<byte[]> pieces) throws IOException {
    List<byte[]> entries = new ArrayList<>();
    var packed = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      if (piece.length == 0) {
        throw new IOException("a piece is empty");
      }
      packed.writeBytes(Arrays.copyOfRange(piece, 1, piece.length));
      if (piece[0] == LAST) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
          entries.add(gzip.readAllBytes());
        }
        packed.reset();
      }
    }
    if (packed.size() > 0) {
      throw new IOException("the last entry does not end");
    }
    return entries;
  }
}
