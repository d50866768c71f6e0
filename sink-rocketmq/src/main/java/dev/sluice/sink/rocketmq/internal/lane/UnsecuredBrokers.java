package dev.sluice.sink.rocketmq.internal.lane;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that stored messages of a pipeline without securing them, and have not confirmed any
 * later message. It outlives a sink: the next sink finds those messages in their queues, and must
 * not take them for confirmed. Thread-safe.
 */
public final class UnsecuredBrokers {
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  /** Notes what a broker answered. */
  void add(String broker, String answer) {
    answers.put(broker, answer);
  }

  /** Notes that a broker has confirmed a later message, and with it all before. */
  void remove(String broker) {
    answers.remove(broker);
  }

  /** What the broker answered; null if nothing that it stored is unsecured. */
  @Nullable String answerOf(String broker) {
    return answers.get(broker);
  }
}
