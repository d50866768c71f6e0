package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.event.Table;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.route.KeyHash;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.internal.text.DdlStatement;
import java.util.IdentityHashMap;

/** A cache of the routes of table versions. Used by one thread. */
final class TableRoutes {
  /** The maximum number of cached table versions; beyond it the cache is cleared. */
  private static final int MAX_TABLES = 10_000;

  private final Routing routing;
  private final IdentityHashMap<Table, Route> routes = new IdentityHashMap<>();

  TableRoutes(Routing routing) {
    this.routing = routing;
  }

  /**
   * The topic and partitioning of a table.
   *
   * @param topic the topic
   * @param hash the function that decides the partition
   * @param databaseHash whether the hash includes the database
   */
  record Route(String topic, KeyHash hash, boolean databaseHash) {

    int partition(RowChange row, CanalText text, int partitions) throws SinkException {
      try {
        return hash.partition(row, text, databaseHash, partitions);
      } catch (RuntimeException e) {
        throw SinkException.permanent(
            "no partition for a row of %s at %s: %s; check partitionHash(…)"
                .formatted(row.table().qualifiedName(), row.origin(), e.getMessage()),
            e);
      }
    }
  }

  Route of(Table table) throws SinkException {
    Route route = routes.get(table);
    if (route == null) {
      if (routes.size() >= MAX_TABLES) {
        routes.clear();
      }
      route = new Route(topic(table.database(), table.name()), hash(table), routing.databaseHash());
      routes.put(table, route);
    }
    return route;
  }

  private KeyHash hash(Table table) throws SinkException {
    try {
      return routing.hash().apply(table);
    } catch (RuntimeException e) {
      throw SinkException.permanent(
          "no partitions for the rows of %s: %s; check partitionHash(…)"
              .formatted(table.qualifiedName(), e.getMessage()),
          e);
    }
  }

  /** Returns the topic of a statement: the topic of the first table it names. */
  String topicOf(StatementEvent change) throws SinkException {
    DdlStatement statement = DdlStatement.of(change);
    return topic(statement.database(), statement.table());
  }

  private String topic(String database, String table) throws SinkException {
    try {
      return TopicName.require(routing.topics().topic(database, table));
    } catch (RuntimeException e) {
      String name = table.isEmpty() ? "statements of " + database : database + '.' + table;
      throw SinkException.permanent(
          "no topic for %s: %s; check topic(…), dynamicTopic(…) or the function of topics(…)"
              .formatted(name, e.getMessage()),
          e);
    }
  }
}
