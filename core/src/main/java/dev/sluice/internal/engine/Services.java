package dev.sluice.internal.engine;

/**
 * What the parts of an engine share.
 *
 * @param config what the pipeline was built with
 * @param state its state
 * @param listeners who hears of it
 * @param health what it is recovering from
 * @param control how its writing thread is stopped
 * @param progress how far it has come
 */
record Services(
    EngineConfig config,
    StateMachine state,
    Listeners listeners,
    Health health,
    WriterControl control,
    Progress progress) {

  static Services of(EngineConfig config) {
    var listeners = new Listeners(config.name(), config.listeners());
    var state = new StateMachine(config.name(), listeners);
    return new Services(
        config,
        state,
        listeners,
        new Health(config, listeners, state),
        new WriterControl(),
        new Progress(config.clock()));
  }
}
