package dev.towpath.filter;

import dev.towpath.filter.ColumnRule.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A parser of canal's column lists, {@code shop.users:id/name,shop.orders:id}. */
final class FieldList {
  private FieldList() {}

  static List<ColumnRule> parse(Action action, String text) {
    List<ColumnRule> rules = new ArrayList<>();
    Set<String> tables = new HashSet<>();
    for (String entry : text.split(",", -1)) {
      if (entry.isBlank()) {
        continue;
      }
      ColumnRule rule = rule(action, entry.strip());
      if (!tables.add(rule.tables().text().toLowerCase(Locale.ROOT))) {
        throw malformed(entry, "its table was named before; write all its columns in one entry");
      }
      rules.add(rule);
    }
    return rules;
  }

  private static ColumnRule rule(Action action, String entry) {
    String[] parts = entry.split(":", -1);
    if (parts.length != 2) {
      throw malformed(entry, "it needs one colon between the table and its columns");
    }
    String table = parts[0].strip();
    int dot = table.indexOf('.');
    if (dot < 1 || dot == table.length() - 1) {
      throw malformed(entry, "its table is not written database.table");
    }
    String glob = literal(table.substring(0, dot)) + '.' + literal(table.substring(dot + 1));
    return new ColumnRule(
        action,
        TableGlob.parse(glob),
        ColumnNames.of(entry, parts[1].strip().split("/", -1)),
        null);
  }

  private static String literal(String name) {
    return name.replaceAll("[\\\\*?.]", "\\\\$0");
  }

  private static IllegalArgumentException malformed(String entry, String why) {
    return new IllegalArgumentException(
        "not a list of columns: '%s': %s (expected database.table:column/column)"
            .formatted(entry, why));
  }
}
