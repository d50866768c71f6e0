package dev.towpath.internal.engine;

/**
 * The parts of an engine that live as long as the pipeline and that others share.
 *
 * @param config the settings of the pipeline
 * @param state its state
 * @param listeners its listeners
 * @param health the failures it is recovering from
 * @param control the orders to its writing thread
 * @param progress its positions
 * @param telemetry its counters
 * @param clock the clock of its writing thread
 * @param sources opens its source
 */
record EngineParts(
    EngineConfig config,
    StateMachine state,
    Listeners listeners,
    Health health,
    WriterControl control,
    Progress progress,
    Telemetry telemetry,
    MonotonicClock clock,
    SourceFactory sources) {

  static EngineParts of(EngineConfig config) {
    return of(config, MonotonicClock.SYSTEM, new ServerSourceFactory(config));
  }

  static EngineParts of(EngineConfig config, MonotonicClock clock, SourceFactory sources) {
    var telemetry = new Telemetry(config.name());
    var listeners = new Listeners(config.name(), telemetry, config.listeners());
    var state = new StateMachine(config.name(), listeners);
    return new EngineParts(
        config,
        state,
        listeners,
        new Health(config, listeners, state, clock),
        new WriterControl(config.name(), clock),
        new Progress(config.clock()),
        telemetry,
        clock,
        sources);
  }
}
