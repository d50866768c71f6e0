package dev.towpath.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

final class DeadlineSocketTest {

  @Test
  void hostThatIsGoneIsLookedForWithinHalfAMinute() throws Exception {
    try (var socket = new DeadlineSocket()) {
      assumeTrue(socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPCOUNT));

      socket.keepAlive();

      int idle = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE);
      int interval = socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL);
      int probes = socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
      assertTrue(socket.getKeepAlive());
      assertEquals(30, idle + interval * probes);
    }
  }
}
