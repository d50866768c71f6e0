package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.KeySpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * History entries as UTF-8 text: one line for the position, each database, table and column, whose
 * fields are separated by tabs.
 */
final class HistoryCodec {
  private static final String VERSION = "towpath-schema-entry 2";

  /** Without unique keys and roles of columns. */
  private static final String FIRST_VERSION = "towpath-schema-entry 1";

  private static final String VERSIONED = "versioned";
  private static final String NONE = "\\-";

  private HistoryCodec() {}

  static byte[] encode(HistoryEntry entry) {
    var text = new StringBuilder(VERSION).append('\n');
    line(text, "position", entry.position().toString());
    entry.databases().forEach((name, database) -> database(text, name, database));
    entry.tables().forEach((table, state) -> table(text, table, state));
    if (entry.covered() != null) {
      line(text, "covered", entry.covered());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void database(StringBuilder text, String name, DatabaseCharset database) {
    List<@Nullable String> fields = new ArrayList<>();
    fields.add("database");
    fields.add(name);
    fields.add(database.charset());
    database.earlier().stream().sorted().forEach(fields::add);
    line(text, fields.toArray(new @Nullable String[0]));
  }

  private static void table(StringBuilder text, TableName key, TableState state) {
    if (state instanceof TableState.Known known) {
      TableDefinition definition = known.definition();
      line(
          text,
          "table",
          key.database(),
          key.table(),
          definition.charset(),
          definition.versioned() ? VERSIONED : null);
      for (ColumnDefinition column : definition.columns()) {
        Boolean nullable = column.nullable();
        line(
            text,
            "column",
            column.name(),
            column.columnType(),
            column.charset(),
            nullable == null ? null : nullable ? "null" : "not null",
            column.visible() ? "visible" : "invisible",
            column.role().name());
      }
      definition.keys().forEach(of -> key(text, of));
    } else if (state instanceof TableState.Unknown unknown) {
      line(text, "unknown", key.database(), key.table(), unknown.reason());
    } else {
      line(text, "absent", key.database(), key.table());
    }
  }

  private static void key(StringBuilder text, KeyDefinition key) {
    List<@Nullable String> fields = new ArrayList<>();
    fields.add("key");
    fields.add(key.kind().name());
    fields.add(key.name());
    for (KeySpec.Part part : key.parts()) {
      fields.add(part.column());
      fields.add(String.valueOf(part.length()));
    }
    line(text, fields.toArray(new @Nullable String[0]));
  }

  private static void line(StringBuilder text, @Nullable String... fields) {
    String separator = "";
    for (String field : fields) {
      text.append(separator).append(field == null ? NONE : escaped(field));
      separator = "\t";
    }
    text.append('\n');
  }

  private static String escaped(String field) {
    return field
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException if it is something else
   */
  static HistoryEntry decode(byte[] bytes) throws IOException {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    boolean first = lines[0].equals(FIRST_VERSION);
    if (!first && !lines[0].equals(VERSION)) {
      throw new IOException(
          "a schema entry begins with '%s', not with '%s'".formatted(lines[0], VERSION));
    }
    try {
      return new Reader(Arrays.asList(lines).subList(1, lines.length), first).read();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("a schema entry is damaged: " + e.getMessage(), e);
    }
  }

  /** Used by one thread, for one entry. */
  private static final class Reader {
    private final List<String> lines;
    private final Map<TableName, TableState> tables = new LinkedHashMap<>();
    private final Map<String, DatabaseCharset> databases = new LinkedHashMap<>();
    private final boolean first;
    private @Nullable String covered;
    private int at;

    Reader(List<String> lines, boolean first) {
      this.lines = lines;
      this.first = first;
    }

    HistoryEntry read() {
      BinlogPosition position = BinlogPosition.parse(text(fields("position"), 1));
      while (at < lines.size() && !lines.get(at).isEmpty()) {
        @Nullable String[] fields = fields("");
        switch (text(fields, 0)) {
          case "database" -> databases.put(text(fields, 1), database(fields));
          case "table" -> tables.put(key(fields), definition(fields));
          case "unknown" -> tables.put(key(fields), new TableState.Unknown(text(fields, 3)));
          case "covered" -> covered = text(fields, 1);
          case "absent" -> tables.put(key(fields), new TableState.Absent());
          default -> throw new IllegalArgumentException("no such line: " + fields[0]);
        }
      }
      return new HistoryEntry(position, tables, databases, covered);
    }

    private static DatabaseCharset database(@Nullable String[] fields) {
      Set<String> earlier = new LinkedHashSet<>();
      for (int i = 3; i < fields.length; i++) {
        earlier.add(text(fields, i));
      }
      return new DatabaseCharset(fields[2], earlier);
    }

    private TableState definition(@Nullable String[] table) {
      List<ColumnDefinition> columns = new ArrayList<>();
      List<KeyDefinition> keys = new ArrayList<>();
      List<String> primaryKey = new ArrayList<>();
      while (at < lines.size()) {
        String line = lines.get(at);
        if (line.startsWith("column\t")) {
          columns.add(column(fields("column")));
        } else if (line.startsWith("key\t") && first) {
          primaryKey.add(text(fields("key"), 1));
        } else if (line.startsWith("key\t")) {
          keys.add(keyDefinition(fields("key")));
        } else {
          break;
        }
      }
      if (!primaryKey.isEmpty()) {
        // The entry knows no other keys, and the server may have others now: without a primary key
        // the table has none until it is changed or read again.
        keys.add(KeyDefinition.primary(primaryKey));
      }
      boolean versioned = table.length > 4 && VERSIONED.equals(table[4]);
      return new TableState.Known(new TableDefinition(columns, keys, table[3], versioned));
    }

    private static KeyDefinition keyDefinition(@Nullable String[] fields) {
      List<KeySpec.Part> parts = new ArrayList<>();
      for (int i = 3; i < fields.length; i += 2) {
        parts.add(new KeySpec.Part(fields[i], Integer.parseInt(text(fields, i + 1))));
      }
      return new KeyDefinition(KeySpec.Kind.valueOf(text(fields, 1)), text(fields, 2), parts);
    }

    private static ColumnDefinition column(@Nullable String[] fields) {
      String nullable = fields[4];
      return new ColumnDefinition(
          text(fields, 1),
          text(fields, 2),
          fields[3],
          nullable == null ? null : (Boolean) nullable.equals("null"),
          text(fields, 5).equals("visible"),
          fields.length > 6
              ? ColumnDefinition.Role.valueOf(text(fields, 6))
              : ColumnDefinition.Role.PLAIN);
    }

    private static TableName key(@Nullable String[] fields) {
      return new TableName(text(fields, 1), text(fields, 2));
    }

    private @Nullable String[] fields(String kind) {
      String line = lines.get(at++);
      @Nullable String[] fields = line.split("\t", -1);
      if (!kind.isEmpty() && !kind.equals(fields[0])) {
        throw new IllegalArgumentException("'" + line + "' where " + kind + " was expected");
      }
      for (int i = 0; i < fields.length; i++) {
        String field = fields[i];
        fields[i] = field == null || field.equals(NONE) ? null : unescaped(field);
      }
      return fields;
    }

    private static String text(@Nullable String[] fields, int index) {
      String field = fields[index];
      if (field == null) {
        throw new IllegalArgumentException("a field is missing in " + Arrays.toString(fields));
      }
      return field;
    }

    private static String unescaped(String field) {
      if (field.indexOf('\\') < 0) {
        return field;
      }
      var text = new StringBuilder();
      for (int i = 0; i < field.length(); i++) {
        char c = field.charAt(i);
        if (c == '\\' && i + 1 < field.length()) {
          c = field.charAt(++i);
          c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        text.append(c);
      }
      return text.toString();
    }
  }
}
