package dev.towpath.internal.schema;

import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.DeclaredType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Declarations of columns, read from plain SQL in which only labels have quotes. */
final class Declared {
  private static final Pattern TYPE =
      Pattern.compile(
          "([A-Za-z0-9]+(?: [A-Za-z]+)*?)(?:\\((.*)\\))?((?: [A-Za-z0-9]+)*)", Pattern.DOTALL);
  private static final List<String> ATTRIBUTES =
      List.of(
          "UNSIGNED", "ZEROFILL", "SIGNED", "ASCII", "UNICODE", "BYTE", "CHARACTER SET", "NULL");

  private Declared() {}

  /** The column {@code c} of a type like {@code VARCHAR(5) CHARACTER SET latin1}. */
  static ColumnSpec column(String sql) {
    String attributes = "";
    String head = sql;
    for (String attribute : ATTRIBUTES) {
      int at = head.indexOf(' ' + attribute);
      if (at >= 0) {
        attributes = head.substring(at) + attributes;
        head = head.substring(0, at);
      }
    }
    Matcher type = TYPE.matcher(head);
    if (!type.matches()) {
      throw new IllegalArgumentException(sql);
    }
    List<Integer> numbers = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    String arguments = type.group(2) == null ? "" : type.group(2);
    for (String argument : arguments.split(",(?![^']*'(?:,|$))", -1)) {
      if (argument.startsWith("'")) {
        labels.addAll(
            Arrays.asList(arguments.substring(1, arguments.length() - 1).split("','", -1)));
        break;
      } else if (!argument.isEmpty()) {
        numbers.add(Integer.valueOf(argument.strip()));
      }
    }
    return new ColumnSpec(
        "c",
        new DeclaredType(
            (type.group(1) + type.group(3)).toLowerCase(Locale.ROOT),
            numbers,
            labels,
            Set.of(),
            attributes.contains(" UNSIGNED"),
            attributes.contains(" ZEROFILL"),
            charset(attributes)),
        Set.of());
  }

  private static @Nullable String charset(String attributes) {
    if (attributes.contains(" CHARACTER SET ")) {
      return attributes.replaceAll(".* CHARACTER SET (\\S+).*", "$1");
    }
    return attributes.contains(" ASCII")
        ? "latin1"
        : attributes.contains(" UNICODE") ? "ucs2" : attributes.contains(" BYTE") ? "binary" : null;
  }
}
