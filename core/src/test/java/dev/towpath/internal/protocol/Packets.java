package dev.towpath.internal.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The packets in bytes that a server sent, for tests outside of this package. */
public final class Packets {
  private final PacketReader reader;

  /** Reads {@code sent}, the answer to a command, up to its end. */
  public Packets(byte[] sent) {
    reader = new PacketReader(new ByteArrayInputStream(sent));
    reader.commandSent();
  }

  /** Returns the payload of the next packet; throws EOFException after the last. */
  public byte[] next() throws IOException {
    return reader.next();
  }
}
