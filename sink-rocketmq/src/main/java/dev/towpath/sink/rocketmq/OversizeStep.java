package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.write.OversizeRule;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A step to take for a row whose message would be larger than the broker accepts. The steps of a
 * sink are applied in order, each in addition to the earlier ones, until the message fits. If it
 * never does, the sink stops with an error that names the row. A statement that is too large takes
 * the same steps, but has no columns to leave out. Immutable.
 *
 * <p>Rows that are too large only together need no step: they go into several messages.
 */
public final class OversizeStep {
  private final OversizeRule rule;

  private OversizeStep(OversizeRule rule) {
    this.rule = rule;
  }

  /**
   * Returns a step that compresses the body with gzip; the user property {@code z} is then {@code
   * gzip}.
   */
  public static OversizeStep compress() {
    return new OversizeStep(new OversizeRule(OversizeRule.Kind.COMPRESS, Set.of(), ""));
  }

  /**
   * Returns a step that leaves columns out, as if they were not in the binlog; the user property
   * {@code r} then names them.
   *
   * @param columns names, alone or as {@code database.table.name}; letter case is ignored
   */
  public static OversizeStep dropColumns(String... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("dropColumns needs at least one column");
    }
    Set<String> names = new TreeSet<>();
    for (String column : columns) {
      names.add(column.toLowerCase(Locale.ROOT));
    }
    return new OversizeStep(new OversizeRule(OversizeRule.Kind.DROP_COLUMNS, names, ""));
  }

  /**
   * Returns a step that leaves out columns that are neither changed nor part of the primary key. An
   * update loses the columns that keep their value; a delete keeps only the key. The user property
   * {@code r} is then {@code unchanged}. An insert is not changed.
   */
  public static OversizeStep changedColumns() {
    return new OversizeStep(new OversizeRule(OversizeRule.Kind.CHANGED_COLUMNS, Set.of(), ""));
  }

  /**
   * Returns a step that publishes a dead letter to another topic instead, and continues. The dead
   * letter is a JSON message with the table, the key, the position and the reason; for a statement
   * it has the first 200 characters. It also replaces rows and statements that the encoder fails
   * for. Allowed as the last step only.
   *
   * @throws IllegalArgumentException if RocketMQ does not accept the topic
   */
  public static OversizeStep deadLetter(String topic) {
    TopicName.require(Objects.requireNonNull(topic, "topic"));
    return new OversizeStep(new OversizeRule(OversizeRule.Kind.DEAD_LETTER, Set.of(), topic));
  }

  OversizeRule rule() {
    return rule;
  }

  @Override
  public String toString() {
    return rule.toString();
  }
}
