package dev.towpath.sink;

/**
 * A factory of sinks. A pipeline creates one sink per term of leadership, and a new one after every
 * failure. Thread-safe.
 *
 * <p>A lambda suffices: {@code context -> batch -> batch.events().forEach(System.out::println)}.
 */
@FunctionalInterface
public interface SinkFactory {

  /**
   * Creates a sink that is ready for its first batch.
   *
   * @throws Exception if the target cannot be reached; the pipeline asks its error policy
   */
  Sink create(SinkContext context) throws Exception;
}
