package dev.towpath.internal.sql;

import dev.towpath.event.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A parser of CREATE TABLE and CREATE SEQUENCE. Used by one thread, for one statement. */
final class CreateTableParser {
  private final StatementHead head;
  private final TokenCursor cursor;
  private final TableOptions options;
  private final List<ColumnSpec> columns = new ArrayList<>();
  private final List<KeySpec> keys = new ArrayList<>();
  private boolean versioned;

  CreateTableParser(StatementHead head, TokenCursor cursor) {
    this.head = head;
    this.cursor = cursor;
    this.options = new TableOptions(cursor);
  }

  List<SchemaEdit> table() throws UnsupportedDdlException {
    SchemaEdit.Creation creation = creation();
    TableName table = cursor.table();
    if (head.temporary()) {
      return List.of();
    }
    if (cursor.is("LIKE") || cursor.are("(", "LIKE")) {
      return List.of(new SchemaEdit.Copy(table, creation, like()));
    }
    if (cursor.is("(") && !isQuery(1)) {
      elements();
    }
    options.read(true);
    if (cursor.is("PARTITION")) {
      TableOptions.skipPartitioning(cursor);
      // The server puts START TRANSACTION behind everything, or in front of the partitions.
      options.read(true);
    }
    if (isQuery(0) || cursor.peek().isAny("(", "AS", "IGNORE", "REPLACE")) {
      throw cursor.refusal("its columns come from a query");
    }
    cursor.expectEnd();
    if (!options.namesEngineOfHashes()) {
      for (KeySpec key : keys) {
        KeyParser.requireKnownKind(key);
      }
    }
    if (columns.isEmpty()) {
      throw new UnsupportedDdlException("it has no columns; its engine knows them");
    }
    return List.of(
        new SchemaEdit.Create(
            table, creation, columns, keys, options.charset(), versioned || options.isVersioned()));
  }

  private SchemaEdit.Creation creation() {
    boolean onlyIfAbsent = cursor.ifNotExists();
    return head.replacing()
        ? SchemaEdit.Creation.REPLACING
        : onlyIfAbsent ? SchemaEdit.Creation.ONLY_IF_ABSENT : SchemaEdit.Creation.PLAIN;
  }

  private TableName like() throws UnsupportedDdlException {
    boolean nested = cursor.skip("(");
    cursor.expect("LIKE");
    TableName like = cursor.table();
    if (nested) {
      cursor.expect(")");
    }
    cursor.expectEnd();
    return like;
  }

  /** VALUES and TABLE are the beginning of a query in MySQL 8, WITH in all. */
  private boolean isQuery(int at) {
    return cursor.peek(at).isAny("SELECT", "WITH", "VALUES", "TABLE")
        || (at > 0 && cursor.peek(at).is("("));
  }

  private void elements() throws UnsupportedDdlException {
    var keyParser = new KeyParser(cursor);
    cursor.expect("(");
    do {
      if (keyParser.isNext()) {
        addKey(keyParser.element().key());
      } else {
        var column = new ColumnParser(cursor);
        ColumnSpec spec = column.column();
        columns.add(spec);
        keys.addAll(spec.keys());
        addKey(column.foreignKey(spec.name()));
        versioned |= column.isVersioned();
      }
    } while (cursor.skip(","));
    cursor.expect(")");
    for (int i = 0; i < keys.size(); i++) {
      keys.set(i, keyParser.withPeriod(keys.get(i)));
    }
    columns.replaceAll(column -> keyParser.isOfPeriod(column.name()) ? column.notNull() : column);
  }

  private void addKey(@Nullable KeySpec key) {
    if (key != null) {
      keys.add(key);
    }
  }

  /** A sequence is a table of one row; sql_sequence.cc has its columns. */
  List<SchemaEdit> sequence() throws UnsupportedDdlException {
    SchemaEdit.Creation creation = creation();
    TableName table = cursor.table();
    if (head.temporary()) {
      return List.of();
    }
    if (cursor.is("AS")) {
      throw cursor.refusal("it says which type the sequence has");
    }
    for (String name :
        List.of(
            "next_not_cached_value",
            "minimum_value",
            "maximum_value",
            "start_value",
            "increment")) {
      columns.add(column(name, "bigint", 21, false));
    }
    columns.add(column("cache_size", "bigint", 21, true));
    columns.add(column("cycle_option", "tinyint", 1, true));
    columns.add(column("cycle_count", "bigint", 21, false));
    return List.of(new SchemaEdit.Create(table, creation, columns, keys, null, false));
  }

  private static ColumnSpec column(String name, String type, int width, boolean unsigned) {
    return new ColumnSpec(
        name, DeclaredType.of(type, List.of(width), unsigned), Set.of(ColumnSpec.Trait.NOT_NULL));
  }
}
