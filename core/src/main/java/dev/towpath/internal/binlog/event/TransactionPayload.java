package dev.towpath.internal.binlog.event;

import com.github.luben.zstd.ZstdInputStream;
import dev.towpath.internal.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the events inside a TRANSACTION_PAYLOAD event, unpacked one by one. They carry no
 * checksums and no places of their own: they have the place of the payload.
 *
 * <p>The payload starts with fields of {@code type, length, value}, all packed integers; see {@code
 * Transaction_payload_event} of the server.
 */
public final class TransactionPayload implements Closeable {
  private static final int END_OF_FIELDS = 0;
  private static final int SIZE = 1;
  private static final int COMPRESSION = 2;
  private static final int ZSTD = 0;
  private static final int NONE = 255;
  private static final int HEADER = 19;

  /** {@code max_allowed_packet} and with it any event ends at 1 GiB. */
  private static final long MAX_EVENT = 1L << 30;

  private final BinlogEvent envelope;
  private final InputStream in;

  private TransactionPayload(BinlogEvent envelope, InputStream in) {
    this.envelope = envelope;
    this.in = in;
  }

  /**
   * Opens a payload.
   *
   * @throws MalformedEventException if its fields are damaged or its compression is unknown
   */
  public static TransactionPayload open(BinlogEvent envelope) {
    var fields = new Fields(envelope);
    long size = -1;
    long compression = NONE;
    for (long type = fields.packed(); type != END_OF_FIELDS; type = fields.packed()) {
      int end = fields.end(fields.packed());
      if (type == SIZE) {
        size = fields.packed();
      } else if (type == COMPRESSION) {
        compression = fields.packed();
      }
      fields.moveTo(end);
    }
    int from = fields.position();
    if (size < 0 || size > envelope.to() - from) {
      throw damaged(envelope, "its payload of " + size + " bytes does not fit in it");
    }
    var bytes = new ByteArrayInputStream(envelope.bytes(), from, (int) size);
    return new TransactionPayload(envelope, unpack(envelope, compression, bytes));
  }

  private static InputStream unpack(BinlogEvent envelope, long compression, InputStream bytes) {
    if (compression == NONE) {
      return bytes;
    }
    if (compression != ZSTD) {
      throw damaged(envelope, "compression type " + compression + " is not supported");
    }
    try {
      return new ZstdInputStream(bytes);
    } catch (IOException e) {
      throw damaged(envelope, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns the next event; null after the last.
   *
   * @throws MalformedEventException if the payload cannot be unpacked or ends within an event
   */
  public @Nullable BinlogEvent next() {
    try {
      byte[] header = in.readNBytes(HEADER);
      if (header.length == 0) {
        return null;
      }
      long size = header.length < HEADER ? 0 : Bytes.u32(header, 9);
      if (size < HEADER || size > MAX_EVENT) {
        throw damaged(envelope, "an event inside says it has " + size + " bytes");
      }
      byte[] packet = new byte[1 + HEADER];
      System.arraycopy(header, 0, packet, 1, HEADER);
      return inner(packet, (int) size - HEADER);
    } catch (IOException e) {
      throw damaged(envelope, "it cannot be unpacked: " + e.getMessage());
    }
  }

  private BinlogEvent inner(byte[] head, int length) throws IOException {
    // Reads the available bytes before it allocates the length that the header claims.
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw damaged(envelope, "it ends within an event");
    }
    byte[] packet = new byte[head.length + length];
    System.arraycopy(head, 0, packet, 0, head.length);
    System.arraycopy(body, 0, packet, head.length, length);
    var event = new BinlogEvent(packet, packet.length);
    event.place(envelope.file(), envelope.start(), envelope.end());
    event.belongsTo(envelope.group());
    return event;
  }

  private static MalformedEventException damaged(BinlogEvent envelope, String why) {
    return new MalformedEventException("compressed transaction, " + envelope + ": " + why);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw damaged(envelope, String.valueOf(e.getMessage()));
    }
  }

  /** A cursor over the packed integers at the start of a payload. */
  private static final class Fields {
    private final BinlogEvent envelope;
    private int position;

    Fields(BinlogEvent envelope) {
      this.envelope = envelope;
      this.position = envelope.from();
    }

    int position() {
      return position;
    }

    int end(long length) {
      if (length < 0 || length > envelope.to() - position) {
        throw damaged(envelope, "a field runs past its end");
      }
      return position + (int) length;
    }

    void moveTo(int end) {
      position = end;
    }

    long packed() {
      int first = Bytes.u8(envelope.bytes(), require(1));
      int size =
          switch (first) {
            case 0xFC -> 2;
            case 0xFD -> 3;
            case 0xFE -> 8;
            case 0xFB, 0xFF -> throw damaged(envelope, "a field is no packed integer");
            default -> 0;
          };
      return size == 0 ? first : Bytes.unsigned(envelope.bytes(), require(size), size);
    }

    private int require(int count) {
      if (count > envelope.to() - position) {
        throw damaged(envelope, "its fields run past its end");
      }
      int at = position;
      position += count;
      return at;
    }
  }
}
