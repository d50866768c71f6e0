package dev.towpath.sink.rocketmq.internal.write;

import java.util.Locale;
import java.util.Set;

/**
 * The rule of one step for changes whose messages are too large. Immutable.
 *
 * @param kind what the step does
 * @param columns the columns to leave out, in lower case; empty for other steps
 * @param topic the topic of dead letters; empty for other steps
 */
public record OversizeRule(Kind kind, Set<String> columns, String topic) {

  /** Returns whether the step names the column of the table. */
  boolean names(String table, String column) {
    String name = column.toLowerCase(Locale.ROOT);
    return columns.contains(name) || columns.contains(table.toLowerCase(Locale.ROOT) + '.' + name);
  }

  @Override
  public String toString() {
    return kind + (columns.isEmpty() ? topic.isEmpty() ? "" : " " + topic : " " + columns);
  }

  public enum Kind {
    COMPRESS,
    DROP_COLUMNS,
    CHANGED_COLUMNS,
    DEAD_LETTER
  }
}
