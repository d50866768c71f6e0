package dev.towpath.verification.fuzz;

import dev.towpath.fuzzing.FuzzTarget;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that runs Jazzer on each target of the modules, beginning with the corpus. Inputs that
 * lead to new code are kept in {@code target/fuzz}, for the next run.
 */
public final class Fuzzing {
  /** The enums of targets, by the directory of their module. */
  private static final Map<String, String> TARGETS =
      new TreeMap<>(
          Map.of(
              "core", "dev.towpath.fuzz.Target",
              "ha-zookeeper", "dev.towpath.ha.zookeeper.fuzz.FuzzTargets",
              "sink-rocketmq", "dev.towpath.sink.rocketmq.FuzzTargets"));

  private static final Path OUTPUT = Path.of("target/fuzz");

  /** The part of the class path that the targets need, because Jazzer scans all of it. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(classes|test-classes|towpath-.*|jazzer.*|zstd-jni.*|jspecify.*"
              + "|mysql-binlog-connector-java.*|jackson-core.*|zookeeper.*|slf4j-api.*|rocketmq-common.*)");

  /** The message that tells that code is not instrumented. */
  private static final String BLIND = "no interesting inputs were found";

  private Fuzzing() {}

  /**
   * Ends with an exception when a target fails.
   *
   * @param args the directory of the project, the seconds for each target, the seed (0 for another
   *     one each time), and names of targets with commas between; all if none
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ClassNotFoundException {
    Path project = Path.of(args[0]);
    int seconds = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    List<String> chosen =
        args.length < 4 || args[3].isBlank() ? List.of() : List.of(args[3].split(",", -1));
    for (Map.Entry<String, String> module : TARGETS.entrySet()) {
      List<FuzzTarget> targets = targets(module.getValue());
      System.out.printf(
          "%s: targets %s%n",
          module.getKey(), targets.stream().map(FuzzTarget::directory).toList());
      Path corpora =
          project.resolve(module.getKey()).resolve("src/test/resources/fuzz").normalize();
      for (FuzzTarget target : targets) {
        if (chosen.isEmpty() || chosen.contains(target.directory())) {
          fuzz(target, corpora.resolve(target.directory()), seconds, seed);
        }
      }
    }
  }

  private static List<FuzzTarget> targets(String type) throws ClassNotFoundException {
    return Stream.of(Class.forName(type).getEnumConstants()).map(FuzzTarget.class::cast).toList();
  }

  private static void fuzz(FuzzTarget target, Path corpus, int seconds, long seed)
      throws IOException, InterruptedException {
    Path found = Files.createDirectories(OUTPUT.resolve(target.directory()));
    Path log = OUTPUT.resolve(target.directory() + ".log");
    System.out.printf("%s: %d s, see %s%n", target.directory(), seconds, log.toAbsolutePath());
    int status = run(log, command(target, corpus, seconds, seed, found));
    if (status != 0) {
      throw new IllegalStateException(failure(target, corpus, status, log));
    }
    if (Files.readString(log).contains(BLIND)) {
      throw new IllegalStateException(
          target.directory() + " was fuzzed without looking at coverage, see " + log);
    }
  }

  private static List<String> command(
      FuzzTarget target, Path corpus, int seconds, long seed, Path found) {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> NEEDED.matcher(Path.of(entry).getFileName().toString()).matches())
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-cp",
        classPath,
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.className(),
        "--instrumentation_includes=dev.towpath.**",
        // Expressions that a user writes are compiled as they are.
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
        "--reproducer_path=" + OUTPUT,
        "-max_total_time=" + seconds,
        "-seed=" + seed,
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=3000",
        "-artifact_prefix=" + OUTPUT.resolve(target.directory() + '-'),
        found.toString(),
        corpus.toString());
  }

  private static int run(Path log, List<String> command) throws IOException, InterruptedException {
    Process jazzer =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return jazzer.waitFor();
    } finally {
      jazzer.destroyForcibly();
    }
  }

  private static String failure(FuzzTarget target, Path corpus, int status, Path log)
      throws IOException {
    String why =
        Files.readString(log)
            .lines()
            .filter(
                line ->
                    line.contains("Exception")
                        || line.contains("ERROR")
                        || line.contains("Test unit"))
            .collect(Collectors.joining("\n"));
    return "%s ended with %d, see %s; to repeat it, put the input into %s and run FuzzCorpusTest%n%s"
        .formatted(target.directory(), status, log.toAbsolutePath(), corpus.toAbsolutePath(), why);
  }
}
