package dev.towpath.fuzz;

import dev.towpath.failure.CdcException;
import dev.towpath.internal.protocol.HostilePackets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A target that reads answers to a query: payloads after their lengths. */
public final class QueryResultTarget {
  private QueryResultTarget() {}

  /** Reads an answer with all of its values. */
  public static void fuzzerTestOneInput(byte[] data) {
    var input = new Input(data);
    var packets = new ByteArrayOutputStream();
    for (int sequence = 1; input.hasMore(); sequence++) {
      byte[] payload = input.part();
      packets.write(payload.length);
      packets.write(payload.length >> 8);
      packets.write(0);
      packets.write(sequence);
      packets.writeBytes(payload);
    }
    try {
      HostilePackets.query(packets.toByteArray());
    } catch (IOException | CdcException e) {
      // Refused, or an error of the server.
    }
  }
}
