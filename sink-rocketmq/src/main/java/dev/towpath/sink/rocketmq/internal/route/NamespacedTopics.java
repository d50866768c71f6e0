package dev.towpath.sink.rocketmq.internal.route;

import dev.towpath.sink.rocketmq.internal.name.KnownTopics;
import dev.towpath.sink.rocketmq.route.TopicRouter;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A router to topics of a namespace. RocketMQ puts the namespace before the name. Its client does
 * so for some kinds of requests but not for batches, so it is done here.
 */
public record NamespacedTopics(String namespace, TopicRouter router)
    implements TopicRouter, KnownTopics {
  private static final char SEPARATOR = '%';

  /**
   * Returns the name of the topic or group in the namespace; unchanged if the namespace is empty.
   */
  public static String in(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + SEPARATOR + name;
  }

  /** Returns the name without the namespace. */
  static String without(String namespace, String name) {
    return namespace.isEmpty() ? name : name.substring(namespace.length() + 1);
  }

  @Override
  public String topic(String database, String table) {
    return in(namespace, router.topic(database, table));
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (router instanceof KnownTopics known) {
      known.names().forEach(name -> names.add(in(namespace, name)));
    }
    return names;
  }
}
