package dev.towpath.examples.kafka;

import dev.towpath.embedded.Ports;
import dev.towpath.embedded.ProcessSignals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A Kafka broker with its controller (KRaft) in a JVM of its own, on the loopback interface. */
final class EmbeddedKafka implements AutoCloseable {
  private static final long START_SECONDS = 240;

  private final Path directory;
  private final int port;
  private Process process;

  private EmbeddedKafka(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static EmbeddedKafka start() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("towpath-kafka-");
    int port = Ports.reserve();
    Path settings = directory.resolve("server.properties");
    Files.writeString(
        settings,
        """
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        log.dirs=%3$s/logs
        offsets.topic.replication.factor=1
        auto.create.topics.enable=false
        # A killed broker may come back when its session is over.
        broker.session.timeout.ms=3000
        broker.heartbeat.interval.ms=500
        """
            .formatted(port, Ports.reserve(), directory));
    int formatted =
        StorageTool.execute(
            new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString()},
            System.out);
    if (formatted != 0) {
      throw new IllegalStateException("cannot format " + directory + ": " + formatted);
    }
    var kafka = new EmbeddedKafka(directory, port, launch(directory));
    kafka.awaitReady();
    return kafka;
  }

  private static Process launch(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerMain.class.getName(),
            directory.resolve("server.properties").toString())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(directory.resolve("broker.log").toFile()))
        .start();
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try (Admin admin = admin()) {
      while (true) {
        try {
          admin.describeCluster().nodes().get(1, TimeUnit.SECONDS);
          return;
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
          if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new IllegalStateException("the broker does not start: " + log(), e);
          }
        }
      }
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("broker.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Admin admin() {
    return Admin.create(settings());
  }

  /** Returns the settings for a client. */
  Map<String, Object> settings() {
    return Map.of("bootstrap.servers", "127.0.0.1:" + port);
  }

  void createTopic(String topic, int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
  }

  /** Kills the broker, like a crash. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts a killed broker again, on its data and port. */
  void restart() throws IOException, InterruptedException {
    process = launch(directory);
    awaitReady();
  }

  /** Suspends the broker: connections stay open without answers. */
  void pause() {
    ProcessSignals.pause(process.pid());
  }

  /** Continues a suspended broker. */
  void resume() {
    ProcessSignals.resume(process.pid());
  }

  @Override
  public void close() throws IOException {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
