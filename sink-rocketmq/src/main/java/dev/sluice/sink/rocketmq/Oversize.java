package dev.sluice.sink.rocketmq;

import dev.sluice.sink.rocketmq.internal.route.TopicName;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One thing to do about a row whose message would be larger than the broker takes. The steps of a
 * sink are taken in order, each in addition to those before, until the message fits; when none is
 * left the sink stops with an error that names the row. A statement that is too large takes the
 * same steps; of it no column can be left out. Immutable.
 *
 * <p>Rows that are too large only together are never a matter of these steps: they go into several
 * messages.
 */
public final class Oversize {
  private final Kind kind;
  private final Set<String> columns;
  private final String topic;

  private Oversize(Kind kind, Set<String> columns, String topic) {
    this.kind = kind;
    this.columns = columns;
    this.topic = topic;
  }

  /** Compresses the body with gzip; the user property {@code z} is then {@code gzip}. */
  public static Oversize compress() {
    return new Oversize(Kind.COMPRESS, Set.of(), "");
  }

  /**
   * Leaves columns out, as if they were not in the binlog; the user property {@code r} then names
   * them.
   *
   * @param columns names, alone or as {@code database.table.name}; case does not matter
   */
  public static Oversize dropColumns(String... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("dropColumns needs at least one column");
    }
    Set<String> names = new TreeSet<>();
    for (String column : columns) {
      names.add(column.toLowerCase(Locale.ROOT));
    }
    return new Oversize(Kind.DROP_COLUMNS, names, "");
  }

  /**
   * Leaves out what is neither in the primary key nor changed: of an update the columns that keep
   * their value, of a delete all but the key. The user property {@code r} then says {@code
   * unchanged}. An insert is left as it is.
   */
  public static Oversize changedColumns() {
    return new Oversize(Kind.CHANGED_COLUMNS, Set.of(), "");
  }

  /**
   * Publishes a JSON message that tells the table, the key, the position and the reason to another
   * topic instead, and goes on; of a statement its first 200 characters. It also takes rows and
   * statements that the encoder fails for. As the last step only.
   *
   * @throws IllegalArgumentException if RocketMQ does not take the topic
   */
  public static Oversize deadLetter(String topic) {
    TopicName.require(Objects.requireNonNull(topic, "topic"));
    return new Oversize(Kind.DEAD_LETTER, Set.of(), topic);
  }

  Kind kind() {
    return kind;
  }

  /** Whether the step names the column of the table. */
  boolean names(String table, String column) {
    String name = column.toLowerCase(Locale.ROOT);
    return columns.contains(name) || columns.contains(table.toLowerCase(Locale.ROOT) + '.' + name);
  }

  /** The topic of dead letters; empty of other steps. */
  String topic() {
    return topic;
  }

  @Override
  public String toString() {
    return kind + (columns.isEmpty() ? topic.isEmpty() ? "" : " " + topic : " " + columns);
  }

  enum Kind {
    COMPRESS,
    DROP_COLUMNS,
    CHANGED_COLUMNS,
    DEAD_LETTER
  }
}
