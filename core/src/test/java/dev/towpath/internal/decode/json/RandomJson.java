package dev.towpath.internal.decode.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A generator of SQL expressions of random documents, and of random functions that change them in
 * place.
 */
public final class RandomJson {
  private static final List<String> KEYS =
      List.of(
          "a",
          "b",
          "c",
          "longer",
          "with blank",
          "a.b",
          "q\"uote",
          "é漢😀",
          "",
          "back\\slash",
          "tab\t\u0001");
  private static final int DEPTH = 3;

  private final Random random;

  public RandomJson(Random random) {
    this.random = random;
  }

  /** Returns a document that is an object or an array. */
  public String document() {
    return container(DEPTH);
  }

  private String container(int depth) {
    int size = random.nextInt(6);
    List<String> parts = new ArrayList<>();
    boolean object = random.nextInt(3) > 0;
    for (int i = 0; i < size; i++) {
      parts.add(object ? text(key()) + ", " + value(depth - 1) : value(depth - 1));
    }
    return (object ? "JSON_OBJECT(" : "JSON_ARRAY(") + String.join(", ", parts) + ")";
  }

  private String value(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return container(depth);
    }
    return switch (random.nextInt(14)) {
      case 0 -> "NULL";
      case 1 -> "CAST('true' AS JSON)";
      case 2 -> String.valueOf(random.nextInt(100) - 50);
      case 3 -> String.valueOf(random.nextInt());
      case 4 -> "CAST(" + Long.toUnsignedString(random.nextLong()) + " AS UNSIGNED)";
      case 5 -> "CAST('" + random.nextGaussian() + "' AS JSON)";
      case 6 -> "CAST('" + random.nextInt() + ".125' AS DECIMAL(20, 3))";
      case 7 -> "TIMESTAMP'2024-02-29 01:02:03.000004'";
      case 8 -> "CAST('bytes' AS BINARY)";
      case 9 -> "CAST('" + random.nextInt(1000) + ".0e" + random.nextInt(25) + "' AS JSON)";
      case 10 ->
          "CAST('" + random.nextInt() + "' AS DECIMAL(" + (40 + random.nextInt(25)) + ", 30))";
      case 11 -> "REPEAT('xyz', " + random.nextInt(600) + ")";
      default -> text("é" + random.nextInt(1000) + "\"");
    };
  }

  /** Returns a change of the documents in {@code column}, at one to three places. */
  public String change(String column) {
    String changed = column;
    int calls = 1 + random.nextInt(2);
    for (int i = 0; i < calls; i++) {
      changed = call(changed);
    }
    return changed;
  }

  private String call(String document) {
    int places = 1 + random.nextInt(3);
    List<String> arguments = new ArrayList<>();
    String function = List.of("JSON_SET", "JSON_REPLACE", "JSON_REMOVE").get(random.nextInt(3));
    boolean removes = function.equals("JSON_REMOVE");
    for (int i = 0; i < places; i++) {
      String path = text(path());
      arguments.add(removes ? path : path + ", " + value(2));
    }
    return function + "(" + document + ", " + String.join(", ", arguments) + ")";
  }

  private String path() {
    int legs = 1 + random.nextInt(DEPTH);
    return random.ints(legs).mapToObj(i -> leg()).collect(Collectors.joining("", "$", ""));
  }

  private String leg() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> "[" + random.nextInt(6) + "]";
      case 2 -> "[last]";
      case 3 -> "[last-" + random.nextInt(4) + "]";
      default -> ".\"" + escaped(key()) + '"';
    };
  }

  private String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private static String text(String text) {
    return '\'' + text.replace("\\", "\\\\") + '\'';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\t", "\\t")
        .replace("\u0001", "\\u0001");
  }
}
