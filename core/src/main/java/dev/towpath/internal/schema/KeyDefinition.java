package dev.towpath.internal.schema;

import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.sql.KeySpec;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of one version of a table. Immutable.
 *
 * @param kind what it is
 * @param name its name; {@code PRIMARY} for the primary key
 * @param parts its parts in order
 */
public record KeyDefinition(KeySpec.Kind kind, String name, List<KeySpec.Part> parts) {
  static final String PRIMARY = "PRIMARY";

  /** The prefix with which {@code TINYTEXT} and {@code TINYBLOB} are whole. */
  private static final int WHOLE_TINY = 255;

  private static final Pattern LENGTH = Pattern.compile("(?:var)?(?:char|binary)\\((\\d{1,9})\\)");

  /** Copies the list. */
  public KeyDefinition {
    parts = List.copyOf(parts);
  }

  /** A primary key of whole columns. */
  static KeyDefinition primary(List<String> columns) {
    return new KeyDefinition(
        KeySpec.Kind.PRIMARY,
        PRIMARY,
        columns.stream().map(column -> new KeySpec.Part(column, true)).toList());
  }

  boolean isUnique() {
    return kind == KeySpec.Kind.PRIMARY || isUniqueAlone();
  }

  /** Whether it is a unique key that is not the primary one. */
  boolean isUniqueAlone() {
    return kind == KeySpec.Kind.UNIQUE || isHashed();
  }

  /** Whether the server is known to keep hashes of it. */
  boolean isHashed() {
    return kind == KeySpec.Kind.HASHED;
  }

  /**
   * Whether a server takes it for the primary key of a table that has none: {@code prepare_share}
   * in {@code dd_table_share.cc}, {@code init_from_binary_frm_image} in {@code table.cc}.
   *
   * @param nullable whether a column may be NULL
   */
  boolean isPromotable(List<ColumnDefinition> columns, Predicate<ColumnDefinition> nullable) {
    for (KeySpec.Part part : parts) {
      ColumnDefinition column = column(columns, part);
      if (column == null
          || column.role() == ColumnDefinition.Role.VIRTUAL
          || nullable.test(column)
          || !isWhole(part, column)) {
        return false;
      }
    }
    return isUniqueAlone() && !parts.isEmpty();
  }

  private static boolean isWhole(KeySpec.Part part, ColumnDefinition column) {
    return part.whole() || isWholeTiny(part, column);
  }

  /** Whether a prefix is all that a {@code TINYTEXT} or {@code TINYBLOB} can hold. */
  static boolean isWholeTiny(KeySpec.Part part, ColumnDefinition column) {
    return part.length() == WHOLE_TINY && column.columnType().matches("tiny(text|blob)");
  }

  /** The bytes that values of the key may have, roughly: enough to tell long keys from short. */
  long bytes(List<ColumnDefinition> columns) {
    long bytes = 0;
    for (KeySpec.Part part : parts) {
      ColumnDefinition column = column(columns, part);
      if (column != null) {
        long prefix = (long) Math.max(0, part.length()) * maxBytes(column);
        bytes += part.whole() ? bytes(column) : prefix;
      }
    }
    return bytes;
  }

  private static long bytes(ColumnDefinition column) {
    Matcher type = LENGTH.matcher(column.columnType());
    if (column.columnType().matches("(tiny|medium|long)?(text|blob)")) {
      return Integer.MAX_VALUE;
    }
    long bytes = type.matches() ? Long.parseLong(type.group(1)) : Long.BYTES;
    return bytes * maxBytes(column);
  }

  private static int maxBytes(ColumnDefinition column) {
    String charset = column.charset();
    return charset == null ? 1 : Charsets.maxBytes(charset);
  }

  /** The column of a part; null for an expression. */
  static @Nullable ColumnDefinition column(List<ColumnDefinition> columns, KeySpec.Part part) {
    String name = part.column();
    int index = name == null ? -1 : TableDefinition.indexOf(columns, name);
    return index < 0 ? null : columns.get(index);
  }

  /** What identifies rows by it; names in small letters, as they are compared. */
  String identity() {
    return kind + " " + toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name + parts.stream().map(KeySpec.Part::column).toList();
  }
}
