package dev.towpath.ddl.measure;

import java.util.Locale;
import java.util.Map;

/**
 * Rules to compare a server's types with a model that keeps the words of the statement. Only names
 * and signs count, and all spellings of a name are equal.
 */
final class LooseTypes {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("integer", "int"),
          Map.entry("int1", "tinyint"),
          Map.entry("int2", "smallint"),
          Map.entry("int3", "mediumint"),
          Map.entry("middleint", "mediumint"),
          Map.entry("int4", "int"),
          Map.entry("int8", "bigint"),
          Map.entry("bool", "tinyint"),
          Map.entry("boolean", "tinyint"),
          Map.entry("dec", "decimal"),
          Map.entry("numeric", "decimal"),
          Map.entry("fixed", "decimal"),
          Map.entry("real", "double"),
          Map.entry("double precision", "double"),
          Map.entry("float8", "double"),
          Map.entry("float4", "float"),
          Map.entry("geometrycollection", "geomcollection"),
          Map.entry("long", "mediumtext"),
          Map.entry("long varchar", "mediumtext"),
          Map.entry("long varbinary", "mediumblob"));

  private LooseTypes() {}

  /** Returns the name and sign of a type. */
  static String of(String type) {
    String lower = type.toLowerCase(Locale.ROOT).replaceAll("/\\*.*?\\*/", "");
    boolean unsigned = lower.matches(".*\\b(unsigned|zerofill|serial)\\b.*");
    int end = lower.indexOf('(');
    String name =
        (end < 0 ? lower : lower.substring(0, end))
            .replaceAll("\\b(unsigned|signed|zerofill|binary$|ref_system_id.*)", "")
            .strip();
    if (lower.equals("binary") || lower.startsWith("binary(")) {
      name = "binary";
    }
    return canonical(name) + (unsigned ? " unsigned" : "");
  }

  private static String canonical(String name) {
    if (name.equals("serial")) {
      return "bigint";
    }
    if (name.startsWith("n") || name.contains("char")) {
      boolean varying = name.contains("var");
      if (name.contains("char") && !name.startsWith("long")) {
        return varying ? "varchar" : "char";
      }
    }
    String one = NAMES.getOrDefault(name, name);
    // The length decides the size class of a text, and models store it separately.
    return one.endsWith("text") ? "text" : one.endsWith("blob") ? "blob" : one;
  }
}
