package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test with a publishing JVM that is killed repeatedly: the topic has each change once, in order.
 */
final class PublisherKilledIT {

  /** How far the last publisher goes on; more than a killed one has published and not saved. */
  private static final long REST = 30_000;

  private static final int KILLS = 6;

  private final Random random = new Random(7);

  private final Path directory;

  PublisherKilledIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void killedPublisherGoesOnWithoutLossOrDuplicate() throws Exception {
    try (EmbeddedRocketMq servers = EmbeddedRocketMq.builder().start()) {
      servers.createTopic("steps", 8);

      for (int i = 0; i < KILLS; i++) {
        killWhilePublishing(servers, i);
      }
      long end = saved() + REST;
      Process last = start(servers, "last", end);
      while (last.inputReader().readLine() != null) {
        // Reads until the process has ended.
      }
      assertEquals(0, last.waitFor(), () -> log("last"));

      try (var reader = new TopicReader(servers.nameServer(), "steps")) {
        assertEquals(Steps.exactly(end), Steps.in(reader, end));
      }
      assertTrue(recognised() > 0, "no kill left anything behind to recognise");
    }
  }

  /** Returns the position that was saved last. */
  private long saved() throws IOException {
    String state = Files.readString(directory.resolve("state"));
    return Long.parseLong(state.substring(0, state.indexOf(' ')));
  }

  /** Kills the publisher some batches after it saved its position. */
  private void killWhilePublishing(EmbeddedRocketMq servers, int run) throws Exception {
    // Without an end: it may be far ahead of what this thread has read.
    Process publisher = start(servers, "run-" + run, Long.MAX_VALUE);
    int flushes = 1 + random.nextInt(3);
    int batches = 1 + random.nextInt(15);
    BufferedReader lines = publisher.inputReader();
    int saved = 0;
    int written = 0;
    while (saved < flushes || written < batches) {
      String line = lines.readLine();
      assertTrue(line != null, () -> log("run-" + run));
      if (String.valueOf(line).startsWith(PublisherMain.SAVED)) {
        saved++;
        written = 0;
      } else {
        written++;
      }
    }
    publisher.destroyForcibly().waitFor();
  }

  private Process start(EmbeddedRocketMq servers, String name, long end) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-Duser.home=" + directory,
            "-cp",
            System.getProperty("java.class.path"),
            PublisherMain.class.getName(),
            servers.nameServer(),
            "steps",
            directory.resolve("state").toString(),
            Long.toString(end))
        .redirectError(directory.resolve(name + ".log").toFile())
        .start();
  }

  private String log(String name) {
    try {
      return Files.readString(directory.resolve(name + ".log"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** Returns how often a restarted publisher logged that it recognised messages of a queue. */
  private long recognised() throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".log"))
          .flatMap(name -> log(name.replace(".log", "")).lines())
          .filter(line -> line.contains("recognised"))
          .count();
    }
  }
}
