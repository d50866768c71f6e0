package dev.towpath.verification.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application in a JVM of its own that is killed, suspended and restarted. Used by one thread,
 * except {@link #say}, which is thread-safe.
 */
final class NodeProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(40);
  private static final long POLL_MILLIS = 50;

  private final int number;
  private final NodeLinks links;
  private final Path log;
  private final boolean tailReads;
  private final Consumer<String> complaints;
  private final Semaphore closed = new Semaphore(0);
  private volatile @Nullable Process process;
  private int incarnation;
  private final Set<Process> ending = ConcurrentHashMap.newKeySet();

  /**
   * @param tailReads whether its sink looks for its predecessor's messages
   * @param complaints receives a report if the process or its pipeline ends unexpectedly
   */
  NodeProcess(
      int number, NodeLinks links, Path directory, boolean tailReads, Consumer<String> complaints) {
    this.tailReads = tailReads;
    this.number = number;
    this.links = links;
    this.log = directory.resolve("node-" + number + ".log");
    this.complaints = complaints;
  }

  /** Returns its address in ZooKeeper. */
  String address() {
    return "127.0.0.1:" + (11_110 + number);
  }

  /** Returns its name, which is the same after restarts. */
  String name() {
    return "node-" + number;
  }

  NodeLinks links() {
    return links;
  }

  /** Starts it with the name {@code node-number-incarnation} in its messages. */
  void start() throws IOException {
    incarnation++;
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Duser.home=" + log.getParent(),
            "-cp",
            System.getProperty("java.class.path"),
            ChaosNode.class.getName(),
            address(),
            name() + '-' + incarnation,
            links.zooKeeper(),
            links.nameServer(),
            Integer.toString(links.mySql(0)),
            Integer.toString(links.mySql(1)),
            Boolean.toString(tailReads));
    Process started =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
    process = started;
    String life = name() + '-' + incarnation;
    Link.start(() -> follow(started, life));
  }

  private void follow(Process started, String life) {
    try (BufferedReader output = started.inputReader(StandardCharsets.UTF_8)) {
      String state = "";
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        switch (line) {
          case ChaosNode.CLOSED -> closed.release();
          default -> state = line;
        }
        if (line.startsWith(ChaosNode.WRONG)) {
          complaints.accept(life + ": " + line.substring(ChaosNode.WRONG.length()));
        }
      }
      int exitCode = started.waitFor();
      if (!ending.contains(started)) {
        complaints.accept(
            "%s ended by itself with code %d, its last state was %s, its log is %s"
                .formatted(life, exitCode, state, log));
      }
    } catch (IOException e) {
      if (!ending.contains(started)) {
        complaints.accept(life + " does not answer: " + e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRunning() {
    Process now = process;
    return now != null && now.isAlive();
  }

  private Process running() {
    Process now = process;
    if (now == null || !now.isAlive()) {
      throw new IllegalStateException(name() + " does not run");
    }
    return now;
  }

  /**
   * Sends it a command, see {@link ChaosNode}; commands to a process that is being killed are lost.
   */
  synchronized void say(String command) {
    Process now = process;
    if (now == null) {
      return;
    }
    try {
      OutputStream input = now.getOutputStream();
      input.write((command + '\n').getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      if (now.isAlive() && !ending.contains(now)) {
        complaints.accept("%s does not hear '%s': %s".formatted(name(), command, e));
      }
    }
  }

  /**
   * Makes it close its pipeline and build another, and waits until the first is closed or the
   * process has ended.
   */
  void closePipeline() throws InterruptedException {
    Process asked = process;
    closed.drainPermits();
    say("close");
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    while (!closed.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (asked == null || !asked.isAlive() || ending.contains(asked)) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        complaints.accept(
            "%s did not close its pipeline within %s; its log is %s"
                .formatted(name(), CLOSE_LIMIT, log));
        return;
      }
    }
  }

  /** Kills it, like a crash. */
  void kill() {
    if (isRunning()) {
      Process victim = running();
      ending.add(victim);
      victim.destroyForcibly().onExit().join();
    }
  }

  /** Asks it to end (SIGTERM) and waits. */
  void stop() throws InterruptedException {
    Process asked = running();
    ending.add(asked);
    asked.toHandle().destroy();
    if (!asked.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      complaints.accept("%s did not end within %s of SIGTERM".formatted(name(), STOP_LIMIT));
      kill();
    }
  }

  /** Suspends it for a while (SIGSTOP, SIGCONT); it continues even if this JVM ends meanwhile. */
  void freeze(Duration time) throws IOException, InterruptedException {
    long pid = running().pid();
    String script =
        "kill -STOP %d; sleep %d.%03d; kill -CONT %d"
            .formatted(pid, time.toSeconds(), time.toMillisPart(), pid);
    int exitCode = new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException(name() + " cannot be frozen: exit code " + exitCode);
    }
  }

  /** Kills it. */
  @Override
  public void close() throws IOException {
    try (links) {
      kill();
    }
  }
}
