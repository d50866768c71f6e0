package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The messages that wait before one queue, cut into batches. Guarded by the lock of its lane. */
final class MessageBuffer {
  private final LaneLimits limits;
  private final Deque<Outgoing> messages = new ArrayDeque<>();
  private long bytes;
  private boolean underLoad;
  private int hurrying;

  MessageBuffer(LaneLimits limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Returns whether the message may be added; an empty buffer accepts any. */
  boolean hasRoomFor(Outgoing message) {
    return messages.isEmpty() || bytes + message.size() <= limits.bufferBytes();
  }

  void add(Outgoing message) {
    messages.add(message);
    bytes += message.size();
  }

  /** Returns whether there is a full batch. */
  boolean isFull() {
    return messages.size() >= limits.batchMessages() || bytes >= limits.batchBytes();
  }

  /** Marks the messages so far as ready to send without waiting for more. */
  void hurry() {
    hurrying = messages.size();
  }

  /**
   * Returns whether a short wait would make the batch larger: several messages came during the last
   * request.
   */
  boolean expectsMore() {
    return (underLoad || messages.size() > 1) && hurrying == 0 && !isFull();
  }

  /** Takes the next batch, at least one message. */
  List<Outgoing> take() {
    List<Outgoing> batch = new ArrayList<>();
    long taken = 0;
    while (!messages.isEmpty() && batch.size() < limits.batchMessages()) {
      int size = messages.getFirst().size();
      if (!batch.isEmpty() && taken + size > limits.batchBytes()) {
        break;
      }
      taken += size;
      batch.add(messages.removeFirst());
    }
    bytes -= taken;
    hurrying = Math.max(0, hurrying - batch.size());
    underLoad = batch.size() > 1;
    return batch;
  }

  void clear() {
    messages.clear();
    bytes = 0;
  }
}
