package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aReservedPortIsFreeWithItsNeighbours() {
    int port = Ports.reserve(-2, 1);

    assertTrue(Ports.areFree(port, -2, 1));
  }

  @Test
  void noPortIsReservedTwice() {
    Set<Integer> ports = new HashSet<>();
    for (int port : IntStream.generate(() -> Ports.reserve(1, 2)).limit(500).toArray()) {
      for (int number = port; number <= port + 2; number++) {
        assertTrue(ports.add(number), () -> "port " + port);
      }
    }
  }

  @Test
  void portOfAnotherJvmIsNotReserved() throws IOException {
    int port = Ports.reserve();

    assertEquals("true false", answerOfAnotherJvm(port));
  }

  /** Asks another JVM whether it can reserve {@code port + 1} and {@code port}. */
  private static String answerOfAnotherJvm(int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void aPortWithAListenerIsNotFree() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFalse(Ports.areFree(listener.getLocalPort()));
      assertFalse(Ports.areFree(listener.getLocalPort() - 1, 1));
    }
  }

  /** A JVM that tries to reserve a given port and the next one. */
  static final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] arguments) throws IOException {
      int port = Integer.parseInt(arguments[0]);
      System.out.println(Ports.tryReserve(port + 1) + " " + Ports.tryReserve(port));
    }
  }
}
