package dev.towpath.internal.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader of MySQL packets that reads in bulk, checks their sequence, and joins the parts of
 * payloads of 16 MiB and more. Small packets can be looked at where they were received. Used by one
 * thread.
 */
final class PacketReader {
  private static final int MAX_PART = 0xFFFFFF;

  /** {@code net_buffer_length}, what servers send at once when they have much to send. */
  private static final int SERVER_BUFFER = 16 << 10;

  /** The upper bound of a typical socket read; a full read means that more data is waiting. */
  private static final int MOST_READ = 64 << 10;

  /**
   * How long the pieces of a stream that flows are gathered, in nanoseconds: waking two threads up
   * for each costs more than looking at it, and the server goes on sending meanwhile.
   */
  private static final long GATHERED = 200_000;

  /** Below, what is left of a buffer is not worth a call of the system. */
  private static final int LEAST_READ = 16 << 10;

  /** Above, copying a payload costs less than leaving most of a buffer empty. */
  private static final int MAX_LENT = ReceiveBuffers.SIZE / 4;

  /** {@code max_allowed_packet} ends at 1 GiB, and an event has a header in addition. */
  private static final int MAX_PAYLOAD = (1 << 30) + (1 << 20);

  private final InputStream in;
  private final ReceiveBuffers buffers = new ReceiveBuffers();
  private byte[] buffer = buffers.take();
  private boolean isFlowing;
  private List<byte[]> full = new ArrayList<>();
  private boolean isLent;
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

  /** Receives the next packet, in a receive buffer unless it is too large. */
  void next(Packet packet) throws IOException {
    require(4);
    int length = length();
    if (length > MAX_LENT) {
      packet.own(next());
      return;
    }
    require(4 + length);
    header();
    packet.lend(buffer, position, position + length);
    position += length;
    isLent = true;
  }

  /** The receive buffers. */
  ReceiveBuffers buffers() {
    return buffers;
  }

  /** The buffers that no packet to come will be in, of those lent since this was last asked. */
  List<byte[]> takeFull() {
    if (full.isEmpty()) {
      return List.of();
    }
    List<byte[]> taken = full;
    full = new ArrayList<>();
    return taken;
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

  /** Whether a whole packet has arrived, so that {@link #next()} will not block. */
  boolean hasNext() throws IOException {
    if (isWhole()) {
      return true;
    }
    if (limit - position > MAX_LENT || in.available() == 0) {
      return false;
    }
    if (buffer.length - limit < LEAST_READ) {
      makeRoom();
    }
    limit += receive(buffer, limit, buffer.length - limit);
    return isWhole();
  }

  private boolean isWhole() {
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
    if (buffer.length - position < count || buffer.length - limit < LEAST_READ) {
      makeRoom();
    }
    while (limit - position < count) {
      limit += read(buffer, limit, buffer.length - limit);
    }
  }

  /** Moves what was not looked at yet to the start of a buffer from which nothing is lent. */
  private void makeRoom() {
    byte[] target = buffer;
    if (isLent) {
      full.add(buffer);
      isLent = false;
      target = buffers.take();
    }
    System.arraycopy(buffer, position, target, 0, limit - position);
    buffer = target;
    limit -= position;
    position = 0;
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
    if (isFlowing) {
      LockSupport.parkNanos(GATHERED);
    }
    return receive(target, from, count);
  }

  private int receive(byte[] target, int from, int count) throws IOException {
    int read = in.read(target, from, count);
    isFlowing = read >= SERVER_BUFFER / 2 && read < count && read < MOST_READ;
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    return read;
  }
}
