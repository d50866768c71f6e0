package dev.sluice.micrometer;

import dev.sluice.CdcPipeline;
import dev.sluice.PipelineCounters;
import dev.sluice.PipelineState;
import dev.sluice.PipelineStatus;
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
 *   <li>{@code sluice.state}: one gauge for each {@link PipelineState}, tagged {@code state}; 1 for
 *       the state it is in, 0 for the others
 *   <li>{@code sluice.leader}: 1 while this instance leads, else 0
 *   <li>{@code sluice.lag}: a time, see {@link PipelineStatus#lag()}
 *   <li>{@code sluice.source.lag}: a time, see {@link PipelineStatus#sourceLag()}; NaN when unknown
 *   <li>{@code sluice.source.outages}: how many of the server's replications stand still, see
 *       {@link PipelineStatus#replicationOutages()}
 *   <li>{@code sluice.last.transaction}: a time, see {@link PipelineStatus#lastTransactionAge()};
 *       NaN when unknown
 *   <li>{@code sluice.purge}: a time, see {@link PipelineStatus#timeUntilPurge()}; NaN when unknown
 *   <li>{@code sluice.queued}: bytes read and not acknowledged
 *   <li>{@code sluice.acknowledged}: a counter of events
 *   <li>{@code sluice.batches}, {@code sluice.saves}, {@code sluice.failures}, {@code
 *       sluice.skipped}, {@code sluice.dead.letters}: counters, see {@link PipelineCounters}
 *   <li>{@code sluice.flush}: a timer
 * </ul>
 *
 * <pre>{@code
 * new SluiceMetrics(pipeline).bindTo(registry);
 * }</pre>
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path, which the library does not
 * bring along. The counters read a pipeline weakly: keep it reachable. Immutable.
 */
public final class SluiceMetrics implements MeterBinder {
  private final CdcPipeline pipeline;
  private final Tags tags;

  /** Creates the metrics of a pipeline. */
  public SluiceMetrics(CdcPipeline pipeline) {
    this(pipeline, Tags.empty());
  }

  /** Creates the metrics of a pipeline, with additional tags of your own. */
  public SluiceMetrics(CdcPipeline pipeline, Iterable<Tag> tags) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.tags = Tags.of(tags).and("pipeline", pipeline.name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (PipelineState state : PipelineState.values()) {
      Gauge.builder("sluice.state", pipeline, p -> p.status().state() == state ? 1 : 0)
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
        registry, "sluice.leader", null, "1 while this instance leads", s -> s.epoch() > 0 ? 1 : 0);
    gauge(
        registry,
        "sluice.queued",
        "bytes",
        "Memory held by events that were read and are not acknowledged",
        PipelineStatus::queuedBytes);
    gauge(
        registry,
        "sluice.source.outages",
        null,
        "Replications of the server that stand still",
        s -> s.replicationOutages().size());
  }

  private void times(MeterRegistry registry) {
    time(registry, "sluice.lag", "How far the sink is behind the source", PipelineStatus::lag);
    time(
        registry,
        "sluice.source.lag",
        "How far the server is behind the servers it replicates from",
        PipelineStatus::sourceLag);
    time(
        registry,
        "sluice.last.transaction",
        "Time since the commit of the last transaction that was read",
        PipelineStatus::lastTransactionAge);
    time(
        registry,
        "sluice.purge",
        "Time until the server may purge what the pipeline needs next",
        PipelineStatus::timeUntilPurge);
  }

  private void counters(MeterRegistry registry) {
    counter(
        registry, "sluice.acknowledged", "Events made durable", PipelineStatus::acknowledgedEvents);
    counter(registry, "sluice.batches", "Batches written", s -> s.counters().batches());
    counter(registry, "sluice.saves", "Positions saved", s -> s.counters().saves());
    counter(registry, "sluice.failures", "Failures", s -> s.counters().failures());
    counter(registry, "sluice.skipped", "Changes dropped", s -> s.counters().skipped());
    counter(registry, "sluice.dead.letters", "Dead letters", s -> s.counters().deadLetters());
    FunctionTimer.builder(
            "sluice.flush",
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
