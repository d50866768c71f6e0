package dev.towpath.verification.limits;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of two hundred pipelines in a JVM and as many standbys in another; {@code
 * -Dlimits.pipelines} sets the number.
 */
class ManyPipelinesIT {
  private static final int PIPELINES = Integer.getInteger("limits.pipelines", 200);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int ROWS = 10;
  private static final Pattern LINE =
      Pattern.compile("running=(\\d+) events=(\\d+) threads=(\\d+) rss_mb=(\\d+)");

  @Test
  void allAreTakenOverWhenTheirJvmIsKilled(@TempDir Path logs) throws Exception {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().options("--max-connections=2000").start();
        EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.builder().start();
        EmbeddedRocketMq rocketMq = EmbeddedRocketMq.builder().start()) {
      prepare(mysql, rocketMq);
      List<String> addresses =
          List.of(zooKeeper.connectString(), rocketMq.nameServer(), String.valueOf(mysql.port()));
      try (Jvm first = Jvm.start("10.0.0.1:1", addresses, logs)) {
        first.await(PIPELINES, PIPELINES * ROWS, LIMIT);
        try (Jvm second = Jvm.start("10.0.0.2:1", addresses, logs)) {
          second.await(0, 0, LIMIT);
          report("leading", first);
          report("standing by", second);
          long killed = System.nanoTime();
          first.kill();
          insert(mysql, ROWS);
          second.await(PIPELINES, PIPELINES, LIMIT);
          long takeover = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
          System.out.printf(
              "limits: pipelines=%d takeover_ms=%d of which session_ms=%d%n",
              PIPELINES, takeover, ManyPipelines.SESSION_TIMEOUT.toMillis());
          report("after takeover", second);
        }
      }
    }
  }

  private static void prepare(EmbeddedMySql mysql, EmbeddedRocketMq rocketMq) {
    mysql.createReplicationUser(ManyPipelines.USER, ManyPipelines.PASSWORD);
    mysql.execute("CREATE DATABASE many");
    for (int i = 0; i < PIPELINES; i++) {
      rocketMq.createTopic(ManyPipelines.name(i), 1);
      mysql.execute("CREATE TABLE many.%s (id INT PRIMARY KEY)".formatted(ManyPipelines.name(i)));
    }
    for (int i = 0; i < ROWS; i++) {
      insert(mysql, i);
    }
  }

  private static void insert(EmbeddedMySql mysql, int id) {
    String[] statements = new String[PIPELINES];
    for (int i = 0; i < PIPELINES; i++) {
      statements[i] = "INSERT INTO many.%s VALUES (%d)".formatted(ManyPipelines.name(i), id);
    }
    mysql.execute(statements);
  }

  private static void report(String role, Jvm jvm) {
    System.out.printf("limits: pipelines=%d %s: %s%n", PIPELINES, role, jvm.last);
  }

  /** A JVM with pipelines. */
  private static final class Jvm implements AutoCloseable {
    private final Process process;
    private volatile String last = "";

    private Jvm(Process process) {
      this.process = process;
    }

    static Jvm start(String address, List<String> addresses, Path logs) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ManyPipelines.class.getName(),
                  address));
      command.addAll(addresses);
      command.add(String.valueOf(PIPELINES));
      Path log = logs.resolve(address.replace(':', '-') + ".log");
      Process process =
          new ProcessBuilder(command).redirectError(Redirect.to(log.toFile())).start();
      var jvm = new Jvm(process);
      var reader = new Thread(jvm::read, "output of " + address);
      reader.setDaemon(true);
      reader.start();
      return jvm;
    }

    private void read() {
      process.inputReader().lines().forEach(line -> last = line);
    }

    /**
     * Waits until {@code running} pipelines run and at least {@code events} events were
     * acknowledged.
     */
    void await(int running, int events, Duration limit) throws InterruptedException {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!has(running, events)) {
        assertTrue(process.isAlive(), () -> "it ended: " + last);
        assertTrue(
            System.nanoTime() < deadline,
            () -> "not %d running and %d events: %s".formatted(running, events, last));
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }

    private boolean has(int running, int events) {
      Matcher line = LINE.matcher(last);
      return line.matches()
          && Integer.parseInt(line.group(1)) == running
          && Integer.parseInt(line.group(2)) >= events;
    }

    @Override
    public void close() {
      kill();
    }

    void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
