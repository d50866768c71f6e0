package dev.towpath.internal.sql;

import dev.towpath.event.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A parser of ALTER TABLE: {@code alter_list_item} and {@code standalone_alter_commands} of MySQL,
 * {@code alter_commands} of MariaDB. Used by one thread, for one statement.
 */
final class AlterTableParser {
  private static final String[] PARTITION_VERBS = {
    "ADD",
    "ANALYZE",
    "CHECK",
    "COALESCE",
    "DISCARD",
    "DROP",
    "EXCHANGE",
    "IMPORT",
    "OPTIMIZE",
    "REBUILD",
    "REORGANIZE",
    "REPAIR",
    "TRUNCATE"
  };

  private final TokenCursor cursor;
  private final KeyParser keys;
  private final List<TableEdit> edits = new ArrayList<>();
  private final List<SchemaEdit> others = new ArrayList<>();
  private @Nullable TableName newName;
  private TableName table;

  AlterTableParser(TokenCursor cursor) {
    this.cursor = cursor;
    this.keys = new KeyParser(cursor);
    this.table = new TableName("", "");
  }

  List<SchemaEdit> parse() throws UnsupportedDdlException {
    boolean onlyIfPresent = cursor.ifExists();
    table = cursor.table();
    cursor.skipWait();
    if (!isEnd()) {
      do {
        item();
      } while (cursor.skip(","));
    }
    if (cursor.is("PARTITION")) {
      TableOptions.skipPartitioning(cursor);
    } else if (cursor.skipAll("REMOVE", "PARTITIONING")) {
      // Rows are the same without partitions.
    }
    cursor.expectEnd();
    nameColumnsOfPeriods();
    List<SchemaEdit> result = new ArrayList<>();
    if (!edits.isEmpty()) {
      result.add(new SchemaEdit.Alter(table, onlyIfPresent, edits));
    }
    result.addAll(others);
    if (newName != null) {
      result.add(new SchemaEdit.Rename(table, newName, onlyIfPresent));
    }
    return result;
  }

  private void nameColumnsOfPeriods() throws UnsupportedDdlException {
    for (int i = 0; i < edits.size(); i++) {
      if (edits.get(i) instanceof TableEdit.AddKey add) {
        edits.set(i, new TableEdit.AddKey(keys.withPeriod(add.key()), add.onlyIfAbsent()));
      }
    }
  }

  private boolean isEnd() {
    return cursor.peek().isEnd() || cursor.peek().isAny("PARTITION", "REMOVE", ";");
  }

  private void item() throws UnsupportedDdlException {
    if (cursor.peek().isAny(PARTITION_VERBS) && cursor.peek(1).is("PARTITION")) {
      skipPartitionCommand();
    } else if (cursor.skip("ADD")) {
      add();
    } else if (cursor.skip("DROP")) {
      drop();
    } else if (cursor.skip("MODIFY")) {
      modify();
    } else if (cursor.skip("CHANGE")) {
      change();
    } else if (cursor.skip("ALTER")) {
      alter();
    } else if (cursor.skip("RENAME")) {
      rename();
    } else if (cursor.skip("CONVERT")) {
      convert();
    } else {
      other();
    }
  }

  /** They change no columns, and nothing follows them. */
  private void skipPartitionCommand() throws UnsupportedDdlException {
    while (!cursor.peek().isEnd() && !cursor.is(";")) {
      if (cursor.is("(")) {
        cursor.skipParentheses();
      } else {
        cursor.next();
      }
    }
  }

  private void add() throws UnsupportedDdlException {
    if (cursor.skipAll("SYSTEM", "VERSIONING")) {
      edits.add(new TableEdit.AddVersioning());
      return;
    }
    if (keys.isNext()) {
      addKey(false);
      return;
    }
    cursor.skip("COLUMN");
    boolean onlyIfAbsent = cursor.ifNotExists();
    if (!cursor.skip("(")) {
      addColumn(onlyIfAbsent, true);
      return;
    }
    do {
      if (keys.isNext()) {
        addKey(onlyIfAbsent);
      } else {
        addColumn(onlyIfAbsent, false);
      }
    } while (cursor.skip(","));
    cursor.expect(")");
  }

