package dev.towpath.sink.rocketmq.internal.lane;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that stored messages of a pipeline without securing them, and have not confirmed any
 * later message since. This set outlives a sink: the next sink finds those messages in their
 * queues, and must not treat them as confirmed. Thread-safe.
 */
public final class UnsecuredBrokers {
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  /** Records the answer of a broker that did not secure a message. */
  void add(String broker, String answer) {
    answers.put(broker, answer);
  }

  /** Records that a broker has confirmed a later message, and so all earlier ones. */
  void remove(String broker) {
    answers.remove(broker);
  }

  /** Returns the broker's answer; null if everything it stored is secured. */
  @Nullable String answerOf(String broker) {
    return answers.get(broker);
  }
}
