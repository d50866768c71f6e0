package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LinkTest {
  private static final int QUIET_MILLIS = 300;

  private final ServerSocket echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final Link link = Link.to(echo.getLocalPort());

  LinkTest() throws IOException {
    Link.start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    echo.close();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Link.start(() -> answer(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The connection was cut, as expected.
    }
  }

  @Test
  void bytesArrive() throws IOException {
    try (Socket client = connect()) {
      assertEchoes(client, 100_000);
    }
  }

  @Test
  void bytesSentBeforeTheEndArriveBeforeTheEnd() throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(new byte[50_000]);
      client.shutdownOutput();

      assertEquals(50_000, client.getInputStream().readAllBytes().length);
    }
  }

  @Test
  void slowLinksChangeNothingButTime() throws IOException {
    for (LinkFault fault : new LinkFault[] {LinkFault.DELAY, LinkFault.TRICKLE}) {
      link.fail(fault, 1);
      try (Socket client = connect()) {
        assertEchoes(client, 2_000);
      }
    }
  }

  @Test
  void aCutResetsWhatExistsAndRefusesWhatComes() throws IOException {
    try (Socket client = connect()) {
      assertEchoes(client, 10);

      link.fail(LinkFault.CUT, 1);

      assertEnds(client);
      try (Socket next = connect()) {
        assertEnds(next);
      }
    }
    link.heal();
    try (Socket client = connect()) {
      assertEchoes(client, 10);
    }
  }

  @Test
  void silentLinksStayOpenUntilTheyHealAndDeliverNothingLater() throws IOException {
    for (LinkFault fault :
        new LinkFault[] {LinkFault.BLACK_HOLE, LinkFault.HALF_OPEN, LinkFault.LOST_REPLIES}) {
      try (Socket client = connect()) {
        assertEchoes(client, 10);

        link.fail(fault, 1);

        client.getOutputStream().write(1);
        client.setSoTimeout(QUIET_MILLIS);
        assertThrows(
            SocketTimeoutException.class, () -> client.getInputStream().read(), fault::toString);
        client.setSoTimeout(0);
        link.heal();
        assertEnds(client);
      }
    }
  }

  @Test
  void theByteAtWhichAConnectionIsCutComesFromTheSeed() throws IOException {
    assertEquals(bytesUntilCut(5), bytesUntilCut(5));
  }

  @Test
  void aFarCutComesFromTheSeedAndIsFar() throws IOException {
    for (long seed = 0; seed < 5; seed++) {
      int sent = bytesUntilFarCut(seed);

      assertTrue(sent >= 1 << 14, seed + ": " + sent);
      assertEquals(sent, bytesUntilFarCut(seed));
    }
  }

  private int bytesUntilFarCut(long seed) throws IOException {
    link.fail(LinkFault.CUT_FAR, seed);
    int echoed = 0;
    byte[] piece = new byte[1_024];
    try (Socket client = connect()) {
      while (true) {
        client.getOutputStream().write(piece);
        int length = client.getInputStream().readNBytes(piece, 0, piece.length);
        echoed += length;
        if (length < piece.length) {
          return echoed;
        }
      }
    } catch (IOException cut) {
      return echoed;
    } finally {
      link.heal();
    }
  }

  @Test
  void aResetEndsWhatExistsAndLeavesWhatComes() throws IOException {
    try (Socket client = connect()) {
      assertEchoes(client, 10);

      link.reset();

      assertEnds(client);
    }
    try (Socket client = connect()) {
      assertEchoes(client, 10);
    }
  }

  private long bytesUntilCut(long seed) throws IOException {
    link.fail(LinkFault.CUT_AT_BYTE, seed);
    long sent = 0;
    try (Socket client = connect()) {
      do {
        client.getOutputStream().write(1);
        sent++;
      } while (client.getInputStream().read() >= 0);
    } catch (IOException cut) {
      assertTrue(sent > 0);
    } finally {
      link.heal();
    }
    return sent;
  }

  @Test
  void anAddressIsReplacedHoweverTheFrameIsCut() {
    byte[] frame = frame("a 127.0.0.1:9876 b");
    byte[] expected = frame("a 127.0.0.3:9876 b");
    for (int at = 0; at < frame.length; at++) {
      var rewriter = new FrameRewriter("127.0.0.1:9876", "127.0.0.3:9876");
      var out = new ByteArrayOutputStream();
      out.writeBytes(rewriter.rewrite(frame, at));
      byte[] rest = Arrays.copyOfRange(frame, at, frame.length);
      out.writeBytes(rewriter.rewrite(rest, rest.length));

      assertArrayEquals(expected, out.toByteArray());
    }
  }

  private static byte[] frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), link.port());
  }

  private static void assertEchoes(Socket client, int length) throws IOException {
    byte[] sent = new byte[length];
    Arrays.fill(sent, (byte) 7);
    Link.start(
        () -> {
          try {
            client.getOutputStream().write(sent);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    assertArrayEquals(sent, client.getInputStream().readNBytes(length));
  }

  /** Asserts a reset: an exception, or the end of the stream if the connection was unused. */
  private static void assertEnds(Socket client) {
    try {
      assertTrue(client.getInputStream().read() < 0);
    } catch (IOException reset) {
      assertTrue(reset.getMessage() != null);
    }
  }
}
