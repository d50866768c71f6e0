package dev.towpath.micrometer;

import dev.towpath.CdcPipeline;
import dev.towpath.pipeline.PipelineCounters;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.pipeline.PipelineStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one pipeline, tagged {@code pipeline=name}:
 *
 * <ul>
 *   <li>{@code towpath.state}: one gauge for each {@link PipelineState}, tagged {@code state}; 1
 *       for the state it is in, 0 for the others
 *   <li>{@code towpath.leader}: 1 while this instance leads, else 0
 *   <li>{@code towpath.lag}: a time, see {@link PipelineStatus#lag()}; NaN outside a term
 *   <li>{@code towpath.source.lag}: a time, see {@link PipelineStatus#sourceLag()}; NaN when
 *       unknown
 *   <li>{@code towpath.source.outages}: how many of the server's replications stand still, see
 *       {@link PipelineStatus#replicationOutages()}
 *   <li>{@code towpath.last.transaction}: a time, see {@link PipelineStatus#lastTransactionAge()};
 *       NaN when unknown
 *   <li>{@code towpath.purge}: a time, see {@link PipelineStatus#timeUntilPurge()}; NaN when
 *       unknown
 *   <li>{@code towpath.queued}: bytes read and not acknowledged
 *   <li>{@code towpath.acknowledged}: a counter of events
 *   <li>{@code towpath.batches}, {@code towpath.saves}, {@code towpath.failures}, {@code
 *       towpath.skipped}, {@code towpath.dead.letters}: counters, see {@link PipelineCounters}
 *   <li>{@code towpath.flush}: a timer
 * </ul>
 *
 * <pre>{@code
 * new TowpathMetrics(pipeline).bindTo(registry);
 * }</pre>
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path, which the library does not
 * bring along. The counters read a pipeline weakly: keep it reachable. Immutable.
 */
public final class TowpathMetrics implements MeterBinder {
  private final CdcPipeline pipeline;
  private final Tags tags;

  /** Creates the metrics of a pipeline. */
  public TowpathMetrics(CdcPipeline pipeline) {
    this(pipeline, Tags.empty());
  }

  /** Creates the metrics of a pipeline, with additional tags of your own. */
  public TowpathMetrics(CdcPipeline pipeline, Iterable<Tag> tags) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.tags = Tags.of(tags).and("pipeline", pipeline.name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (PipelineState state : PipelineState.values()) {
      Gauge.builder("towpath.state", pipeline, p -> p.status().state() == state ? 1 : 0)
          .description("1 for the state the pipeline is in")
          .tags(tags.and("state", state.name()))
          .strongReference(true)
          .register(registry);
    }
    gauges(registry);
    times(registry);
    counters(registry);
  }

  private void gauges(MeterRegistry registry) {
    gauge(
        registry,
        "towpath.leader",
        null,
        "1 while this instance leads",
        s -> s.epoch() != null ? 1 : 0);
    gauge(
        registry,
        "towpath.queued",
        "bytes",
        "Memory held by events that were read and are not acknowledged",
        PipelineStatus::queuedBytes);
    gauge(
        registry,
        "towpath.source.outages",
        null,
        "Replications of the server that stand still",
        s -> s.replicationOutages().size());
  }

  private void times(MeterRegistry registry) {
    time(registry, "towpath.lag", "How far the sink is behind the source", PipelineStatus::lag);
    time(
        registry,
        "towpath.source.lag",
        "How far the server is behind the servers it replicates from",
        PipelineStatus::sourceLag);
    time(
        registry,
        "towpath.last.transaction",
        "Time since the commit of the last transaction that was read",
        PipelineStatus::lastTransactionAge);
    time(
        registry,
        "towpath.purge",
        "Time until the server may purge what the pipeline needs next",
        PipelineStatus::timeUntilPurge);
  }

  private void counters(MeterRegistry registry) {
    counter(
        registry,
        "towpath.acknowledged",
        "Events made durable",
        PipelineStatus::acknowledgedEvents);
    counter(registry, "towpath.batches", "Batches written", s -> s.counters().batches());
    counter(registry, "towpath.saves", "Positions saved", s -> s.counters().saves());
    counter(registry, "towpath.failures", "Failures", s -> s.counters().failures());
    counter(registry, "towpath.skipped", "Changes dropped", s -> s.counters().skipped());
    counter(registry, "towpath.dead.letters", "Dead letters", s -> s.counters().deadLetters());
    FunctionTimer.builder(
            "towpath.flush",
            pipeline,
            p -> p.status().counters().flushes(),
            p -> p.status().counters().flushTime().toNanos(),
            TimeUnit.NANOSECONDS)
        .description("Flushes of the sink")
        .tags(tags)
        .register(registry);
  }

  private void time(
      MeterRegistry registry,
      String name,
      String description,
      Function<PipelineStatus, @Nullable Duration> value) {
    TimeGauge.builder(name, pipeline, TimeUnit.NANOSECONDS, p -> nanos(value.apply(p.status())))
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private static double nanos(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos();
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      @Nullable String unit,
      String description,
      ToDoubleFunction<PipelineStatus> value) {
    Gauge.builder(name, pipeline, p -> value.applyAsDouble(p.status()))
        .description(description)
        .baseUnit(unit)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String description,
      ToLongFunction<PipelineStatus> value) {
    FunctionCounter.builder(name, pipeline, p -> value.applyAsLong(p.status()))
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
