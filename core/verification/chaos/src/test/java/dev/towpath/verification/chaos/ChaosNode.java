package dev.towpath.verification.chaos;

import dev.towpath.CdcPipeline;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.TableFilter;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.rocketmq.RocketMqSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application with one pipeline, ready to take over from others. It builds another pipeline on
 * command, or when its own code has made the pipeline fail. Its standard output has a line for each
 * state of the pipeline, and lines with answers; its standard input takes commands.
 *
 * <p>Arguments: its address, its name, ZooKeeper's connect string, the name server, the ports of
 * two MySQL servers. The last argument is whether the sink reads its queues at the start.
 */
final class ChaosNode {
  /** The name of the pipeline and of its topic. */
  static final String DESTINATION = "ledger";

  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);
  static final String USER = "towpath";

  /** The answer after a pipeline was closed. */
  static final String CLOSED = "CLOSED";

  /** The start of a line that reports a violation. */
  static final String WRONG = "WRONG ";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LONGEST_EXIT = Duration.ofSeconds(15);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

  /** The upper bound for closing, with allowance for a busy machine and a suspension. */
  private static final Duration LONGEST_CLOSE = SHUTDOWN_TIMEOUT.multipliedBy(3);

  /** The pause before another attempt. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final List<String> arguments;
  private final ZooKeeperHa ha;
  private final FaultyCode code = new FaultyCode();
  private volatile @Nullable Life life;
  private volatile boolean isEnding;

  /** The lifetime of a pipeline, and whether its end was requested. */
  private static final class Life {
    private final CdcPipeline pipeline;
    private volatile boolean isEndWanted;

    private Life(CdcPipeline pipeline) {
      this.pipeline = pipeline;
    }
  }

  private ChaosNode(List<String> arguments, ZooKeeperHa ha) {
    this.arguments = arguments;
    this.ha = ha;
  }

  /** Runs until a pipeline ends unexpectedly, on SIGTERM, or until the parent process is gone. */
  public static void main(String[] arguments) throws Exception {
    try (ZooKeeperHa ha =
        ZooKeeperHa.builder(arguments[2])
            .address(arguments[0])
            .sessionTimeout(SESSION_TIMEOUT)
            .digest("chaos", Secrets.ZOOKEEPER)
            .build()) {
      var node = new ChaosNode(List.of(arguments), ha);
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> node.end(main), "stop"));
      startDaemon(node::obey, "commands");
      while (!node.isEnding) {
        node.live();
      }
    }
  }

  /** Runs one pipeline to its end. */
  private void live() throws InterruptedException {
    code.forget();
    var now = new Life(pipeline());
    life = now;
    try (CdcPipeline pipeline = now.pipeline) {
      pipeline.start();
      while (!isEnding && !pipeline.awaitStopped(POLL)) {
        // Each wait also throws the pipeline's failure.
      }
      if (!isEnding && !now.isEndWanted) {
        throw new IllegalStateException(
            "pipeline %s stopped, and was not asked to".formatted(pipeline.name()));
      }
    } catch (CdcException e) {
      if (!code.isToBlame()) {
        throw e;
      }
      System.err.println("the pipeline failed of what was thrown on purpose: " + e);
      Step.last(REST);
    }
  }

  private CdcPipeline pipeline() {
    return CdcPipeline.builder()
        .name(DESTINATION)
        .source(
            MySqlSource.builder("127.0.0.1", Integer.parseInt(arguments.get(4)))
                .failover("127.0.0.1", Integer.parseInt(arguments.get(5)))
                .credentials(USER, () -> code.password(Secrets.MYSQL))
                .serverId(7001)
                .heartbeatInterval(Duration.ofMillis(500))
                .startPosition(StartPosition.earliest())
                .build())
        .tables(TableFilter.include("chaos.ledger"))
        .rows(code.filter())
        .sink(
            code.factory(
                RocketMqSink.builder(arguments.get(3))
                    .topic(DESTINATION)
                    .tag(arguments.get(1))
                    .credentials("chaos", Secrets.ROCKETMQ)
                    .tailReads(Boolean.parseBoolean(arguments.get(6)))
                    .timeZone(ZoneOffset.UTC)
                    .customizer(code::disturb)
                    .build()))
        .coordinator(ha.coordinator())
        .positionStore(code.store(ha.positionStore()))
        .schemaStore(ha.schemaStore())
        .errorPolicy(
            code.policy(ErrorPolicy.backoff(Duration.ofMillis(100), Duration.ofSeconds(2))))
        .shutdownTimeout(SHUTDOWN_TIMEOUT)
        .listener(code.listener())
        .listener(
            new PipelineListener() {
              @Override
              public void onStateChange(PipelineState from, PipelineState to) {
                System.out.println(to);
              }
            })
        .build();
  }

  private void end(Thread main) {
    isEnding = true;
    Life now = life;
    if (now != null) {
      now.pipeline.stop();
    }
    try {
      main.join(LONGEST_EXIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Executes commands from standard input, and ends at once when the parent is gone. */
  private void obey() {
    try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        obey(line.split(" ", -1));
      }
    } catch (IOException e) {
      System.err.println("standard input broke: " + e);
    }
    Runtime.getRuntime().halt(1);
  }

  private void obey(String[] words) {
    Life now = life;
    switch (words[0]) {
      case "throw" -> code.begin(FaultyCode.Place.valueOf(words[1]), Integer.parseInt(words[2]));
      case "heal" -> code.end();
      case "close" -> close(now);
      case "pause" -> {
        if (now != null) {
          now.pipeline.pause();
        }
      }
      case "resume" -> {
        if (now != null) {
          now.pipeline.resume();
        }
      }
      default -> System.out.println(WRONG + "there is no command " + String.join(" ", words));
    }
  }

  /** Closes the pipeline; {@link #live} continues with the next. */
  private static void close(@Nullable Life now) {
    long start = System.nanoTime();
    if (now != null) {
      now.isEndWanted = true;
      now.pipeline.close();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (took.compareTo(LONGEST_CLOSE) > 0) {
      System.out.println(
          WRONG
              + "close() took %d ms, with a shutdown timeout of %d ms"
                  .formatted(took.toMillis(), SHUTDOWN_TIMEOUT.toMillis()));
    }
    System.out.println(CLOSED);
  }

  private static void startDaemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
