package dev.towpath.sink.rocketmq.internal.route;

import dev.towpath.sink.rocketmq.internal.name.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The partition numbers of topics by canal's {@code canal.mq.dynamicTopicPartitionNum}. Immutable.
 */
public final class TopicPartitions {
  public static final TopicPartitions NONE = new TopicPartitions(List.of());
  private static final String SETTING = "topicPartitions";

  private final List<Rule> rules;

  private TopicPartitions(List<Rule> rules) {
    this.rules = rules;
  }

  private record Rule(NamePattern topic, int partitions) {}

  public static TopicPartitions parse(String expression, int most) {
    List<Rule> rules = new ArrayList<>();
    for (String item : NamePattern.items(SETTING, expression)) {
      int colon = item.lastIndexOf(':');
      String number = item.substring(colon + 1);
      if (colon <= 0 || !number.matches("\\d{1,5}") || !isWithin(number, most)) {
        throw new IllegalArgumentException(
            "%s: '%s' must be a topic, a colon and a number from 1 to %d"
                .formatted(SETTING, item, most));
      }
      NamePattern topic = NamePattern.parse(SETTING, item.substring(0, colon));
      rules.add(new Rule(topic, Integer.parseInt(number)));
    }
    return new TopicPartitions(List.copyOf(rules));
  }

  private static boolean isWithin(String number, int most) {
    int value = Integer.parseInt(number);
    return value >= 1 && value <= most;
  }

  /**
   * Returns the number of partitions of the topic by the first matching item; empty if none
   * matches.
   */
  public OptionalInt of(String topic) {
    for (Rule rule : rules) {
      if (rule.topic.matches(topic)) {
        return OptionalInt.of(rule.partitions);
      }
    }
    return OptionalInt.empty();
  }
}
