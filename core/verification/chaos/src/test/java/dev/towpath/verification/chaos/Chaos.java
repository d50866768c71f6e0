package dev.towpath.verification.chaos;

import dev.towpath.embedded.MySqlVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A run of the whole stack under faults. The last line of its output is the verdict. Used by one
 * thread.
 */
final class Chaos {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final long POLL_MILLIS = 20;

  private final Options options;
  private final PrintStream out;
  private final long start = System.nanoTime();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger faults = new AtomicInteger();
  private final Map<Fault, Integer> byKind = new ConcurrentHashMap<>();

  Chaos(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * The options of a run.
   *
   * @param seed the seed of the faults
   * @param time the minimum duration of the faults
   * @param faults the minimum number of faults
   * @param tailReads whether sinks look for messages that are already published; if not, duplicates
   *     are allowed
   * @param only the faults to choose from
   * @param mySql the version of MySQL; 9 compresses transactions on request
   * @param directory the parent of the run's directory of logs
   */
  record Options(
      long seed,
      Duration time,
      int faults,
      boolean tailReads,
      Set<Fault> only,
      MySqlVersion mySql,
      Path directory) {
    static Options ofSystemProperties() {
      String seed = System.getProperty("chaos.seed", "");
      String minutes = System.getProperty("chaos.minutes", "2");
      return new Options(
          seed.isBlank() ? System.nanoTime() & 0xffff : Long.parseLong(seed),
          Duration.ofSeconds(Math.round(60 * Double.parseDouble(minutes))),
          Integer.getInteger("chaos.faults", 1),
          Boolean.parseBoolean(System.getProperty("chaos.tailReads", "true")),
          Plan.faults(System.getProperty("chaos.only", "")),
          version(System.getProperty("chaos.mysql", "8")),
          Path.of(System.getProperty("chaos.directory", "target/chaos")));
    }

    private static MySqlVersion version(String number) {
      return switch (number) {
        case "8" -> MySqlVersion.MYSQL_8_0;
        case "9" -> MySqlVersion.MYSQL_9;
        default ->
            throw new IllegalArgumentException(
                "chaos.mysql must be 8 or 9, and is '%s'".formatted(number));
      };
    }
  }

  /** Runs with the settings in system properties; exits with 1 if the verdict is bad. */
  public static void main(String[] arguments) throws Exception {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String lastLine = new Chaos(Options.ofSystemProperties(), out).run();
    // Clients of RocketMQ leave running threads.
    System.exit(lastLine.startsWith(Report.OK) ? 0 : 1);
  }

  /** Runs and returns the last printed line. */
  String run() throws IOException {
    Path directory = options.directory.resolve("seed-" + options.seed).toAbsolutePath();
    Directories.deleteIfExists(directory);
    Files.createDirectories(directory);
    say("seed %d, logs are in %s".formatted(options.seed, directory));
    Report report;
    try (var stage = new Stage(directory, options, this::complain)) {
      play(stage);
      report = judge(stage);
    } catch (Exception e) {
      complain("the run broke off: " + e);
      e.printStackTrace(out);
      report = Report.none();
    }
    Secrets.toldIn(directory).forEach(line -> complain("a password is told in " + line));
    say("faults by kind: " + new TreeMap<>(byKind));
    String lastLine =
        report.with(faults.get(), List.copyOf(complaints)).lastLine(options.seed, directory);
    out.println(lastLine);
    if (lastLine.startsWith(Report.OK)) {
      Directories.deleteAllBut(directory, ".log");
    }
    return lastLine;
  }

  private void play(Stage stage) throws InterruptedException {
    awaitFlow(stage, "the start");
    long end = System.nanoTime() + options.time.toNanos();
    var plan = new Plan(options.seed, options.only);
    boolean isCalm = true;
    while ((System.nanoTime() - end < 0 || faults.get() < options.faults) && complaints.isEmpty()) {
      Step step = plan.next();
      if (step.isTakeover() && !isCalm) {
        awaitFlow(stage, "the fault before");
        isCalm = true;
      }
      say(step.toString());
      stage.takeovers().counts(step.isTakeover());
      strike(stage, step);
      isCalm = step.calm();
      if (isCalm) {
        awaitFlow(stage, step.toString());
      }
      stage.takeovers().counts(false);
    }
    awaitFlow(stage, "the last fault");
  }

  private void strike(Stage stage, Step step) throws InterruptedException {
    Step companion = step.companion();
    if (companion == null) {
      strikeAlone(stage, step);
      return;
    }
    var other = new Thread(() -> strikeAlone(stage, companion), "companion");
    other.start();
    strikeAlone(stage, step);
    other.join();
  }

  private void strikeAlone(Stage stage, Step step) {
    try {
      step.fault().strike(stage, step);
      faults.incrementAndGet();
      byKind.merge(step.fault(), 1, Integer::sum);
    } catch (Exception e) {
      complain("fault %s could not be carried out: %s".formatted(step, e));
    }
  }

  /** Waits until transactions written from now on arrive. */
  private void awaitFlow(Stage stage, String after) throws InterruptedException {
    long last = stage.lastTransaction();
    await("the stream did not flow again after " + after, () -> stage.isBeyond(last));
  }

  private Report judge(Stage stage) throws InterruptedException {
    stage.stopWriters();
    await("not everything arrived", () -> stage.checker().isComplete());
    if (stage.cursorWatch().seen() == 0) {
      complain("no saved position was ever seen");
    }
    say("%d takeovers were timed".formatted(stage.takeovers().number()));
    say("transactions by shape: " + stage.checker().shapes());
    Verdict verdict = stage.checker().judge();
    if (!options.tailReads) {
      // Repeated messages keep their numbers.
      verdict = verdict.pardoning(Set.of(Violation.DUPLICATED, Violation.RENUMBERED));
    }
    return Report.of(verdict, stage.takeovers().longest());
  }

  private void await(String otherwise, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (complaints.isEmpty() && !condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        complain(otherwise + " within " + PATIENCE.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void complain(String complaint) {
    complaints.add(complaint);
    say("WRONG: " + complaint);
  }

  private void say(String line) {
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println("chaos: %7.1f s  %s".formatted(seconds, line));
  }
}
