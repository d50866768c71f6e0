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

  private @Nullable String topic;
  private @Nullable String dynamicTopic;
  private @Nullable TopicRouter router;
  private OptionalInt partitions = OptionalInt.empty();
  private TopicPartitions topicPartitions = TopicPartitions.NONE;
  private OptionalInt partition = OptionalInt.empty();
  private @Nullable Function<Table, KeyHash> hash;
  private BrokerDownPolicy brokerDown = BrokerDownPolicy.WAIT;
  private KeyChangePolicy keyChanges = KeyChangePolicy.UPDATE;
  private boolean checkTopics = true;
  private boolean databaseHash = true;
  private String namespace = "";

  void topic(String topic) {
    this.topic = TopicName.require(topic);
  }

  void dynamicTopic(String expression) {
    TopicRouter.dynamic("", expression);
    this.dynamicTopic = expression;
  }

  void topics(TopicRouter router) {
    this.router = Objects.requireNonNull(router, "router");
  }

  void checkTopics(boolean checkTopics) {
    this.checkTopics = checkTopics;
  }

  void namespace(String namespace) {
    SettingProblems.refuse(
        !namespace.isEmpty() && !namespace.matches("[a-zA-Z0-9_-]{1,60}"),
        "a namespace has at most 60 characters of a-zA-Z0-9_-: '" + namespace + "'");
    this.namespace = namespace;
  }

  String namespace() {
    return namespace;
  }

  void partitions(int partitions) {
    this.partitions =
        OptionalInt.of(SettingProblems.inRange("partitions", partitions, 1, MAX_PARTITIONS));
  }

  void topicPartitions(String expression) {
    this.topicPartitions = TopicPartitions.parse(expression, MAX_PARTITIONS);
  }

  void partition(int partition) {
    this.partition =
        OptionalInt.of(SettingProblems.inRange("partition", partition, 0, MAX_PARTITIONS));
  }

  void partitionHash(String expression) {
    this.hash = PartitionRules.parse(expression);
  }

  void partitionHash(PartitionHash hash) {
    KeyHash rule = hash.hash();
    this.hash = table -> rule;
  }

  void partitionHash(Function<Table, PartitionHash> function) {
    Objects.requireNonNull(function, "hash");
    this.hash =
        table -> Objects.requireNonNull(function.apply(table), "the function returned null").hash();
  }

  void keyChanges(KeyChangePolicy policy) {
    this.keyChanges = Objects.requireNonNull(policy, "keyChanges");
  }

  void brokerDown(BrokerDownPolicy policy) {
    this.brokerDown = Objects.requireNonNull(policy, "brokerDown");
  }

  void databaseHash(boolean databaseHash) {
    this.databaseHash = databaseHash;
  }

  /** Adds the problems of combinations of these settings to {@code problems}. */
  void check(List<String> problems) {
    if (router != null && (topic != null || dynamicTopic != null)) {
      problems.add("topics(router) excludes topic and dynamicTopic: remove them");
    }
    if (router == null && topic == null) {
      problems.add("a topic is required: call topic(name)");
    }
    if (partition.isPresent() && hash != null) {
      problems.add(
          "partition and partitionHash exclude each other: a fixed partition hashes nothing");
    }
  }

  /** Returns the routing by these settings, which {@link #check} found no problem in. */
  Routing settings() {
    TopicRouter topics = router();
    return new Routing(
        namespace.isEmpty() ? topics : new NamespacedTopics(namespace, topics),
        namespace,
        partitions,
        topicPartitions,
        hash(),
        databaseHash,
        partition.orElse(0),
        keyChanges,
        brokerDown,
        checkTopics);
  }

  private Function<Table, KeyHash> hash() {
    if (partition.isPresent()) {
      KeyHash fixed = KeyHash.fixed(partition.getAsInt());
      return table -> fixed;
    }
    return hash == null ? table -> KeyHash.PRIMARY_KEY : hash;
  }

  private TopicRouter router() {
    if (router != null) {
      return router;
    }
    String fixed = Objects.requireNonNull(topic, "topic");
    return dynamicTopic == null
        ? TopicRouter.fixed(fixed)
        : TopicRouter.dynamic(fixed, dynamicTopic);
  }
}
