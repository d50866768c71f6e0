package dev.towpath.sink.rocketmq.internal.route;

import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.name.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A function from tables to partition hashes by canal's {@code canal.mq.partitionHash}. Immutable.
 */
public final class PartitionRules implements Function<Table, KeyHash> {
  private static final String SETTING = "partitionHash";
  private static final String PRIMARY_KEY = "$pk$";

  private final List<Rule> rules;

  private PartitionRules(List<Rule> rules) {
    this.rules = rules;
  }

  private record Rule(NamePattern table, KeyHash hash) {}

  public static PartitionRules parse(String expression) {
    List<Rule> rules = new ArrayList<>();
    for (String item : NamePattern.items(SETTING, expression)) {
      int colon = item.lastIndexOf(':');
      String table = colon < 0 ? item : item.substring(0, colon);
      KeyHash hash = colon < 0 ? KeyHash.TABLE : hashOf(item, item.substring(colon + 1));
      rules.add(new Rule(NamePattern.parse(SETTING, table), hash));
    }
    return new PartitionRules(List.copyOf(rules));
  }

  private static KeyHash hashOf(String item, String columns) {
    if (columns.equalsIgnoreCase(PRIMARY_KEY)) {
      return KeyHash.PRIMARY_KEY;
    }
    List<String> names = new ArrayList<>(List.of(columns.split("\\^", -1)));
    names.removeIf(String::isEmpty);
    if (names.isEmpty() || names.stream().anyMatch(name -> !name.equals(name.strip()))) {
      throw new IllegalArgumentException(
          "%s: '%s' needs %s or column names joined by ^, without blanks, after the colon"
              .formatted(SETTING, item, PRIMARY_KEY));
    }
    return KeyHash.columns(names.toArray(String[]::new));
  }

  @Override
  public KeyHash apply(Table table) {
    String name = table.qualifiedName();
    for (Rule rule : rules) {
      if (rule.table.matches(name)) {
        return rule.hash;
      }
    }
    return KeyHash.NONE;
  }
}
