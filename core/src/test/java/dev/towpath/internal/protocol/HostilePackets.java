package dev.towpath.internal.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A reader of bytes that a hostile server might have sent, for tests outside of this package. */
public final class HostilePackets {
  private HostilePackets() {}

  /** Reads packets until they end, every other one in an array of its own. */
  public static void read(byte[] received) throws IOException {
    var reader = new PacketReader(new ByteArrayInputStream(received));
    reader.commandSent();
    var packet = new Packet();
    for (int i = 0; i <= received.length; i++) {
      if (i % 2 == 0) {
        reader.next(packet);
      } else {
        reader.next();
      }
    }
    throw new IllegalStateException("more packets than bytes");
  }

  /** Reads the answer to a query and asks for each of its values. */
  public static void query(byte[] received) throws IOException {
    var reader = new PacketReader(new ByteArrayInputStream(received));
    reader.commandSent();
    String unused = TextResult.read(reader).toString();
  }
}
