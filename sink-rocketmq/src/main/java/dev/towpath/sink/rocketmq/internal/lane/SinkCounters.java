package dev.towpath.sink.rocketmq.internal.lane;

import java.util.concurrent.atomic.LongAdder;

/** The counters of a sink's lanes. Thread-safe. */
public final class SinkCounters {
  /** Messages that the broker answered with {@code SEND_OK} or an equivalent. */
  public final LongAdder sent = new LongAdder();

  /** Messages that were found stored after a failed send, and were not sent again. */
  public final LongAdder foundStored = new LongAdder();

  /** Acknowledged messages that a broker had lost and that were published again. */
  final LongAdder republished = new LongAdder();

  /** Unexpected offsets: another writer published to the queue. */
  final LongAdder offsetJumps = new LongAdder();

  /** Failed attempts to send. */
  public final LongAdder failures = new LongAdder();

  @Override
  public String toString() {
    return "sent %s, found stored %s, republished %s, offset jumps %s, failed sends %s"
        .formatted(sent, foundStored, republished, offsetJumps, failures);
  }
}
