package dev.towpath.fuzz;

import dev.towpath.event.GtidSet;
import dev.towpath.fuzzing.Require;
import java.nio.charset.StandardCharsets;

/**
 * A target that reads GTID sets of MySQL and MariaDB as text, two of them with a semicolon between.
 */
public final class GtidTarget {
  private GtidTarget() {}

  /** Reads both, and checks what holds for any two sets. */
  public static void fuzzerTestOneInput(byte[] data) {
    String[] texts = new String(data, StandardCharsets.UTF_8).split(";", 2);
    GtidSet first;
    GtidSet second;
    try {
      first = GtidSet.parse(texts[0]);
      second = GtidSet.parse(texts.length < 2 ? "" : texts[1]);
    } catch (IllegalArgumentException e) {
      return;
    }
    readsBack(first);
    readsBack(second);
    if (first.isEmpty() || second.isEmpty() || first.getClass() == second.getClass()) {
      check(first, second);
    }
  }

  private static void readsBack(GtidSet set) {
    Require.equal(set, GtidSet.parse(set.toString()));
    Require.equal(set.toString(), GtidSet.parse(set.toString()).toString());
    Require.that(set.contains(set), "%s does not contain itself", set);
    Require.that(set.subtract(set).isEmpty(), "%s without itself is not empty", set);
  }

  private static void check(GtidSet first, GtidSet second) {
    GtidSet union = first.union(second);
    Require.that(union.contains(first), "%s lacks %s", union, first);
    Require.that(union.contains(second), "%s lacks %s", union, second);
    GtidSet rest = first.subtract(second);
    Require.that(first.contains(rest), "%s lacks %s", first, rest);
    Require.equal(first.contains(second), second.subtract(first).isEmpty());
    readsBack(union);
    readsBack(rest);
  }
}
