package dev.sluice.internal.engine;

import dev.sluice.PipelineListener;
import java.util.ArrayList;
import java.util.List;

/**
 * What the parts of an engine share.
 *
 * @param config what the pipeline was built with
 * @param state its state
 * @param listeners who hears of it
 * @param health what it is recovering from
 * @param control how its writing thread is stopped
 * @param progress how far it has come
 * @param telemetry what it has done
 */
record Services(
    EngineConfig config,
    StateMachine state,
    Listeners listeners,
    Health health,
    WriterControl control,
    Progress progress,
    Telemetry telemetry) {

  static Services of(EngineConfig config) {
    var telemetry = new Telemetry(config.name());
    List<PipelineListener> all = new ArrayList<>(config.listeners());
    all.add(telemetry);
    var listeners = new Listeners(config.name(), all);
    var state = new StateMachine(config.name(), listeners);
    return new Services(
        config,
        state,
        listeners,
        new Health(config, listeners, state),
        new WriterControl(),
        new Progress(config.clock()),
        telemetry);
  }
}
