package dev.sluice.internal.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads MySQL packets with bulk reads, checks their sequence, and joins the parts of payloads of 16
 * MiB and more. Used by one thread.
 */
final class PacketReader {
  private static final int BUFFER_SIZE = 256 << 10;
  private static final int MAX_PART = 0xFFFFFF;

  /** {@code max_allowed_packet} ends at 1 GiB, and an event has a header beside. */
  private static final int MAX_PAYLOAD = (1 << 30) + (1 << 20);

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int position;
  private int limit;
  private int sequence;

  PacketReader(InputStream in) {
    this.in = in;
  }

  /** Expects the next packet to answer a command, which has sequence number 0. */
  void commandSent() {
    sequence = 1;
  }

  /** The payload of the next packet, in an array of its own. */
  byte[] next() throws IOException {
    return next(MAX_PAYLOAD);
  }

  /** The same for a payload of at most {@code most} bytes; a longer one is an error. */
  byte[] next(int most) throws IOException {
    int length = header();
    requireAtMost(most, length);
    byte[] payload = new byte[length];
    fill(payload, 0, length);
    int size = length;
    while (length == MAX_PART) {
      length = header();
      requireAtMost(most - size, length);
      if (size + length > payload.length) {
        // Doubling keeps the copying linear however many parts follow.
        payload = Arrays.copyOf(payload, Math.max(size + length, growth(payload.length)));
      }
      fill(payload, size, length);
      size += length;
    }
    return size == payload.length ? payload : Arrays.copyOf(payload, size);
  }

  private static void requireAtMost(int most, int length) throws IOException {
    if (length > most) {
      throw new IOException("the server sends more than MySQL does: " + length + " bytes more");
    }
  }

  /** Whether a whole packet lies in the buffer, so that {@link #next()} will not block. */
  boolean hasNext() {
    int buffered = limit - position;
    return buffered >= 4 && buffered - 4 >= length();
  }

  private int length() {
    return buffer[position] & 0xFF
        | (buffer[position + 1] & 0xFF) << 8
        | (buffer[position + 2] & 0xFF) << 16;
  }

  private static int growth(int length) {
    return length > Integer.MAX_VALUE / 2 - 8 ? Integer.MAX_VALUE - 8 : length * 2;
  }

  private int header() throws IOException {
    require(4);
    int length = length();
    int number = buffer[position + 3] & 0xFF;
    position += 4;
    if (number != sequence) {
      throw new IOException(
          "packet out of sequence: expected number " + sequence + ", got " + number);
    }
    sequence = sequence + 1 & 0xFF;
    return length;
  }

  private void require(int count) throws IOException {
    if (limit - position >= count) {
      return;
    }
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    while (limit < count) {
      limit += read(buffer, limit, buffer.length - limit);
    }
  }

  private void fill(byte[] target, int from, int count) throws IOException {
    int buffered = Math.min(count, limit - position);
    System.arraycopy(buffer, position, target, from, buffered);
    position += buffered;
    int done = buffered;
    while (done < count) {
      if (count - done >= buffer.length) {
        done += read(target, from + done, count - done);
      } else {
        require(1);
        int part = Math.min(count - done, limit - position);
        System.arraycopy(buffer, position, target, from + done, part);
        position += part;
        done += part;
      }
    }
  }

  private int read(byte[] target, int from, int count) throws IOException {
    int read = in.read(target, from, count);
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    return read;
  }
}
