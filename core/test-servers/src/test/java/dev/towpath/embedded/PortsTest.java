package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aFreePortHasFreeNeighboursWhereAskedFor() {
    int port = Ports.free(-2, 1);

    assertTrue(Ports.areFree(port, -2, 1));
  }

  @Test
  void aPortWithAListenerIsNotFree() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFalse(Ports.areFree(listener.getLocalPort()));
      assertFalse(Ports.areFree(listener.getLocalPort() - 1, 1));
    }
  }
}
