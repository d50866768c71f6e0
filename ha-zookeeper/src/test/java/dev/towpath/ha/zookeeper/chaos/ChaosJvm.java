package dev.towpath.ha.zookeeper.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contender's process with its own network link to each server. Used by one thread. */
final class ChaosJvm implements AutoCloseable {
  private static final Duration LIMIT = Wait.LIMIT;

  private final Setup setup;
  private final int number;
  private final List<FaultyNetwork> networks = new ArrayList<>();
  private final ChaosHistory history;
  private final Path file;
  private final Path log;
  private Process process;
  private int onlyServer;
  private @Nullable Process signals;

  /**
   * The settings shared by all contenders.
   *
   * @param directory the directory of their histories
   * @param serverPorts the servers
   * @param destinations the number of destinations they stand for
   * @param sessionTimeout the timeout they request
   * @param pause between two publications
   * @param kind the algorithm or a mutant
   */
  record Setup(
      Path directory,
      List<Integer> serverPorts,
      int destinations,
      Duration sessionTimeout,
      Duration pause,
      ChaosContender.Kind kind) {}

  ChaosJvm(Setup setup, int number) throws IOException {
    this.setup = setup;
    this.number = number;
    this.file = setup.directory().resolve("history" + number);
    this.log = setup.directory().resolve("log" + number);
    this.history = new ChaosHistory("jvm" + number, file);
    for (int port : setup.serverPorts()) {
      networks.add(new FaultyNetwork(port));
    }
    this.process = launch();
  }

  private Process launch() throws IOException {
    String servers = String.join(",", networks.stream().map(FaultyNetwork::address).toList());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            ChaosContender.class.getName(),
            servers,
            "127.0.0.1:" + (30_000 + number),
            "1",
            Integer.toString(setup.destinations()),
            Long.toString(setup.sessionTimeout().toMillis()),
            Long.toString(setup.pause().toMillis()),
            file.toString(),
            setup.kind().name());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  int number() {
    return number;
  }

  ChaosHistory history() {
    return history;
  }

  List<FaultyNetwork> networks() {
    return networks;
  }

  /** Cuts all links except the one to {@code server}. */
  void restrict(int server) {
    onlyServer = server;
    for (int other = 0; other < networks.size(); other++) {
      if (other != server) {
        networks.get(other).set(FaultyNetwork.Mode.REFUSE);
      }
    }
  }

  /** Returns the server it was last restricted to. */
  int onlyServer() {
    return onlyServer;
  }

  /** Returns the last lines of its log. */
  List<String> lastWords(int lines) throws IOException {
    List<String> all = Files.readAllLines(log, UTF_8);
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it, like a crash. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("a contender survived SIGKILL, pid " + process.pid());
    }
  }

  /** Restarts it after its end. */
  void startAgain() throws IOException {
    process = launch();
  }

  /** Suspends it for a while (SIGSTOP, SIGCONT), even if this JVM ends meanwhile. */
  void pause(Duration time) throws IOException, InterruptedException {
    pauseAside(time);
    awaitContinued();
  }

  /** Suspends it for a while; returns at once. */
  void pauseAside(Duration time) throws IOException {
    String seconds = "%d.%03d".formatted(time.toSeconds(), time.toMillisPart());
    String script =
        "kill -STOP %d; sleep %s; kill -CONT %d".formatted(process.pid(), seconds, process.pid());
    signals = new ProcessBuilder("sh", "-c", script).inheritIO().start();
  }

  /** Waits for the end of a pause. */
  void awaitContinued() throws InterruptedException {
    Process pausing = Objects.requireNonNull(signals, "not paused");
    if (!pausing.waitFor(2 * LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("a contender was not continued, pid " + process.pid());
    }
  }

  /** Asks it to save its positions and to give up its destinations. */
  void handOver() throws IOException {
    process.getOutputStream().write('h');
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    for (FaultyNetwork network : networks) {
      try {
        network.close();
      } catch (IOException e) {
        throw new IllegalStateException("a network cannot be closed", e);
      }
    }
  }
}