  private void addColumn(boolean onlyIfAbsent, boolean placed) throws UnsupportedDdlException {
    String name = cursor.column();
    var parser = new ColumnParser(cursor);
    ColumnSpec column = parser.definition(name);
    TableEdit.Place place = placed ? place() : TableEdit.Place.UNSAID;
    edits.add(new TableEdit.Add(column, place, onlyIfAbsent));
    KeySpec key = parser.foreignKey(name);
    if (key != null) {
      edits.add(new TableEdit.AddKey(key, onlyIfAbsent));
    }
  }

  private void addKey(boolean always) throws UnsupportedDdlException {
    KeyParser.Element element = keys.element();
    if (element.key() != null) {
      KeyParser.requireKnownKind(element.key());
      edits.add(new TableEdit.AddKey(element.key(), always || element.onlyIfAbsent()));
    } else if (!element.period().isEmpty()) {
      edits.add(new TableEdit.AddPeriod(element.period(), always || element.onlyIfAbsent()));
    }
  }

  private ColumnSpec column(String name) throws UnsupportedDdlException {
    return new ColumnParser(cursor).definition(name);
  }

  private TableEdit.Place place() throws UnsupportedDdlException {
    if (cursor.skip("FIRST")) {
      return new TableEdit.Place(true, null);
    }
    return cursor.skip("AFTER")
        ? new TableEdit.Place(false, cursor.name())
        : TableEdit.Place.UNSAID;
  }

  private void drop() throws UnsupportedDdlException {
    if (cursor.skipAll("SYSTEM", "VERSIONING")) {
      edits.add(new TableEdit.DropVersioning());
    } else if (cursor.is("PERIOD") && cursor.peek(1).isAny("FOR", "IF")) {
      cursor.next();
      cursor.ifExists();
      cursor.expect("FOR");
      cursor.name();
    } else if (cursor.skipAll("PRIMARY", "KEY") || cursor.skipAll("CONSTRAINT", "PRIMARY", "KEY")) {
      edits.add(new TableEdit.DropKey("PRIMARY", false));
    } else if (cursor.skipAny("KEY", "INDEX")) {
      boolean onlyIfPresent = cursor.ifExists();
      edits.add(new TableEdit.DropKey(cursor.column(), onlyIfPresent));
    } else if (cursor.skip("CONSTRAINT")) {
      boolean onlyIfPresent = cursor.ifExists();
      edits.add(new TableEdit.DropConstraint(cursor.column(), onlyIfPresent));
    } else if (cursor.skipAll("FOREIGN", "KEY") || cursor.skip("CHECK")) {
      cursor.ifExists();
      cursor.column();
    } else {
      cursor.skip("COLUMN");
      boolean onlyIfPresent = cursor.ifExists();
      edits.add(new TableEdit.Drop(cursor.column(), onlyIfPresent));
      cursor.skipAny("RESTRICT", "CASCADE");
    }
  }

  private void modify() throws UnsupportedDdlException {
    cursor.skip("COLUMN");
    boolean onlyIfPresent = cursor.ifExists();
    ColumnSpec to = column(cursor.column());
    edits.add(new TableEdit.Change(to.name(), to, place(), onlyIfPresent));
  }

  private void change() throws UnsupportedDdlException {
    cursor.skip("COLUMN");
    boolean onlyIfPresent = cursor.ifExists();
    String name = cursor.column();
    ColumnSpec to = column(cursor.column());
    edits.add(new TableEdit.Change(name, to, place(), onlyIfPresent));
  }

  private void alter() throws UnsupportedDdlException {
    if (cursor.skipAny("INDEX", "KEY", "CHECK", "CONSTRAINT")) {
      cursor.ifExists();
      cursor.column();
      cursor.skip("NOT");
      if (!cursor.skipAny("VISIBLE", "INVISIBLE", "ENFORCED", "IGNORED")) {
        throw cursor.refusal("expected VISIBLE, ENFORCED or IGNORED");
      }
      return;
    }
    cursor.skip("COLUMN");
    cursor.ifExists();
    String name = cursor.column();
    if (cursor.skipAll("DROP", "DEFAULT")) {
      return;
    }
    cursor.expect("SET");
    if (cursor.skip("DEFAULT")) {
      Expressions.skipDefault(cursor);
    } else {
      boolean visible = cursor.is("VISIBLE");
      if (!cursor.skipAny("VISIBLE", "INVISIBLE")) {
        throw cursor.refusal("expected DEFAULT, VISIBLE or INVISIBLE");
      }
      edits.add(new TableEdit.Show(name, visible));
    }
  }

