package dev.sluice.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Jazzer on one target after the other, from the corpus on; {@code mvn verify -Pfuzz}. Inputs
 * that lead to new code are kept in {@code target/fuzz}, for the next run.
 */
final class Fuzzing {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz");
  private static final Path OUTPUT = Path.of("target/fuzz");

  /** Jazzer looks through all of its class path: what the targets need of it. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(classes|test-classes|sluice-sink-api.*|jazzer.*|zstd-jni.*|druid.*|jspecify.*"
              + "|mysql-binlog-connector-java.*)");

  private Fuzzing() {}

  /**
   * Ends with an exception when a target fails.
   *
   * @param args the seconds for each target, the seed (0 for another one each time), and names of
   *     targets with commas between; all if none
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    String names = args.length < 3 ? "" : args[2];
    List<String> chosen = names.isBlank() ? all() : List.of(names.split(",", -1));
    if (!all().containsAll(chosen)) {
      throw new IllegalArgumentException(chosen + ": the targets are " + all());
    }
    int seconds = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    for (Target target : Target.values()) {
      if (chosen.contains(target.directory())) {
        fuzz(target, seconds, seed);
      }
    }
  }

  private static List<String> all() {
    return Stream.of(Target.values()).map(Target::directory).toList();
  }

  private static void fuzz(Target target, int seconds, long seed)
      throws IOException, InterruptedException {
    Path found = Files.createDirectories(OUTPUT.resolve(target.directory()));
    Path log = OUTPUT.resolve(target.directory() + ".log");
    System.out.printf("%s: %d s, see %s%n", target.directory(), seconds, log.toAbsolutePath());
    int status = run(log, command(target, seconds, seed, found));
    if (status != 0) {
      throw new IllegalStateException(failure(target, status, log));
    }
  }

  private static List<String> command(Target target, int seconds, long seed, Path found) {
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
        "--instrumentation_includes=dev.sluice.**",
        // Its own detectors look for what applications do wrong.
        "--hooks=false",
        "--reproducer_path=" + OUTPUT,
        "-max_total_time=" + seconds,
        "-seed=" + seed,
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=3000",
        "-artifact_prefix=" + OUTPUT.resolve(target.directory() + '-'),
        found.toString(),
        CORPUS.resolve(target.directory()).toString());
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

  private static String failure(Target target, int status, Path log) throws IOException {
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
        .formatted(
            target.directory(),
            status,
            log.toAbsolutePath(),
            CORPUS.resolve(target.directory()).toAbsolutePath(),
            why);
  }
}
