package dev.towpath.fuzz;

import dev.towpath.filter.TableFilter;
import dev.towpath.fuzzing.Require;
import java.nio.charset.StandardCharsets;
import java.util.regex.PatternSyntaxException;

/** A target that reads expressions for tables, and the name of a table after a line break. */
public final class FilterTarget {
  /** With longer names even short expressions may take any time, as in Java itself. */
  private static final int MOST_NAME = 8;

  private FilterTarget() {}

  /** Creates filters from the expression and asks them. */
  public static void fuzzerTestOneInput(byte[] data) {
    String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 2);
    String name = lines.length < 2 ? "orders" : lines[1];
    glob(lines[0], name);
    regex(lines[0], name.substring(0, Math.min(name.length(), MOST_NAME)));
  }

  private static void glob(String text, String name) {
    try {
      boolean included = TableFilter.include(text).includes("shop", name);
      Require.equal(!included, TableFilter.exclude(text).includes("shop", name));
    } catch (IllegalArgumentException e) {
      isClear(e);
    }
  }

  private static void regex(String text, String name) {
    try {
      TableFilter filter = TableFilter.regex(text, text);
      // Without any expression, all is included.
      boolean includes = filter.includes("s", name);
      Require.that(!includes || text.replace(",", "").isEmpty(), "in and out: %s", text);
    } catch (IllegalArgumentException e) {
      isClear(e);
    }
  }

  private static void isClear(IllegalArgumentException refusal) {
    Require.that(!(refusal instanceof PatternSyntaxException), "does not say what: %s", refusal);
  }
}
