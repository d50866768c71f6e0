package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests of ports at which something other than a MySQL server answers. */
final class StrangePortTest {

  @Test
  void aProxyWithoutAServerBehindItIsNamed() throws Exception {
    assertSays("ends it without a greeting, as a proxy does", Socket::close);
  }

  @Test
  void thePortOfSshIsNamed() throws Exception {
    assertSays("no greeting of a MySQL server but what SSH says", says("SSH-2.0-OpenSSH_9.6\r\n"));
  }

  @Test
  void thePortOfHttpIsNamed() throws Exception {
    assertSays(
        "no greeting of a MySQL server but HTTP", says("HTTP/1.1 408 Request Timeout\r\n\r\n"));
  }

  @Test
  void aPortThatSaysNothingIsNamed() throws Exception {
    assertSays(
        "sends no greeting", socket -> socket.getInputStream().read(), Duration.ofMillis(500));
  }

  private interface Answer {
    void give(Socket socket) throws IOException;
  }

  private static Answer says(String text) {
    return socket -> {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().read();
    };
  }

  private static void assertSays(String expected, Answer answer) throws Exception {
    assertSays(expected, answer, Wait.LIMIT);
  }

  private static void assertSays(String expected, Answer answer, Duration connectTimeout)
      throws Exception {
    try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var answering = new Thread(() -> serve(listening, answer));
      answering.start();
      MySqlSource source =
          MySqlSource.builder("127.0.0.1", listening.getLocalPort())
              .credentials("cdc", () -> "secret")
              .serverId(1)
              .connectTimeout(connectTimeout)
              .build();

      var failure = assertThrows(SourceException.class, () -> MySqlSession.open(source).close());

      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains(expected), message);
      assertTrue(message.contains("cdc@127.0.0.1:" + listening.getLocalPort()), message);
      answering.join();
    }
  }

  private static void serve(ServerSocket listening, Answer answer) {
    try (Socket socket = listening.accept()) {
      answer.give(socket);
    } catch (IOException e) {
      // The other side has gone.
    }
  }
}
