package dev.towpath.fuzz;

import dev.towpath.internal.protocol.HostilePackets;
import java.io.IOException;

/** A target that reads packets as they come from the network. */
public final class PacketTarget {
  private PacketTarget() {}

  /** Reads packets until one is refused or they end. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      HostilePackets.read(data);
    } catch (IOException e) {
      // Refused, or the end.
    }
  }
}
