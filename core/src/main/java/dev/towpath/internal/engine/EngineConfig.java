package dev.towpath.internal.engine;

import dev.towpath.coordination.Coordinator;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.change.ChangeFilters;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.position.PositionStore;
import dev.towpath.schema.SchemaStore;
import dev.towpath.sink.SinkFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a pipeline.
 *
 * @param name the pipeline and its pipeline
 * @param source the server to follow
 * @param tables the tables to capture
 * @param filters the filters of the captured changes
 * @param sink creates the sink
 * @param positionStore keeps the position
 * @param schemaStore keeps the history of table definitions
 * @param coordinator chooses the running instance
 * @param flush when to flush
 * @param errorPolicy what to do about failures
 * @param memoryBudget bytes that may be read and not yet acknowledged
 * @param saveInterval the shortest time between saves of the position
 * @param shutdownTimeout how long close() waits
 * @param listeners the listeners
 * @param clock the clock
 */
public record EngineConfig(
    String name,
    MySqlSource source,
    TableFilter tables,
    ChangeFilters filters,
    SinkFactory sink,
    PositionStore positionStore,
    SchemaStore schemaStore,
    Coordinator coordinator,
    FlushPolicy flush,
    ErrorPolicy errorPolicy,
    long memoryBudget,
    Duration saveInterval,
    Duration shutdownTimeout,
    List<PipelineListener> listeners,
    Clock clock) {}
