package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last acknowledged messages of a queue, kept in case the broker loses them: a master may fail
 * before its replica has them. Used by one thread.
 */
final class ReplayWindow {
  private final long maxBytes;
  private final Deque<Outgoing> messages = new ArrayDeque<>();
  private long bytes;

  /**
   * Creates a window.
   *
   * @param maxBytes how many bytes to keep; the last message is always kept
   */
  ReplayWindow(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds the next message, unless it is present because it was sent again. */
  void add(Outgoing message) {
    Outgoing last = messages.peekLast();
    if (last != null && last.number() >= message.number()) {
      return;
    }
    messages.add(message);
    bytes += message.size();
    while (bytes > maxBytes && messages.size() > 1) {
      bytes -= messages.removeFirst().size();
    }
  }

  /** Returns the kept messages with numbers above {@code number}, in order. */
  List<Outgoing> after(long number) {
    return messages.stream().filter(message -> message.number() > number).toList();
  }
}
