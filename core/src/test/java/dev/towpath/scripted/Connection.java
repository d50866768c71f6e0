package dev.towpath.scripted;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's side of a connection: packets in both directions. Used by one thread. */
public final class Connection {
  static final int MAX_PART = 0xFFFFFF;
  static final int CONNECT_CAPABILITIES = 0x00088200;

  private final DataInputStream in;
  private final OutputStream out;
  private final int number;
  private int sequence;

  Connection(int number, DataInputStream in, OutputStream out) {
    this.number = number;
    this.in = in;
    this.out = out;
  }

  /** Returns the number of this connection, from 1 on. */
  public int number() {
    return number;
  }

  /** Returns the stream for bytes that are no packets. */
  public OutputStream raw() {
    return out;
  }

  /** Receives the payload of the client's next packet. */
  public byte[] receive() throws IOException {
    byte[] header = new byte[4];
    in.readFully(header);
    byte[] payload = new byte[Wire.u16(header, 0) | (header[2] & 0xFF) << 16];
    in.readFully(payload);
    sequence = (header[3] & 0xFF) + 1;
    return payload;
  }

  /** Sends a payload, in parts if it is too long for one packet. */
  public void send(byte[] payload) throws IOException {
    int from = 0;
    int part;
    do {
      part = Math.min(MAX_PART, payload.length - from);
      send(payload, from, part, part, sequence++);
      from += part;
    } while (part == MAX_PART);
  }

  /** Sends a packet whose header may be wrong. */
  public void send(byte[] payload, int claimedLength, int claimedSequence) throws IOException {
    send(payload, 0, payload.length, claimedLength, claimedSequence);
  }

  int sequence() {
    return sequence++;
  }

  private void send(byte[] payload, int from, int count, int length, int number)
      throws IOException {
    var packet = new byte[4 + count];
    Wire.set(packet, 0, length, 3);
    packet[3] = (byte) number;
    System.arraycopy(payload, from, packet, 4, count);
    out.write(packet);
  }

  /** Greets, without TLS. */
  public void greet(String version, String plugin) throws IOException {
    greet(version, plugin, 0);
  }

  /** Greets with further capabilities. */
  public void greet(String version, String plugin, int capabilities) throws IOException {
    int all = CONNECT_CAPABILITIES | capabilities;
    var greeting = new Wire().integer(10, 1).zeroTerminated(version).integer(number, 4);
    greeting.zeroTerminated("12345678").integer(all, 2).integer(45, 1).integer(2, 2);
    greeting.integer(all >>> 16, 2).integer(21, 1).put(new byte[10]);
    sequence = 0;
    send(greeting.zeroTerminated("901234567890").zeroTerminated(plugin).toBytes());
  }

  /** Sends an OK packet. */
  public void ok() throws IOException {
    send(new byte[] {0, 0, 0, 2, 0, 0, 0});
  }

  /** Sends an error packet. */
  public void error(int code, String message) throws IOException {
    send(new Wire().integer(0xFF, 1).integer(code, 2).text("#HY000" + message).toBytes());
  }

  /** Sends the end of columns, rows or events. */
  public void end() throws IOException {
    send(new byte[] {(byte) 0xFE, 0, 0, 2, 0});
  }

  /** Answers a query. */
  public void rows(List<String> columns, List<List<@Nullable String>> rows) throws IOException {
    send(new Wire().integer(columns.size(), 1).toBytes());
    for (String column : columns) {
      var definition = new Wire().counted("def").counted("").counted("").counted("");
      definition.counted(column).counted(column).integer(12, 1).integer(45, 2).integer(1024, 4);
      send(definition.integer(253, 1).integer(0, 2).integer(0, 1).integer(0, 2).toBytes());
    }
    end();
    for (List<@Nullable String> row : rows) {
      var values = new Wire();
      for (String value : row) {
        if (value == null) {
          values.integer(0xFB, 1);
        } else {
          values.counted(value);
        }
      }
      send(values.toBytes());
    }
    end();
  }
}
