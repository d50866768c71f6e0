package dev.towpath.sink.rocketmq.route;

import dev.towpath.sink.rocketmq.internal.name.KnownTopics;
import java.util.Objects;
import java.util.Set;

/** A router of everything to one topic. */
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