  private void rename() throws UnsupportedDdlException {
    boolean column = cursor.is("COLUMN");
    if (cursor.skipAny("COLUMN", "KEY", "INDEX")) {
      boolean onlyIfPresent = cursor.ifExists();
      String from = cursor.column();
      cursor.expect("TO");
      String to = cursor.column();
      edits.add(
          column
              ? new TableEdit.Rename(from, to, onlyIfPresent)
              : new TableEdit.RenameKey(from, to, onlyIfPresent));
      return;
    }
    cursor.skipAny("TO", "AS", "=");
    newName = cursor.table();
  }

  private void convert() throws UnsupportedDdlException {
    if (cursor.skip("PARTITION")) {
      // MariaDB: CONVERT PARTITION p TO TABLE new
      cursor.name();
      cursor.expect("TO");
      cursor.expect("TABLE");
      others.add(new SchemaEdit.Copy(cursor.table(), SchemaEdit.Creation.PLAIN, table));
      skipPartitionCommand();
      return;
    }
    if (cursor.skip("TABLE")) {
      // MariaDB: CONVERT TABLE old TO PARTITION p VALUES LESS THAN (1)
      others.add(new SchemaEdit.Drop(cursor.table(), false));
      cursor.expect("TO");
      skipPartitionCommand();
      return;
    }
    cursor.expect("TO");
    if (!cursor.skipAll("CHARACTER", "SET") && !cursor.skipAll("CHAR", "SET")) {
      cursor.expect("CHARSET");
    }
    String charset = null;
    if (!cursor.skip("DEFAULT")) {
      charset = cursor.word().toLowerCase(Locale.ROOT);
    }
    if (cursor.skip("COLLATE") && !cursor.skip("DEFAULT")) {
      String collation = CollationNames.charsetOf(cursor.word());
      charset = charset == null ? collation : charset;
    }
    edits.add(new TableEdit.Convert(charset));
  }

  private void other() throws UnsupportedDdlException {
    if (cursor.skipAll("ORDER", "BY")) {
      order();
      return;
    }
    boolean isKnown =
        cursor.skip("FORCE")
            || cursor.skipAll("DISABLE", "KEYS")
            || cursor.skipAll("ENABLE", "KEYS")
            || cursor.skipAll("WITH", "VALIDATION")
            || cursor.skipAll("WITHOUT", "VALIDATION")
            || cursor.skipAll("UPGRADE", "PARTITIONING")
            || cursor.skipAll("DISCARD", "TABLESPACE")
            || cursor.skipAll("IMPORT", "TABLESPACE");
    if (isKnown) {
      return;
    }
    if (cursor.skipAny("SECONDARY_LOAD", "SECONDARY_UNLOAD")) {
      skipPartitionCommand();
    } else if (cursor.peek().isAny("ALGORITHM", "LOCK")) {
      TableOptions.skipOption(cursor);
    } else {
      options();
    }
  }

  private void options() throws UnsupportedDdlException {
    var options = new TableOptions(cursor);
    if (!options.option()) {
      throw cursor.refusal("expected an alteration");
    }
    options.read(false);
    if (options.namesCharset()) {
      edits.add(new TableEdit.DefaultCharset(options.charset()));
    }
    if (options.isVersioned()) {
      edits.add(new TableEdit.AddVersioning());
    }
  }

  /** After a comma another column of the order follows, or another alteration. */
  private void order() throws UnsupportedDdlException {
    do {
      cursor.column();
      cursor.skipAny("ASC", "DESC");
    } while (cursor.is(",") && isColumnOfOrder(cursor.peek(2)) && cursor.skip(","));
  }

  private static boolean isColumnOfOrder(SqlToken behind) {
    return behind.isEnd() || behind.isAny(",", ".", "ASC", "DESC", "PARTITION", "REMOVE", ";");
  }
}
