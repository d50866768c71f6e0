package dev.towpath.sink;

import java.time.Clock;
import java.util.Optional;

/** The context of a sink: its pipeline, term of leadership, clock and restored state. Immutable. */
public interface SinkContext {

  /** Returns the name of the pipeline. */
  String pipeline();

  /**
   * Returns the fencing token of this term of leadership. It is greater than the tokens of all
   * earlier terms, on every node. Attach it to external writes, so that the target can refuse the
   * writes of a deposed leader.
   */
  long epoch();

  /** Returns the pipeline's clock. */
  Clock clock();

  /**
   * Returns the value that the previous sink of this pipeline returned from {@link Sink#state()},
   * if stored.
   */
  Optional<byte[]> restoredState();

  /**
   * Blocks until this pipeline may have an external effect, or throws. Returns at once while the
   * lease is valid. A sink whose own work takes long calls it before each request it sends.
   *
   * @throws InterruptedException if the pipeline is stopping
   * @throws IllegalStateException if leadership is lost permanently; nothing may be sent any more
   */
  void awaitLease() throws InterruptedException;
}
