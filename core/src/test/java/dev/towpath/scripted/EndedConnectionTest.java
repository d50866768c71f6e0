package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import dev.towpath.waiting.Wait;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of connections that another thread ends while they are being opened. */
final class EndedConnectionTest {
  private static final String VERSION = "8.0.33";
  private static final int TLS = 0x800;

  /** Longer than the test may last: only ending the connection can end the attempt. */
  private static final Duration CONNECT = Duration.ofMinutes(10);

  private final CompletableFuture<Closeable> handle = new CompletableFuture<>();
  private final CountDownLatch reached = new CountDownLatch(1);

  @Test
  void peerThatAcceptsAndSaysNothingIsLeftAtOnce() throws Exception {
    try (var server = new ScriptedServer(this::beSilent)) {
      Attempt attempt = start(() -> MySqlSession.open(source(server), handle::complete));
      reached.await();

      handle.join().close();

      attempt.assertEnded();
    }
  }

  @Test
  void connectionRequestWithoutAnswerIsGivenUpAtOnce() throws Exception {
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> queued = fill(full);
      Attempt attempt =
          start(() -> MySqlSession.open(source(full.getLocalPort()), handle::complete));
      attempt.awaitMethod("connect");

      handle.join().close();

      attempt.assertEnded();
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"PREFERRED", "REQUIRED", "VERIFY_CA"})
  void handshakeThatHangsIsLeftAtOnceAndNothingElseIsTried(TlsMode mode) throws Exception {
    try (var server =
        new ScriptedServer(
            connection -> {
              connection.greet(VERSION, Login.NATIVE, TLS);
              connection.receive();
              beSilent(connection);
            })) {
      MySqlSource source = builder(server.port()).tls(mode).build();
      Attempt attempt = start(() -> MySqlSession.open(source, handle::complete));
      reached.await();

      handle.join().close();

      attempt.assertEnded();
      assertEquals(1, server.connections());
    }
  }

  @Test
  void nothingIsConnectedOnceItWasEnded() throws Exception {
    try (var server = new ScriptedServer(this::beSilent)) {
      var failure =
          assertThrows(
              SourceException.class,
              () -> MySqlSession.open(source(server), EndedConnectionTest::close));

      assertTells("closed while it was being opened", failure);
      assertEquals(0, server.connections());
    }
  }

  @Test
  void endOfTheAttemptEndsTheSession() throws Exception {
    try (var server = new ScriptedServer(connection -> admit(connection, this::beSilent));
        MySqlSession session = MySqlSession.open(source(server), handle::complete)) {
      Attempt attempt = start(() -> session.query("SELECT 1"));
      reached.await();

      handle.join().close();

      assertInstanceOf(IOException.class, attempt.failure());
    }
  }

  @Test
  void closingASessionEndsAnotherThatIsBeingOpened() throws Exception {
    try (var server =
        new ScriptedServer(
            connection -> {
              if (connection.number() == 1) {
                admit(connection, Connection::receive);
              } else {
                beSilent(connection);
              }
            })) {
      MySqlSession session = MySqlSession.open(source(server));
      Attempt attempt = start(session::openAnother);
      reached.await();

      session.close();

      attempt.assertEnded();
      var failure = assertThrows(SourceException.class, session::openAnother);
      assertTells("closed while it was being opened", failure);
      assertEquals(2, server.connections());
    }
  }

  @Test
  void openingAnXaTransactionIsEndedAtOnce() throws Exception {
    var transaction = new PreparedTransaction("X'61',X'',1", "binlog.000001", 4, null, null);
    try (var server = new ScriptedServer(this::beSilent)) {
      Attempt attempt =
          start(() -> PreparedReader.open(source(server), transaction, "orders", handle::complete));
      reached.await();

      handle.join().close();

      attempt.assertEnded();
    }
  }

  private void beSilent(Connection connection) throws IOException {
    reached.countDown();
    while (true) {
      connection.receive();
    }
  }

  private static void admit(Connection connection, ScriptedServer.Conversation then)
      throws IOException, InterruptedException {
    assertTrue(Login.standard().admit(connection, VERSION));
    connection.receive();
    connection.ok();
    then.hold(connection);
  }

  /** Connects until the queue is full, so that the system answers no further request. */
  private static List<Socket> fill(ServerSocket listener) throws IOException {
    List<Socket> queued = new ArrayList<>();
    while (true) {
      var socket = new Socket();
      try {
        socket.connect(listener.getLocalSocketAddress(), 200);
        queued.add(socket);
      } catch (IOException e) {
        socket.close();
        return queued;
      }
    }
  }

  private static void close(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static MySqlSource source(ScriptedServer server) {
    return source(server.port());
  }

  private static MySqlSource source(int port) {
    return builder(port).tls(TlsMode.DISABLED).build();
  }

  private static MySqlSource.Builder builder(int port) {
    return MySqlSource.builder("127.0.0.1", port)
        .credentials("cdc", () -> "secret")
        .serverId(7)
        .connectTimeout(CONNECT);
  }

  private static void assertTells(String expected, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(expected), message);
  }

  private static Attempt start(Callable<?> call) {
    var outcome = new FutureTask<>(call::call);
    var thread = new Thread(outcome, "attempt");
    thread.start();
    return new Attempt(thread, outcome);
  }

  private record Attempt(Thread thread, FutureTask<?> outcome) {

    Throwable failure() {
      var failed =
          assertThrows(
              ExecutionException.class, () -> outcome.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
      return Objects.requireNonNull(failed.getCause());
    }

    void assertEnded() {
      var failure = assertInstanceOf(SourceException.class, failure());
      assertTells("127.0.0.1", failure);
      assertTells("closed while it was being opened", failure);
      assertFalse(failure.isPermanent());
    }

    void awaitMethod(String name) throws InterruptedException {
      while (List.of(thread.getStackTrace()).stream()
          .noneMatch(frame -> frame.getMethodName().equals(name))) {
        assertTrue(thread.isAlive());
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }
}
