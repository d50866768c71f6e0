package dev.sluice.sink.rocketmq;

import java.util.Objects;
import java.util.Set;

/** One topic for everything. */
record FixedTopic(String topic) implements TopicRouter, KnownTopics {

  FixedTopic {
    Objects.requireNonNull(topic, "topic");
  }

  @Override
  public String topic(String database, String table) {
    return topic;
  }

  @Override
  public Set<String> names() {
    return Set.of(topic);
  }
}
