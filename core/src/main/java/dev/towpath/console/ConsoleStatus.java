package dev.towpath.console;

import dev.towpath.CdcPipeline;
import dev.towpath.pipeline.PipelineStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A display of pipelines on the standard output: state, acknowledged position, rate, lag and memory
 * in use. For programs started in a terminal; services use {@code dev.towpath.micrometer} or {@link
 * CdcPipeline#status()}.
 *
 * <p>On a terminal there is one line for each pipeline, rewritten twice a second. Otherwise a line
 * is added when the state or the failure of a pipeline changes, and every ten seconds.
 *
 * <pre>{@code
 * try (var pipeline = …; var console = ConsoleStatus.attach(pipeline)) {
 *   pipeline.start();
 *   pipeline.awaitStopped();
 * }
 * }</pre>
 *
 * <p>It has one daemon thread, which ends by itself when all its pipelines have ended. Thread-safe.
 */
public final class ConsoleStatus implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofMillis(500);
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final List<Supplier<PipelineStatus>> sources;
  private final Display display;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "towpath-console");

  private ConsoleStatus(List<Supplier<PipelineStatus>> sources, Display display) {
    this.sources = List.copyOf(sources);
    this.display = display;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Shows pipelines, started or not.
   *
   * @throws IllegalArgumentException if there is no pipeline
   */
  public static ConsoleStatus attach(CdcPipeline... pipelines) {
    if (pipelines.length == 0) {
      throw new IllegalArgumentException("no pipeline to show; give at least one");
    }
    List<Supplier<PipelineStatus>> sources = new ArrayList<>();
    for (CdcPipeline pipeline : pipelines) {
      sources.add(pipeline::status);
    }
    PrintStream out = System.out;
    return attach(
        sources,
        Terminals.isTerminal() ? new LiveDisplay(out) : new PlainDisplay(out, PLAIN_INTERVAL));
  }

  static ConsoleStatus attach(List<Supplier<PipelineStatus>> sources, Display display) {
    return new ConsoleStatus(sources, display);
  }

  /** Shows the last state once more and ends; waits up to 2 s for that. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<StatusLine> lines = sources.stream().map(StatusLine::new).toList();
    boolean ended = false;
    while (!ended) {
      ended = awaitClose();
      long now = System.nanoTime();
      lines.forEach(line -> line.refresh(now));
      ended |= lines.stream().allMatch(StatusLine::isFinal);
      display.show(lines, now, ended);
    }
  }

  private boolean awaitClose() {
    try {
      return closed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }
}
