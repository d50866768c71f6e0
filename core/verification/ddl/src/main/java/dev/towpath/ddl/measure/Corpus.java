package dev.towpath.ddl.measure;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.Column;
import dev.towpath.ddl.TableImage.TableId;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of recorded statements: lines of fields between tabs, compressed. A table is written once
 * and then named by its number. Used by one thread.
 */
final class Corpus implements AutoCloseable {
  private static final String NONE = "\\N";

  private final Writer writer;
  private final Map<TableImage, Integer> numbers = new HashMap<>();

  /** Creates a file. */
  Corpus(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    writer =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8));
  }

  /** Adds a statement. */
  void add(Recorded statement) throws IOException {
    String before = numbers(statement.before());
    String after = numbers(statement.after());
    List<String> fields = new ArrayList<>(List.of("S", statement.source()));
    Recorded.Session session = statement.session();
    fields.add(session.version());
    fields.add(Long.toString(session.sqlMode()));
    fields.add(session.charset());
    fields.add(session.database());
    fields.add(statement.databases().toString());
    fields.add(before);
    fields.add(after);
    fields.add(statement.sql());
    write(fields);
  }

  private String numbers(Map<TableId, TableImage> tables) throws IOException {
    List<String> all = new ArrayList<>();
    for (TableImage table : tables.values()) {
      Integer number = numbers.get(table);
      if (number == null) {
        number = numbers.size();
        numbers.put(table, number);
        write(fields(table));
      }
      all.add(number.toString());
    }
    return String.join(",", all);
  }

  private static List<String> fields(TableImage table) {
    List<String> fields = new ArrayList<>(List.of("T", table.name().database()));
    fields.add(table.name().table());
    fields.add(orNone(table.charset()));
    fields.add(Integer.toString(table.columns().size()));
    for (Column column : table.columns()) {
      fields.add(column.name());
      fields.add(column.type());
      fields.add(orNone(column.charset()));
      fields.add(Boolean.toString(column.nullable()));
      fields.add(column.extra());
      fields.add(Boolean.toString(column.identifies()));
    }
    for (TableImage.Key key : table.keys()) {
      fields.add(key.name());
      fields.add(Boolean.toString(key.unique()));
      fields.add(Integer.toString(key.columns().size()));
      fields.addAll(key.columns());
      key.lengths().forEach(length -> fields.add(length.toString()));
    }
    return fields;
  }

  private static String orNone(@Nullable String text) {
    return text == null ? NONE : text;
  }

  private void write(List<String> fields) throws IOException {
    String separator = "";
    for (String field : fields) {
      writer.write(separator);
      writer.write(
          field.equals(NONE)
              ? NONE
              : field
                  .replace("\\", "\\\\")
                  .replace("\t", "\\t")
                  .replace("\n", "\\n")
                  .replace("\r", "\\r"));
      separator = "\t";
    }
    writer.write('\n');
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** Reads a file. */
  static List<Recorded> read(Path file) {
    List<TableImage> tables = new ArrayList<>();
    List<Recorded> statements = new ArrayList<>();
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split("\t", -1);
        for (int i = 0; i < fields.length; i++) {
          fields[i] = unescaped(fields[i]);
        }
        if (fields[0].equals("T")) {
          tables.add(table(fields));
        } else {
          statements.add(statement(fields, tables));
        }
      }
      return statements;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the corpus " + file, e);
    }
  }

  private static String unescaped(String field) {
    if (field.equals(NONE) || field.indexOf('\\') < 0) {
      return field;
    }
    var text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\') {
        c = field.charAt(++i);
        c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      }
      text.append(c);
    }
    return text.toString();
  }

  private static TableImage table(String[] fields) {
    int at = 5;
    List<Column> columns = new ArrayList<>();
    for (int count = Integer.parseInt(fields[4]); count > 0; count--) {
      columns.add(
          new Column(
              fields[at],
              fields[at + 1],
              fields[at + 2].equals(NONE) ? null : fields[at + 2],
              Boolean.parseBoolean(fields[at + 3]),
              fields[at + 4],
              Boolean.parseBoolean(fields[at + 5])));
      at += 6;
    }
    List<TableImage.Key> keys = new ArrayList<>();
    while (at < fields.length) {
      int middle = at + 3 + Integer.parseInt(fields[at + 2]);
      int end = middle + Integer.parseInt(fields[at + 2]);
      keys.add(
          new TableImage.Key(
              fields[at],
              Boolean.parseBoolean(fields[at + 1]),
              Arrays.asList(fields).subList(at + 3, middle),
              Arrays.asList(fields).subList(middle, end).stream().map(Integer::valueOf).toList()));
      at = end;
    }
    return new TableImage(
        new TableId(fields[1], fields[2]),
        fields[3].equals(NONE) ? null : fields[3],
        columns,
        keys);
  }

  private static Recorded statement(String[] fields, List<TableImage> tables) {
    return new Recorded(
        fields[1],
        new Recorded.Session(fields[2], Long.parseLong(fields[3]), fields[4], fields[5]),
        databases(fields[6]),
        tables(fields[7], tables),
        tables(fields[8], tables),
        fields[9]);
  }

  private static Map<String, String> databases(String text) {
    Map<String, String> databases = new TreeMap<>();
    for (String entry : text.substring(1, text.length() - 1).split(", ", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        databases.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return databases;
  }

  private static Map<TableId, TableImage> tables(String numbers, List<TableImage> tables) {
    Map<TableId, TableImage> found = new LinkedHashMap<>();
    if (!numbers.isEmpty()) {
      for (String number : numbers.split(",", -1)) {
        TableImage table = tables.get(Integer.parseInt(number));
        found.put(table.name(), table);
      }
    }
    return found;
  }
}
