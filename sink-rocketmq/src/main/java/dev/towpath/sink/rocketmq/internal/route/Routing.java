package dev.towpath.sink.rocketmq.internal.route;

import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.option.BrokerDownPolicy;
import dev.towpath.sink.rocketmq.option.KeyChangePolicy;
import dev.towpath.sink.rocketmq.route.TopicRouter;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The routing of changes to topics and partitions.
 *
 * @param topics the router that decides the topic
 * @param namespace the namespace of all topics; empty for none
 * @param partitions the number of partitions of a topic, unless {@code topicPartitions} has another
 * @param topicPartitions the number of partitions of some topics
 * @param hash the function that decides the partition of a row, per table
 * @param databaseHash whether hashes of columns include the database
 * @param statementPartition the partition of statements
 * @param keyChanges the policy for updates that change the partition of a row
 * @param brokerDown the policy for rows whose queue has no broker
 * @param checkTopics whether topics known in advance are looked up at the start
 */
public record Routing(
    TopicRouter topics,
    String namespace,
    OptionalInt partitions,
    TopicPartitions topicPartitions,
    Function<Table, KeyHash> hash,
    boolean databaseHash,
    int statementPartition,
    KeyChangePolicy keyChanges,
    BrokerDownPolicy brokerDown,
    boolean checkTopics) {

  /**
   * Returns the configured number of partitions of a topic; empty if it is the number of its
   * queues.
   */
  public OptionalInt partitionsOf(String topic) {
    OptionalInt own = topicPartitions.of(NamespacedTopics.without(namespace, topic));
    return own.isPresent() ? own : partitions;
  }
}
