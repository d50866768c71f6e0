package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(3);

  private final Path directory;
  private @Nullable ServerProcess process;

  ServerProcessTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void killProcess() {
    if (process != null) {
      process.kill();
    }
  }

  @Test
  void aServerThatEndsBeforeItIsReadyIsReportedWithItsOutput() {
    ServerProcess server = start("echo no such disk; exit 3");

    ServerException failure =
        assertThrows(ServerException.class, () -> server.awaitReady(() -> false, LONG));

    assertTrue(failure.toString().contains("exit code 3"), failure::toString);
    assertTrue(failure.toString().contains("no such disk"), failure::toString);
  }

  @Test
  void aServerThatIsNotReadyInTimeIsKilled() throws InterruptedException {
    ServerProcess server = start("echo thinking; exec sleep 600");
    Waiting.until("the server thinks", () -> server.output().contains("thinking"));

    ServerException failure =
        assertThrows(ServerException.class, () -> server.awaitReady(() -> false, SHORT));

    assertTrue(failure.toString().contains("thinking"), failure::toString);
    assertFalse(server.isAlive());
  }

  @Test
  void outputOfAnEarlierRunIsNotReported() {
    start("echo yesterday").awaitSuccess(LONG);

    ServerProcess server = start("echo today");
    server.awaitSuccess(LONG);

    assertTrue(server.output().equals("today\n"), server::output);
  }

  @Test
  void terminateLetsTheServerEndInGoodOrder() throws InterruptedException {
    ServerProcess server = startObedient();

    server.terminate(LONG);

    assertTrue(server.output().endsWith("saved\n"), server::output);
  }

  @Test
  void terminateWakesAPausedServerUp() throws InterruptedException {
    ServerProcess server = startObedient();
    server.pause();

    server.terminate(LONG);

    assertTrue(server.output().endsWith("saved\n"), server::output);
  }

  @Test
  void aServerThatDoesNotObeyIsKilledAndReported() throws InterruptedException {
    ServerProcess server = start("trap '' TERM; echo up; while :; do sleep 0.1; done");
    Waiting.until("the server is up", () -> server.output().contains("up"));

    ServerException failure = assertThrows(ServerException.class, () -> server.terminate(SHORT));

    assertTrue(failure.toString().contains("did not stop"), failure::toString);
    assertFalse(server.isAlive());
  }

  @Test
  void killEndsAPausedServer() {
    ServerProcess server = start("exec sleep 600");
    server.pause();

    server.kill();

    assertTrue(Waiting.isGone(server.pid()));
  }

  @Test
  void aServerThatHasEndedCannotBePaused() {
    ServerProcess server = start("exec sleep 600");
    server.kill();

    assertThrows(ServerException.class, server::pause);
  }

  private ServerProcess startObedient() throws InterruptedException {
    ServerProcess server =
        start("trap 'sleep 0.2; echo saved; exit' TERM; echo up; while :; do sleep 0.1; done");
    Waiting.until("the server is up", () -> server.output().contains("up"));
    return server;
  }

  private ServerProcess start(String script) {
    process = ServerProcess.start("server", directory, List.of("sh", "-c", script), Map.of());
    return process;
  }
}
