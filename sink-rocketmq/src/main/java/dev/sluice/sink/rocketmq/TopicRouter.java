package dev.sluice.sink.rocketmq;

import dev.sluice.sink.rocketmq.internal.route.DynamicTopic;
import dev.sluice.sink.rocketmq.internal.route.FixedTopic;

/**
 * What decides the topic of a change. Asked once per table version and once per statement, so it
 * must give the same answer each time: a topic that changes moves rows away from the queue that has
 * their history.
 *
 * <p>Called by one thread at a time per sink; a router given to several sinks must be thread-safe.
 */
@FunctionalInterface
public interface TopicRouter {

  /**
   * The topic of the changes of a table.
   *
   * @param database the database, in the case the binlog has it; of a statement the database of the
   *     first table it names, else the default one
   * @param table the table without its database; of a statement the first it names, empty when it
   *     names none
   */
  String topic(String database, String table);

  /** All changes into one topic: canal's {@code canal.mq.topic}. */
  static TopicRouter fixed(String topic) {
    return new FixedTopic(topic);
  }

  /**
   * By the name of the table, with the meaning and the syntax of {@code canal.mq.dynamicTopic}.
   *
   * <p>The expression is a list of items, separated by commas or semicolons, of which the first
   * that matches counts. An item is a {@code database}, a {@code database.table} or a regular
   * expression, each of which may be preceded by a topic and a colon. A regular expression with
   * {@code \.} in it is matched with {@code database.table}, any other with the database. All items
   * are tried with the table first, then with the database. Without a topic of its own an item
   * gives the lower-case name that it matched. Dots in topics become underscores.
   *
   * @param otherwise the topic of what no item matches, and of statements without a table
   * @param expression the items
   * @throws IllegalArgumentException if an item is empty or is no regular expression
   */
  static TopicRouter dynamic(String otherwise, String expression) {
    return DynamicTopic.parse(otherwise, expression);
  }
}
