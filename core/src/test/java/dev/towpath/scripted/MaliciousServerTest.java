package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of servers that want the password, a file, all memory, or all time of a client. */
class MaliciousServerTest {
  private static final String VERSION = "8.0.33";
  private static final String PASSWORD = "marked-password";
  private static final int TLS = 0x800;

  /** The limit of the tests in which nothing else ends the attempt. */
  private static final Duration SHORT = Duration.ofMillis(400);

  /** The limit of all others, which end earlier, on a slow machine too. */
  private static final Duration LONG = Wait.LIMIT;

  private final Overheard overheard = new Overheard();

  @Test
  void aRequestForALocalFileIsRefused() throws IOException {
    try (var server =
        loggedIn(
            connection -> {
              connection.receive();
              connection.send(new Wire().integer(0xFB, 1).text("/etc/hostname").toBytes());
              overheard.add(connection.receive());
            })) {
      var refusal = assertThrows(SourceException.class, () -> open(source(server)));

      assertTrue(refusal.isPermanent());
      assertTells("request for a local file", refusal);
      assertEquals(0, overheard.packets());
    }
  }

  @Test
  void thePasswordIsNotSentInClearTextOverAnUnencryptedConnection() throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.NATIVE);
              overheard.add(connection.receive());
              connection.send(switchTo("mysql_clear_password", ""));
              overheard.add(connection.receive());
            })) {
      var refusal = assertThrows(SourceException.class, () -> open(source(server)));

      assertTells("clear text", refusal);
      assertFalse(overheard.contains(PASSWORD));
      assertEquals(1, overheard.packets());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theServersKeyIsAskedForOnlyWhereThatIsAllowed(boolean allowed) throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.CACHING);
              overheard.add(connection.receive());
              connection.send(new byte[] {1, 4}); // Not in the cache.
              overheard.add(connection.receive());
              connection.send(new Wire().integer(1, 1).text("no key at all").toBytes());
              overheard.add(connection.receive());
            })) {
      var source = source(server).publicKeyRetrieval(allowed);

      var refusal = assertThrows(SourceException.class, () -> open(source));

      assertEquals(!allowed, String.valueOf(refusal.getMessage()).contains("publicKeyRetrieval"));
      assertFalse(overheard.contains(PASSWORD));
      assertEquals(allowed ? 2 : 1, overheard.packets());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
  void aServerWithoutTlsIsNotLoggedInToWhereItIsRequired(String mode) throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.NATIVE);
              overheard.add(connection.receive());
            })) {
      MySqlSource source = source(server).tls(TlsMode.valueOf(mode)).build();

      var refusal = assertThrows(SourceException.class, () -> MySqlSession.open(source));

      assertTrue(refusal.isPermanent());
      assertTells("offers no TLS", refusal);
      assertEquals(0, overheard.packets());
    }
  }

  @Test
  void aFailedTlsHandshakeDoesNotFallBackWhereTlsIsRequired() throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.NATIVE, TLS);
              overheard.add(connection.receive());
              connection.raw().write("this is no TLS record".getBytes(StandardCharsets.US_ASCII));
            })) {
      MySqlSource source = source(server, LONG).tls(TlsMode.REQUIRED).build();

      var refusal = assertThrows(SourceException.class, () -> MySqlSession.open(source));

      assertTells("TLS to", refusal);
      assertEquals(1, server.connections());
      assertFalse(overheard.contains("cdc"));
    }
  }

  @Test
  void aLoginThatNeverEndsIsGivenUp() throws IOException {
    var switches = new AtomicInteger();
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.NATIVE);
              while (true) {
                connection.receive();
                switches.incrementAndGet();
                connection.send(switchTo(Login.NATIVE, "12345678901234567890"));
              }
            })) {
      var refusal = assertThrows(SourceException.class, () -> open(source(server)));

      assertTells("did not end the login", refusal);
      assertTrue(switches.get() < 20, switches + " switches");
    }
  }

  @Test
  void endlessSuccessIsGivenUp() throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.CACHING);
              connection.receive();
              while (true) {
                connection.send(new byte[] {1, 3});
              }
            })) {
      var refusal = assertThrows(SourceException.class, () -> open(source(server, SHORT)));

      assertFalse(refusal.isPermanent());
    }
  }

  @Test
  void aServerThatNeverGreetsIsGivenUp() throws IOException {
    try (var server = new ScriptedServer(connection -> overheard.add(connection.receive()))) {
      assertGivenUpInTime(server);
    }
  }

  @Test
  void aServerThatGreetsByteAfterByteIsGivenUp() throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> {
              byte[] greeting = new Wire().integer(60_000, 3).put(new byte[60_000]).toBytes();
              for (byte value : greeting) {
                connection.raw().write(value);
                Thread.sleep(20);
              }
            })) {
      assertGivenUpInTime(server);
    }
  }

  private void assertGivenUpInTime(ScriptedServer server) {
    long before = System.nanoTime();

    var refusal = assertThrows(SourceException.class, () -> open(source(server, SHORT)));

    Duration taken = Duration.ofNanos(System.nanoTime() - before);
    assertFalse(refusal.isPermanent());
    // The slowest of these servers goes on for twenty minutes.
    assertTrue(taken.compareTo(LONG) < 0, taken::toString);
  }

  @Test
  void anyGreetingIsRefusedOrUnderstood() throws IOException {
    long seed = Long.getLong("towpath.seed", System.nanoTime());
    var random = new Random(seed);
    try (var server =
        new ScriptedServer(
            connection -> {
              byte[] greeting = new byte[random.nextInt(90)];
              random.nextBytes(greeting);
              if (greeting.length > 0 && random.nextBoolean()) {
                greeting[0] = 10;
              }
              connection.send(greeting);
              connection.raw().write(greeting);
            })) {
      for (int i = 0; i < 200; i++) {
        assertThrows(
            SourceException.class,
            () -> open(source(server, SHORT)),
            () -> "-Dtowpath.seed=" + seed);
      }
    }
  }

  @Test
  void anErrorInsteadOfAGreetingIsTold() throws IOException {
    try (var server =
        new ScriptedServer(
            connection -> connection.send(new byte[] {(byte) 0xFF, 0x10, 4, 'T', 'o', 'o'}))) {
      var refusal = assertThrows(SourceException.class, () -> open(source(server)));

      assertTells("MySQL error 1040: Too", refusal);
    }
  }

  @Test
  void columnsWithoutNumberAreRefused() throws IOException {
    byte[] count = new Wire().integer(0xFE, 1).integer(1L << 31, 8).toBytes();
    try (var server = loggedIn(answering(count))) {
      assertCheap(() -> assertThrows(SourceException.class, () -> open(source(server))));
    }
  }

  @Test
  void valuesLongerThanTheirRowAreRefused() throws IOException {
    byte[] row = new Wire().integer(0xFD, 1).integer(0xFFFFFF, 3).text("short").toBytes();
    try (var server = loggedIn(answering(new byte[] {1}, column(), eof(), row))) {
      assertCheap(() -> assertThrows(SourceException.class, () -> open(source(server))));
    }
  }

  @Test
  void rowsWithoutEndAreRefused() throws IOException {
    try (var server =
        loggedIn(
            connection -> {
              connection.receive();
              connection.send(new byte[] {1});
              connection.send(column());
              connection.send(eof());
              byte[] row = new Wire().integer(0xFC, 1).integer(0xFFFF, 2).toBytes();
              row = new Wire().put(row).put(new byte[0xFFFF]).toBytes();
              while (true) {
                connection.send(row);
              }
            })) {
      var refusal = assertThrows(SourceException.class, () -> open(source(server, LONG)));

      assertTells("more than MySQL does", refusal);
    }
  }

  @Test
  void aLengthThatIsNotKeptIsGivenUp() throws IOException {
    try (var server =
        loggedIn(
            connection -> {
              connection.receive();
              connection.send(new byte[10], 0xFFFFFE, 1);
              overheard.add(connection.receive());
            })) {
      assertCheap(() -> assertGivenUpInTime(server));
    }
  }

  private static void assertTells(String expected, SourceException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(expected), message);
  }

  private ScriptedServer.Conversation answering(byte[]... packets) {
    return connection -> {
      connection.receive();
      for (byte[] packet : packets) {
        connection.send(packet);
      }
      overheard.add(connection.receive());
    };
  }

  private static byte[] column() {
    var definition = new Wire().counted("def").counted("").counted("").counted("");
    return definition.counted("c").counted("c").toBytes();
  }

  private static byte[] eof() {
    return new byte[] {(byte) 0xFE, 0, 0, 2, 0};
  }

  /** Checks that less than twice the longest packet is allocated. */
  private static void assertCheap(Executable action) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertDoesNotThrow(action);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 32 << 20, allocated + " bytes");
  }

  private static byte[] switchTo(String plugin, String scramble) {
    var packet = new Wire().integer(0xFE, 1).zeroTerminated(plugin).zeroTerminated(scramble);
    return packet.toBytes();
  }

  private static ScriptedServer loggedIn(ScriptedServer.Conversation then) throws IOException {
    var login = new Login(Login.NATIVE, PASSWORD);
    return new ScriptedServer(
        connection -> {
          if (login.admit(connection, VERSION)) {
            then.hold(connection);
          }
        });
  }

  private static MySqlSource.Builder source(ScriptedServer server) {
    return source(server, LONG);
  }

  private static MySqlSource.Builder source(ScriptedServer server, Duration connect) {
    return MySqlSource.builder("127.0.0.1", server.port())
        .credentials("cdc", () -> PASSWORD)
        .serverId(7)
        .connectTimeout(connect)
        .tls(TlsMode.DISABLED);
  }

  private static void open(MySqlSource.Builder source) throws IOException {
    MySqlSession.open(source.build()).close();
  }

  /** The data that a server has learnt. Thread-safe. */
  @SuppressWarnings("JdkObsolete") // Filled by the threads of a server.
  private static final class Overheard {
    private final StringBuffer text = new StringBuffer();
    private final AtomicInteger packets = new AtomicInteger();

    void add(byte[] packet) {
      packets.incrementAndGet();
      text.append(new String(packet, StandardCharsets.ISO_8859_1));
    }

    int packets() {
      return packets.get();
    }

    boolean contains(String secret) {
      return text.indexOf(secret) >= 0;
    }
  }
}
