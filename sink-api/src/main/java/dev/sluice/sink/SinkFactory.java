package dev.sluice.sink;

/**
 * Creates the sink of a pipeline: once per term of leadership, and again after every failure.
 * Thread-safe.
 *
 * <p>A lambda will do: {@code context -> batch -> batch.events().forEach(System.out::println)}.
 */
@FunctionalInterface
public interface SinkFactory {

  /**
   * A sink that is ready for its first batch.
   *
   * @throws Exception if the destination cannot be reached; the pipeline asks its error policy
   */
  Sink create(SinkContext context) throws Exception;
}
