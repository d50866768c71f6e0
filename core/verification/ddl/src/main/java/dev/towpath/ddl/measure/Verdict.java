package dev.towpath.ddl.measure;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import dev.towpath.ddl.measure.StatementReader.SeenColumn;
import dev.towpath.ddl.measure.StatementReader.SeenTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A comparison of a model with a server's tables. */
final class Verdict {
  private Verdict() {}

  /** Returns the first difference between a model and the tables after a statement, or null. */
  static @Nullable String difference(Recorded statement, StatementReader reader) {
    Map<TableId, SeenTable> seen = reader.tables();
    Map<TableId, TableImage> after = statement.after();
    if (!seen.keySet().equals(after.keySet())) {
      var missing = new TreeSet<String>();
      after.keySet().stream().filter(t -> !seen.containsKey(t)).forEach(t -> missing.add("-" + t));
      seen.keySet().stream().filter(t -> !after.containsKey(t)).forEach(t -> missing.add("+" + t));
      return "tables: " + missing;
    }
    for (TableImage table : after.values()) {
      SeenTable model = seen.get(table.name());
      String difference =
          model == null ? "tables" : difference(table, model, reader.saysWholeTypes());
      if (difference != null) {
        return difference + " in " + table.name();
      }
    }
    return null;
  }

  private static @Nullable String difference(TableImage table, SeenTable model, boolean whole) {
    List<String> names = model.columns().stream().map(SeenColumn::name).toList();
    if (!names.equals(table.names())) {
      return "names: " + names + " for " + table.names();
    }
    for (int i = 0; i < names.size(); i++) {
      String difference = difference(table.columns().get(i), model.columns().get(i), whole);
      if (difference != null) {
        return difference + " of " + names.get(i);
      }
    }
    List<String> key = whole ? table.rowKey() : table.primaryKey();
    boolean stands =
        whole
            ? isLeftOpen(model, key) || isHash(model, key)
            : key.isEmpty() && isUnique(table, model.primaryKey());
    if (!stands && !lower(key).equals(lower(model.primaryKey()))) {
      return "key: " + model.primaryKey() + " for " + key;
    }
    String charset = model.charset();
    if (charset != null && table.charset() != null && !same(charset, table.charset())) {
      return "default charset: " + charset + " for " + table.charset();
    }
    return null;
  }

  /**
   * Tells whether a model leaves a key to the table map, which tells columns that may be NULL. For
   * a TIMESTAMP a setting decides that, and MySQL 5.7 does not log it.
   */
  private static boolean isLeftOpen(SeenTable model, List<String> key) {
    return model.primaryKey().isEmpty()
        && model.columns().stream()
            .filter(column -> column.nullable() == null && column.type().startsWith("timestamp"))
            .anyMatch(column -> key.contains(column.name()));
  }

  /**
   * Tells whether a model leaves a unique key of long values to the table map: the hidden columns
   * in it tell that MariaDB keeps hashes of the values, and takes no such key for the primary one.
   */
  private static boolean isHash(SeenTable model, List<String> key) {
    return key.isEmpty()
        && model.columns().stream()
            .filter(column -> model.primaryKey().contains(column.name()))
            .anyMatch(column -> column.type().matches("(tiny|medium|long)?(text|blob)"));
  }

  /** Tells whether a key is unique: some models use a unique key as the primary key. */
  private static boolean isUnique(TableImage table, List<String> key) {
    return table.keys().stream()
        .anyMatch(unique -> unique.unique() && lower(unique.columns()).equals(lower(key)));
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static @Nullable String difference(
      TableImage.Column column, SeenColumn model, boolean whole) {
    List<String> labels = model.labels();
    if (labels != null && !labels.equals(Labels.of(column.type()))) {
      return "labels: " + labels + " for " + column.type();
    }
    String expected = whole ? shown(column.type()) : LooseTypes.of(column.type());
    String actual = whole ? shown(model.type()) : LooseTypes.of(model.type());
    boolean isCut = whole && shown(cut(model.type())).equals(expected);
    if (!actual.equals(expected) && !isCut) {
      return "type: " + actual + " for " + expected;
    }
    Boolean nullable = model.nullable();
    if (nullable != null && nullable != column.nullable()) {
      return "nullable: " + nullable + " for " + column.nullable();
    }
    String charset = model.charset();
    boolean known = whole || charset != null;
    if (known && column.charset() != null && !same(charset, column.charset())) {
      return "charset: " + charset + " for " + column.charset();
    }
    return null;
  }

  private static boolean same(@Nullable String model, @Nullable String server) {
    return utf8mb3(model).equals(utf8mb3(server));
  }

  private static String utf8mb3(@Nullable String charset) {
    String text = String.valueOf(charset).toLowerCase(Locale.ROOT);
    return text.equals("utf8")
        ? "utf8mb3"
        : charset == null ? "null" : isName(charset) ? text : charset;
  }

  /**
   * Returns a type without what servers show of no meaning here: a compression, which the table map
   * tells, and a question mark for a label whose bytes are no text.
   */
  private static String shown(String type) {
    return utf8mb3(type).replace(" /*m!100301 compressed*/", "").replace('\ufffd', '?');
  }

  /** Returns a type as MySQL 8.0.12 shows it, which cuts labels where their bytes are no text. */
  private static String cut(String type) {
    return type.replaceAll("\ufffd[^']*", "");
  }

  private static boolean isName(String text) {
    return text.indexOf('\'') < 0;
  }
}
