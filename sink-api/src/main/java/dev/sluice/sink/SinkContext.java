package dev.sluice.sink;

import java.time.Clock;
import java.util.Optional;

/** What a sink may know of the pipeline it serves. Immutable. */
public interface SinkContext {

  /** The name of the pipeline, which is also the name of its destination. */
  String pipeline();

  /**
   * The fencing token of this term of leadership: greater than that of every earlier term, on every
   * node. Attach it to external writes so that the destination can refuse a deposed leader's.
   */
  long epoch();

  /** The clock the pipeline uses. */
  Clock clock();

  /** What the previous sink of this pipeline returned from {@link Sink#checkpoint()}, if stored. */
  Optional<byte[]> checkpoint();

  /**
   * Blocks until this pipeline may have an external effect, or throws. Returns at once while the
   * lease is valid; a sink whose own work takes long calls it before each request it sends.
   *
   * @throws InterruptedException if the pipeline is stopping
   * @throws IllegalStateException if leadership is lost for good; nothing may be sent any more
   */
  void awaitLease() throws InterruptedException;
}
