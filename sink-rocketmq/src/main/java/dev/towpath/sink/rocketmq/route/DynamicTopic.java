package dev.towpath.sink.rocketmq.route;

import dev.towpath.sink.rocketmq.internal.name.KnownTopics;
import dev.towpath.sink.rocketmq.internal.name.NamePattern;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A router by canal's {@code canal.mq.dynamicTopic}, as its {@code MQMessageUtils} reads it.
 * Immutable.
 */
final class DynamicTopic implements TopicRouter, KnownTopics {
  private static final String SETTING = "dynamicTopic";

  private final String otherwise;
  private final List<Item> items;

  private DynamicTopic(String otherwise, List<Item> items) {
    this.otherwise = otherwise;
    this.items = items;
  }

  static DynamicTopic parse(String otherwise, String expression) {
    List<Item> items = new ArrayList<>();
    for (String text : NamePattern.items(SETTING, expression)) {
      items.add(Item.parse(text));
    }
    return new DynamicTopic(otherwise, List.copyOf(items));
  }

  /**
   * An item of the expression.
   *
   * @param topic the topic that the item names; null if it is the matched name
   */
  private record Item(@Nullable String topic, NamePattern name, boolean ofTables) {

    static Item parse(String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(colon + 1).trim();
      @Nullable String topic = colon < 0 ? null : topicOf(text.substring(0, colon).trim());
      if (topic != null) {
        TopicName.require(topic);
      }
      return new Item(topic, NamePattern.parse(SETTING, name), name.contains("\\."));
    }

    boolean matches(String candidate, boolean isTable) {
      return (!name.isRegex() || ofTables == isTable) && name.matches(candidate);
    }
  }

  @Override
  public String topic(String database, String table) {
    if (database.isEmpty() || table.isEmpty()) {
      return otherwise;
    }
    @Nullable String topic = match(database + '.' + table, true);
    if (topic == null) {
      topic = match(database, database.contains("."));
    }
    return topic == null ? otherwise : topic;
  }

  private @Nullable String match(String candidate, boolean isTable) {
    for (Item item : items) {
      if (item.matches(candidate, isTable)) {
        return item.topic == null ? topicOf(candidate.toLowerCase(Locale.ROOT)) : item.topic;
      }
    }
    return null;
  }

  private static String topicOf(String name) {
    return name.replace('.', '_');
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add(otherwise);
    for (Item item : items) {
      if (item.topic != null) {
        names.add(item.topic);
      } else if (!item.name.isRegex()) {
        names.add(topicOf(item.name.toString().toLowerCase(Locale.ROOT)));
      }
    }
    return names;
  }
}
