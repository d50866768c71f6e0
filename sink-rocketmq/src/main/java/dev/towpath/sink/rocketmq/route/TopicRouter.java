package dev.towpath.sink.rocketmq.route;

/**
 * A function from changes to topics. Called once per table version and once per statement, so it
 * must give the same answer each time. A topic that changes would move rows away from the queue
 * with their history.
 *
 * <p>Called by one thread at a time per sink; a router shared by several sinks must be thread-safe.
 */
@FunctionalInterface
public interface TopicRouter {

  /**
   * Returns the topic of the changes of a table.
   *
   * @param database the database, in the binlog's letter case; for a statement the database of the
   *     first table it names, else the default database
   * @param table the table without its database; for a statement the first table it names, empty
   *     when it names none
   */
  String topic(String database, String table);

  /** Returns a router of all changes to one topic: canal's {@code canal.mq.topic}. */
  static TopicRouter fixed(String topic) {
    return new FixedTopic(topic);
  }

  /**
   * Returns a router by the names of tables, with the meaning and the syntax of {@code
   * canal.mq.dynamicTopic}.
   *
   * <p>The expression is a list of items, separated by commas or semicolons; the first match
   * counts. An item is a {@code database}, a {@code database.table} or a regular expression,
   * optionally preceded by a topic and a colon. A regular expression that contains {@code \.} is
   * matched with {@code database.table}, any other with the database. All items are tried with the
   * table first, then with the database. Without a topic of its own an item gives the lower-case
   * name that it matched. Dots in topics become underscores.
   *
   * @param otherwise the topic for changes that match no item, and for statements without a table
   * @param expression the items
   * @throws IllegalArgumentException if an item is empty or is not a regular expression
   */
  static TopicRouter dynamic(String otherwise, String expression) {
    return DynamicTopic.parse(otherwise, expression);
  }
}
