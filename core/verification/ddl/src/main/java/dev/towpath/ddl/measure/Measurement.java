package dev.towpath.ddl.measure;

import dev.towpath.ddl.Generation;
import dev.towpath.embedded.MySqlVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A measurement of parsers. It records the statements that each generation of servers accepts,
 * replays them to each parser, and prints a table for each. It is set by properties: {@code
 * ddl.servers}, {@code ddl.parsers}, {@code ddl.statements}, {@code ddl.words} (every n-th word),
 * {@code ddl.seed}, {@code ddl.corpus} (a directory), {@code ddl.replay} (uses the recordings in
 * that directory).
 */
final class Measurement {
  private static final String HEADER =
      "| parser | statements | misread | refused | not comparable | first pass ms | µs each | KiB"
          + " each | heap MB | classes MB | jars MB |%n| --- | --- | --- | --- | --- | --- | --- |"
          + " --- | --- | --- | --- |%n";

  private final Path directory =
      Files.createDirectories(Path.of(property("corpus", "target/corpus")));
  private final long seed = Long.parseLong(property("seed", Long.toString(System.nanoTime())));

  private Measurement() throws IOException {}

  /** Runs the measurement. */
  public static void main(String[] arguments) throws Exception {
    var measurement = new Measurement();
    System.out.println("-Dddl.seed=" + measurement.seed);
    List<String> servers =
        List.of(property("servers", "MYSQL_5_7,MYSQL_8_0,MYSQL_9,MARIADB_11_4").split(",", -1));
    for (String name : servers) {
      measurement.measure(MySqlVersion.valueOf(name));
    }
  }

  private static String property(String name, String otherwise) {
    String value = System.getProperty("ddl." + name, "");
    return value.isEmpty() ? otherwise : value;
  }

  private void measure(MySqlVersion version) throws Exception {
    String name = version.name().toLowerCase(Locale.ROOT);
    Path corpus = directory.resolve(name + ".tsv.gz");
    if (!Boolean.parseBoolean(property("replay", "false")) || !Files.exists(corpus)) {
      record(version, corpus);
    }
    System.out.printf(Locale.ROOT, "%n%s%n%n" + HEADER, version);
    for (String parser : property("parsers", "towpath,druid,debezium").split(",", -1)) {
      String result = replay(parser, corpus, directory.resolve(name + "-" + parser + ".txt"));
      System.out.println("| " + result.replace("\t", " | ") + " |");
    }
  }

  private void record(MySqlVersion version, Path file) throws IOException, SQLException {
    long start = System.nanoTime();
    try (var corpus = new Corpus(file);
        var recorder = new Recorder(new Generation(version), corpus)) {
      recorder.random(Integer.parseInt(property("statements", "3000")), new Random(seed));
      recorder.words(Integer.parseInt(property("words", "20")));
      System.out.printf(
          Locale.ROOT,
          "%s accepted %d of %d statements in %d s: %s%n",
          version,
          recorder.recorded(),
          recorder.executed(),
          (System.nanoTime() - start) / 1_000_000_000,
          file);
    }
  }

  private static String replay(String parser, Path corpus, Path findings)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-classpath",
                System.getProperty("java.class.path"),
                Replay.class.getName(),
                parser,
                corpus.toString(),
                findings.toString()));
    Path errors = findings.resolveSibling(findings.getFileName() + ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(
          "the replay of %s to %s ended with exit code %d; %s says why"
              .formatted(corpus, parser, code, errors));
    }
    return output.lines().reduce("", (first, last) -> last);
  }
}
