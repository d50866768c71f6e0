package dev.towpath.verification.benchmark;

import dev.towpath.embedded.EmbeddedRocketMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An end-to-end benchmark: an embedded MySQL, a pipeline, an embedded RocketMQ. In turn, a bare
 * producer sends the same messages to the same queues. See {@link Options} for the settings; {@code
 * benchmark.queues} sets the number of queues per topic, default 4. Only the workloads W1, W2 and
 * W3 are run.
 */
public final class RocketMqBenchmark {
  private static final List<String> SENDERS = List.of(SendRun.TOWPATH, SendRun.BARE);

  private final Options options;
  private final Source source;
  private final int queues;
  private final Path directory;
  private final Map<Workload, Recording> recordings = new EnumMap<>(Workload.class);
  private final List<Result> results = new ArrayList<>();

  private RocketMqBenchmark(Options options, Source source, int queues, Path directory) {
    this.options = options;
    this.source = source;
    this.queues = queues;
    this.directory = directory;
  }

  /** Runs the benchmark; throws if anything fails. */
  public static void main(String[] args) throws Exception {
    Options all = Options.read();
    var options =
        new Options(
            all.rounds(),
            all.scale(),
            all.workloads().stream()
                .filter(workload -> workload.compareTo(Workload.W3) <= 0)
                .toList(),
            all.warmUp(),
            all.heap());
    int queues = Integer.getInteger("benchmark.queues", 4);
    Path directory = Files.createTempDirectory("towpath-benchmark");
    try (Source source = Source.start(options, line -> System.out.println("# " + line))) {
      var benchmark = new RocketMqBenchmark(options, source, queues, directory);
      benchmark.record();
      for (int round = 0; round < options.rounds(); round++) {
        benchmark.round(round);
      }
      benchmark.report();
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** Publishes each workload once, uncounted, and keeps its messages. */
  private void record() throws Exception {
    for (Workload workload : options.workloads()) {
      try (EmbeddedRocketMq rocketMq = broker(workload)) {
        Stretch stretch = source.stretch(workload);
        String topic = workload.name();
        TowpathSender.run("recorder", workload, stretch, rocketMq.nameServer(), topic);
        Path file = directory.resolve(topic);
        Recording recording = Recording.of(rocketMq.nameServer(), topic, file);
        System.out.printf(
            "# %s: %,d messages, %,d bytes%n", workload, recording.messages(), recording.bytes());
        recordings.put(workload, recording);
      }
    }
  }

  /** Starts an empty broker: earlier messages fill disks and the page cache. */
  private EmbeddedRocketMq broker(Workload workload) throws Exception {
    EmbeddedRocketMq rocketMq = EmbeddedRocketMq.builder().start();
    try {
      rocketMq.createTopic(workload.name(), queues);
      return rocketMq;
    } catch (Exception e) {
      rocketMq.close();
      throw e;
    }
  }

  private void round(int number) throws Exception {
    List<String> senders = new ArrayList<>(SENDERS);
    Collections.rotate(senders, number);
    for (Workload workload : options.workloads()) {
      try (EmbeddedRocketMq rocketMq = broker(workload)) {
        // Not counted: the broker has to warm up, too.
        run(SendRun.BARE, workload, rocketMq);
        for (String sender : senders) {
          Result result = run(sender, workload, rocketMq);
          System.out.println(result.json());
          results.add(result);
        }
      }
    }
  }

  private Result run(String sender, Workload workload, EmbeddedRocketMq rocketMq)
      throws IOException, InterruptedException {
    Recording recording = Objects.requireNonNull(recordings.get(workload), workload::name);
    Stretch stretch = source.stretch(workload);
    return Result.parse(
        Child.run(
            SendRun.class,
            options.heap(),
            List.of(
                sender,
                workload.name(),
                String.valueOf(workload.rows(options.scale())),
                String.valueOf(recording.messages()),
                String.valueOf(recording.bytes()),
                String.valueOf(stretch.port()),
                stretch.file(),
                String.valueOf(stretch.offset()),
                rocketMq.nameServer(),
                workload.name(),
                recording.file().toString(),
                String.valueOf(options.warmUp()))));
  }

  private void report() {
    System.out.printf(
        "%n%-16s %-8s %12s %12s %10s %14s%n",
        "contestant", "workload", "rows/s", "messages/s", "MB/s", "CPU µs/row");
    for (Workload workload : options.workloads()) {
      for (String sender : SENDERS) {
        System.out.printf(
            Locale.ROOT,
            "%-16s %-8s %,12.0f %,12.0f %10.1f %14.3f%n",
            sender,
            workload,
            median(figures(sender, workload, "rows_per_s")),
            median(figures(sender, workload, "messages_per_s")),
            median(figures(sender, workload, "mb_per_s")),
            median(figures(sender, workload, "cpu_us_per_row")));
      }
    }
    System.out.println();
    for (Workload workload : options.workloads()) {
      double[] ours = figures(SendRun.TOWPATH, workload, "rows_per_s");
      double[] bare = figures(SendRun.BARE, workload, "rows_per_s");
      double[] ratios = new double[ours.length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = ours[i] / bare[i];
      }
      System.out.printf(Locale.ROOT, "RATIO %s-rocketmq %.2f%n", workload, median(ratios));
    }
  }

  private double[] figures(String sender, Workload workload, String figure) {
    return results.stream()
        .filter(result -> result.contestant().equals(sender))
        .filter(result -> result.workload().equals(workload.name()))
        .mapToDouble(result -> result.figure(figure))
        .toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
