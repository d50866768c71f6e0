package dev.towpath.sink.rocketmq;

import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.route.KeyHash;
import dev.towpath.sink.rocketmq.internal.route.NamespacedTopics;
import dev.towpath.sink.rocketmq.internal.route.PartitionRules;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import dev.towpath.sink.rocketmq.internal.route.TopicPartitions;
import dev.towpath.sink.rocketmq.option.BrokerDownPolicy;
import dev.towpath.sink.rocketmq.option.KeyChangePolicy;
import dev.towpath.sink.rocketmq.route.TopicRouter;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The topic and partition settings of a builder. Not thread-safe. */
final class RoutingParts {
  private static final int MAX_PARTITIONS = 32_767;

  @Nullable String topic;
  @Nullable String dynamicTopic;
  @Nullable TopicRouter router;
  OptionalInt partitions = OptionalInt.empty();
  @Nullable String topicPartitions;
  OptionalInt partition = OptionalInt.empty();
  @Nullable String partitionRules;
  Function<Table, PartitionHash> partitionHash = table -> PartitionHash.primaryKey();
  BrokerDownPolicy brokerDown = BrokerDownPolicy.WAIT;
  KeyChangePolicy keyChanges = KeyChangePolicy.UPDATE;
  boolean checkTopics = true;
  boolean databaseHash = true;
  String namespace = "";

  /** Returns the routing; null if it is invalid, and then adds the problem to {@code problems}. */
  @Nullable Routing check(List<String> problems) {
    @Nullable TopicRouter topics = topics(problems);
    SettingProblems.check(
        problems,
        partition.isEmpty() || partitionRules == null,
        "partition and partitionHash exclude each other: a fixed partition hashes nothing");
    SettingProblems.check(
        problems,
        namespace.isEmpty() || namespace.matches("[a-zA-Z0-9_-]{1,60}"),
        "a namespace has at most 60 characters of a-zA-Z0-9_-: '" + namespace + "'");
    SettingProblems.range(problems, "partitions", partitions.orElse(1), 1, MAX_PARTITIONS);
    SettingProblems.range(problems, "partition", partition.orElse(0), 0, MAX_PARTITIONS);
    try {
      TopicPartitions numbers =
          topicPartitions == null
              ? TopicPartitions.NONE
              : TopicPartitions.parse(topicPartitions, MAX_PARTITIONS);
      Function<Table, KeyHash> hash =
          partitionRules == null ? this::hashOf : PartitionRules.parse(partitionRules);
      if (partition.isPresent()) {
        KeyHash fixed = KeyHash.fixed(partition.getAsInt());
        hash = table -> fixed;
      }
      return topics == null
          ? null
          : new Routing(
              namespace.isEmpty() ? topics : new NamespacedTopics(namespace, topics),
              namespace,
              partitions,
              numbers,
              hash,
              databaseHash,
              partition.orElse(0),
              keyChanges,
              brokerDown,
              checkTopics);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return null;
    }
  }

  private KeyHash hashOf(Table table) {
    return Objects.requireNonNull(partitionHash.apply(table), "the function returned null").hash();
  }

  private @Nullable TopicRouter topics(List<String> problems) {
    if (router != null) {
      SettingProblems.check(
          problems,
          topic == null && dynamicTopic == null,
          "topics(router) excludes topic and dynamicTopic: remove them");
      return router;
    }
    SettingProblems.check(problems, topic != null, "a topic is required: call topic(name)");
    if (topic == null) {
      return null;
    }
    try {
      TopicName.require(topic);
      return dynamicTopic == null
          ? TopicRouter.fixed(topic)
          : TopicRouter.dynamic(topic, dynamicTopic);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return null;
    }
  }
}
