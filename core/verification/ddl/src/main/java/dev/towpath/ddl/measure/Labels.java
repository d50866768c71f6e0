package dev.towpath.ddl.measure;

import java.util.ArrayList;
import java.util.List;

/** A reader of the labels in a {@code COLUMN_TYPE}. */
final class Labels {
  private Labels() {}

  /** Returns the labels of ENUM or SET; none for another type. */
  static List<String> of(String columnType) {
    List<String> labels = new ArrayList<>();
    if (!columnType.startsWith("enum(") && !columnType.startsWith("set(")) {
      return labels;
    }
    var label = new StringBuilder();
    boolean inside = false;
    for (int i = columnType.indexOf('(') + 1; i < columnType.length(); i++) {
      char c = columnType.charAt(i);
      if (c == '\'' && inside && i + 1 < columnType.length() && columnType.charAt(i + 1) == '\'') {
        label.append(c);
        i++;
      } else if (c == '\'') {
        inside = !inside;
        if (!inside) {
          labels.add(label.toString());
          label.setLength(0);
        }
      } else if (inside) {
        label.append(c);
      }
    }
    return labels;
  }
}
