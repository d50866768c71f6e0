package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.testkit.RecordingSink;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that no failure reveals the password. */
@SuppressWarnings("JdkObsolete") // Filled by many threads.
class SecretsIT {
  private static final String SECRET = "marked-Passw0rd";
  private static final int TLS = 0x800;
  private static final List<String> EVENTS =
      List.of(
          "dev.towpath.BatchWritten",
          "dev.towpath.Flush",
          "dev.towpath.PositionSaved",
          "dev.towpath.StateChange",
          "dev.towpath.Failure");

  private final StringBuffer told = new StringBuffer();
  private final Logger root = Logger.getLogger("");
  private final Level before = root.getLevel();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
          told.append(formatter.format(record)).append(Arrays.toString(record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listenToEveryLog() {
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    root.setLevel(Level.ALL);
    Arrays.stream(root.getHandlers())
        .filter(other -> other != handler)
        .forEach(other -> other.setFilter(record -> false));
  }

  @AfterEach
  void stopListening() {
    root.removeHandler(handler);
    root.setLevel(before);
    Arrays.stream(root.getHandlers()).forEach(other -> other.setFilter(null));
  }

  @Test
  void aRefusedLoginTellsNoPassword() throws Exception {
    for (String plugin : List.of(Login.NATIVE, Login.CACHING)) {
      var other = new Login(plugin, "another");
      run(connection -> other.admit(connection, "8.0.33"), TlsMode.DISABLED, true);
    }

    assertNothingTold("refused the login with each of 2 passwords");
  }

  @Test
  void refusedWaysToSendItTellNoPassword() throws Exception {
    run(
        connection -> {
          connection.greet("8.0.33", Login.NATIVE);
          connection.receive();
          var clear = new Wire().integer(0xFE, 1).zeroTerminated("mysql_clear_password");
          connection.send(clear.integer(0, 1).toBytes());
          connection.receive();
        },
        TlsMode.DISABLED,
        false);
    run(
        connection -> {
          connection.greet("8.0.33", Login.CACHING);
          connection.receive();
          connection.send(new byte[] {1, 4});
          connection.receive();
          connection.send(new Wire().integer(1, 1).text("no key").toBytes());
          connection.receive();
        },
        TlsMode.DISABLED,
        true);

    assertNothingTold("clear text");
  }

  @Test
  void aBrokenConnectionTellsNoPassword() throws Exception {
    var login = new Login(Login.NATIVE, SECRET);
    run(
        connection -> {
          login.admit(connection, "8.0.33");
          connection.receive();
        },
        TlsMode.DISABLED,
        false);

    assertNothingTold("closed the connection");
  }

  @Test
  void failedTlsTellsNoPassword() throws Exception {
    run(
        connection -> {
          connection.greet("8.0.33", Login.NATIVE, TLS);
          connection.receive();
          connection.raw().write(new byte[] {'n', 'o', ' ', 't', 'l', 's', '\n'});
        },
        TlsMode.REQUIRED,
        false);

    assertNothingTold("TLS to");
  }

  /** Runs a pipeline against the server until it gives up, and records everything it reports. */
  private void run(ScriptedServer.Conversation conversation, TlsMode tls, boolean keyAllowed)
      throws Exception {
    try (var recording = new Recording();
        var server = new ScriptedServer(conversation)) {
      for (String event : EVENTS) {
        recording.enable(event).withThreshold(Duration.ZERO);
      }
      recording.enable("jdk.ThreadStart");
      recording.enable("jdk.JavaExceptionThrow").withStackTrace();
      recording.start();
      MySqlSource source =
          MySqlSource.builder("127.0.0.1", server.port())
              .rotatingCredentials("cdc", () -> List.of(SECRET, SECRET + "-old"))
              .serverId(7)
              .tls(tls)
              .publicKeyRetrieval(keyAllowed)
              .connectTimeout(Duration.ofSeconds(20))
              .build();
      CdcPipeline pipeline =
          CutRuns.pipeline(source, new InMemoryPositionStore(), new RecordingSink())
              .errorPolicy(failure -> decide(failure))
              .listener(new Telling())
              .build();
      try (pipeline) {
        pipeline.start();
        CutRuns.await(() -> pipeline.status().state().isFinal());
        told.append(source).append(pipeline).append(pipeline.status());
        tell(new Exception(String.valueOf(pipeline.validate())));
      } catch (RuntimeException e) {
        tell(e);
      }
      Thread.getAllStackTraces().keySet().forEach(thread -> told.append(thread.getName()));
      recording.stop();
      read(recording);
    }
  }

  /** Retries once, so that both ways of logging a failure are used. */
  private static ErrorPolicy.Decision decide(Failure failure) {
    return failure.attempt() < 2
        ? new ErrorPolicy.Retry(Duration.ofMillis(1))
        : new ErrorPolicy.Stop();
  }

  private void read(Recording recording) throws IOException {
    Path file = Files.createTempFile("events", ".jfr");
    try {
      recording.dump(file);
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        told.append(event);
      }
    } finally {
      Files.delete(file);
    }
  }

  private void tell(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    told.append(trace);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      told.append(cause).append(Arrays.toString(cause.getSuppressed()));
    }
  }

  /**
   * Checks that no report has the password; {@code expected} in a report proves that reports were
   * recorded.
   */
  private void assertNothingTold(String expected) {
    assertTrue(told.indexOf(expected) >= 0, told::toString);
    assertTrue(told.indexOf("cdc@127.0.0.1") >= 0);
    assertTrue(told.indexOf("dev.towpath.Failure") >= 0, "no flight recorder events");
    int at = told.indexOf(SECRET);
    assertEquals(-1, at, () -> told.substring(Math.max(0, at - 200), at + 50));
    assertFalse(told.toString().toLowerCase(Locale.ROOT).contains("passw0rd"));
  }

  private final class Telling implements PipelineListener {
    @Override
    public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
      told.append(failure).append(decision);
      tell(failure.cause());
    }
  }
}
