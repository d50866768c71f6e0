package dev.towpath.examples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own, which ends with this JVM. Thread-safe. */
final class Node implements AutoCloseable {
  private static final long STOP_SECONDS = 20;
  private static final int TAIL_LINES = 15;

  private final String name;
  private final Process process;
  private final Path log;
  private final Console console;
  private final Failures failures;
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private volatile boolean ending;

  private Node(String name, Process process, Path log, Console console, Failures failures) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.console = console;
    this.failures = failures;
  }

  /**
   * Starts a worker.
   *
   * @param directory the directory of its log, {@code name.log}
   * @param arguments the arguments of {@link QuickStartNode}
   * @param failures receives a report if it or one of its pipelines ends by itself
   */
  static Node start(
      String name, Path directory, List<String> arguments, Console console, Failures failures)
      throws IOException {
    Path log = Files.createDirectories(directory).resolve(name + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n",
                "-cp",
                System.getProperty("java.class.path"),
                QuickStartNode.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(Redirect.to(log.toFile())).start();
    var node = new Node(name, process, log, console, failures);
    var reader = new Thread(node::read, name + "-output");
    reader.setDaemon(true);
    reader.start();
    console.say("%s is process %d, its log is %s".formatted(name, process.pid(), log));
    return node;
  }

  /** Reads the worker's output, a line for each change of a pipeline's state. */
  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = output.readLine()) != null) {
        stateChanged(line);
      }
      int exitCode = process.waitFor();
      if (!ending) {
        failures.report(
            new IllegalStateException("%s ended with code %d%s".formatted(name, exitCode, tail())));
      }
    } catch (IOException e) {
      failures.report(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stateChanged(String line) throws IOException {
    String[] words = line.split(" ", 2);
    if (words.length == 2) {
      states.put(words[0], words[1]);
    }
    console.say("%s: %s".formatted(name, line));
    if (line.endsWith(" FAILED")) {
      failures.report(new IllegalStateException("%s: %s%s".formatted(name, line, tail())));
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return "; %s ends with:%n%s".formatted(log, String.join(System.lineSeparator(), last));
  }

  /** Returns the worker's name. */
  String name() {
    return name;
  }

  /** Returns whether all {@code pipelines} are in {@code state}. */
  boolean isAll(List<String> pipelines, String state) {
    return pipelines.stream().allMatch(pipeline -> state.equals(states.get(pipeline)));
  }

  /** Kills the worker (SIGKILL), like a crash. */
  void kill() {
    ending = true;
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Asks the worker to end (SIGTERM) and waits; returns false if it had to be killed. */
  boolean stop() throws InterruptedException {
    ending = true;
    process.toHandle().destroy();
    boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      kill();
    }
    return ended;
  }

  /** Kills the worker if it still runs. */
  @Override
  public void close() {
    kill();
  }
}
