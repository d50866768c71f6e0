package dev.towpath.internal.schema;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.StatementReader;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes that one statement makes to a catalog, which itself stays as it is. Tables outside
 * the filter are followed from their creation on, because a later statement may rename them to a
 * captured name. Used by one thread, for one statement.
 */
final class Evolution {
  /** Beyond that many, tables that are not captured are not followed any more. */
  private static final int MOST_FOLLOWED = 2000;

  private final SchemaCatalog catalog;
  private final TableFilter captured;
  private final String statement;
  private final @Nullable String serverCharset;
  private TypeRules types;
  private @Nullable String sessionDatabase;
  private @Nullable String sessionCharset;
  private boolean hidesCharset;
  private final Map<TableName, TableState> tables = new LinkedHashMap<>();
  private final Map<String, DatabaseCharset> databases = new LinkedHashMap<>();

  /**
   * An evolution that has changed nothing yet.
   *
   * @param captured the tables whose definitions are needed
   * @param statement the statement and its place, for messages
   * @param serverCharset the default character set of new databases; null if unknown
   */
  Evolution(
      SchemaCatalog catalog,
      TableFilter captured,
      String statement,
      @Nullable String serverCharset) {
    this.catalog = catalog;
    this.captured = captured;
    this.statement = statement;
    this.serverCharset = serverCharset;
    this.types = catalog.types();
  }

  /** Reads the names of types as a session with these bits of {@code sql_mode} does. */
  Evolution inMode(long sqlMode) {
    types = types.inMode(sqlMode);
    return this;
  }

  /**
   * Reads literals as a session does.
   *
   * @param charset of {@code collation_connection}; null if unknown
   */
  Evolution literalsIn(@Nullable String charset) {
    types = types.literalsIn(charset);
    return this;
  }

  /**
   * Takes the columns that may be NULL as a session does.
   *
   * @param explicit {@code explicit_defaults_for_timestamp}; null if unknown
   */
  Evolution explicitTimestamps(@Nullable Boolean explicit) {
    types = types.explicitTimestamps(explicit);
    return this;
  }

  /**
   * Takes the default character set of a database as the session does. MariaDB creates tables in
   * the session's own database with the default it had when the session selected it. In MySQL
   * {@code CONVERT TO CHARACTER SET DEFAULT} means that one, regardless of the database of the
   * table.
   *
   * @param database the default database of the session
   * @param given the session's {@code character_set_database} where it is another; else null
   */
  Evolution inSession(String database, @Nullable String given) {
    sessionDatabase = catalog.name(database);
    sessionCharset = given;
    return this;
  }

  /**
   * Takes the character set of a new table and its columns as unknown where none is named.
   *
   * @param hides {@link dev.towpath.internal.sql.PrintedTable#mayHideCharset}
   */
  Evolution hidingCharset(boolean hides) {
    hidesCharset = hides;
    return this;
  }

  private TableEdits.DefaultCharsets defaults(TableName table) {
    if (types.isOfMariaDb() || sessionDatabase == null) {
      String own = charsetOfNew(table);
      return new TableEdits.DefaultCharsets(own, own);
    }
    return new TableEdits.DefaultCharsets(
        charset(table.database()), sessionCharset == null ? charsetOfSession() : sessionCharset);
  }

  /** The statement and its place. */
  String statement() {
    return statement;
  }

  /** The tables that changed. */
  Map<TableName, TableState> tables() {
    return tables;
  }

  /** The default character sets of databases that changed. */
  Map<String, DatabaseCharset> databases() {
    return databases;
  }

  void apply(SchemaEdit edit) {
    if (edit instanceof SchemaEdit.Create create) {
      create(create);
    } else if (edit instanceof SchemaEdit.Copy copy) {
      copy(copy);
    } else if (edit instanceof SchemaEdit.Alter alter) {
      alter(alter);
    } else if (edit instanceof SchemaEdit.Rename rename) {
      rename(rename);
    } else if (edit instanceof SchemaEdit.Drop drop) {
      drop(key(drop.table()));
    } else if (edit instanceof SchemaEdit.DropView drop) {
      dropView(key(drop.view()), drop.onlyIfPresent());
    } else if (edit instanceof SchemaEdit.DropDatabase drop) {
      drop(catalog.name(drop.database()));
    } else if (edit instanceof SchemaEdit.Database database) {
      database(database);
    }
  }

  /** The effect of the statement cannot be told: what it names is not known any more. */
  void lose(StatementReader named, String why) {
    for (TableName name : named.tables()) {
      TableName table = key(name);
      if (isHeardOf(table)) {
        lose(table, why);
      }
    }
    String database = named.database();
    if (database != null) {
      String name = catalog.name(database);
      DatabaseCharset before = database(name);
      databases.put(name, before == null ? DatabaseCharset.UNKNOWN : before.changedTo(null));
    }
  }

  private void lose(TableName table, String why) {
    tables.put(table, new TableState.Unknown(statement + ": " + why));
  }

  private void create(SchemaEdit.Create create) {
    TableName table = key(create.table());
    if (!isFollowed(table) || isUndone(table, create.creation())) {
      return;
    }
    String named = types.meant(create.charset());
    String unnamed = hidesCharset ? null : charsetOfNew(table);
    String charset = named == null ? unnamed : named;
    List<ColumnDefinition> columns = new ArrayList<>();
    try {
      for (ColumnSpec column : create.columns()) {
        columns.add(TableEdits.column(types, column, charset));
      }
      List<KeyDefinition> declared = KeyEdits.ofTable(columns, create.keys(), types.isOfMariaDb());
      TableEdits.forbidNulls(columns, declared);
      // Again, because the order of keys depends on which columns may be NULL.
      List<KeyDefinition> keys = KeyEdits.ofTable(columns, create.keys(), types.isOfMariaDb());
      boolean versioned = create.versioned() && !TableEdits.declaresVersions(columns);
      tables.put(
          table, new TableState.Known(new TableDefinition(columns, keys, charset, versioned)));
    } catch (UnsupportedDdlException e) {
      lose(table, String.valueOf(e.getMessage()));
    }
  }

  private void copy(SchemaEdit.Copy copy) {
    TableName table = key(copy.table());
    if (!isFollowed(table) || isUndone(table, copy.creation())) {
      return;
    }
    if (state(key(copy.like())) instanceof TableState.Known known) {
      tables.put(table, known);
    } else {
      lose(table, "the definition of " + copy.like() + " is not known");
    }
  }

  /**
   * Whether a statement is not known to create the table, because it says IF NOT EXISTS. A table
   * that is not captured and was never heard of may have been there, and stays unheard of.
   */
  private boolean isUndone(TableName table, SchemaEdit.Creation creation) {
    return creation == SchemaEdit.Creation.ONLY_IF_ABSENT && !isAbsent(table);
  }

  private void alter(SchemaEdit.Alter alter) {
    TableName table = key(alter.table());
    TableState before = state(table);
    if (before instanceof TableState.Known known) {
      try {
        tables.put(
            table,
            new TableState.Known(
                TableEdits.apply(known.definition(), alter.edits(), types, defaults(table))));
      } catch (UnsupportedDdlException e) {
        lose(table, String.valueOf(e.getMessage()));
      }
    } else if (isCaptured(table) && !(alter.onlyIfPresent() && isAbsent(table))) {
      lose(table, "the definition before it is not known");
    }
  }

  private void rename(SchemaEdit.Rename rename) {
    TableName from = key(rename.table());
    TableName to = key(rename.to());
    TableState state = state(from);
    // Servers let a table keep its name; a name that is taken they refuse.
    boolean skipped =
        rename.onlyIfPresent() && (isAbsent(from) || state(to) != null && !isAbsent(to));
    if (from.equals(to) || skipped) {
      return;
    }
    if (state instanceof TableState.Known) {
      tables.put(to, state);
    } else if (isHeardOf(to)) {
      lose(to, "the definition of " + from + " is not known");
    }
    drop(from);
  }

  private void drop(String database) {
    catalog.tables().keySet().stream()
        .filter(table -> table.database().equals(database))
        .forEach(this::drop);
    DatabaseCharset before = database(database);
    databases.put(database, before == null ? DatabaseCharset.UNKNOWN : before.dropped());
  }

  private void drop(TableName table) {
    if (isHeardOf(table)) {
      tables.put(table, new TableState.Absent());
    }
  }

  /** What was taken for a table was a view; with IF EXISTS it may be a table, and stay. */
  private void dropView(TableName name, boolean onlyIfPresent) {
    TableState state = state(name);
    if (state != null && !onlyIfPresent) {
      tables.put(name, new TableState.Absent());
    } else if (state instanceof TableState.Known) {
      lose(name, "it may have been a view");
    }
  }

  private void database(SchemaEdit.Database edit) {
    String name = catalog.name(edit.database());
    String charset = edit.charset() == null ? serverCharset : types.meant(edit.charset());
    if (edit.creation() == SchemaEdit.Creation.REPLACING) {
      drop(name);
    }
    DatabaseCharset before = database(name);
    if (edit.creation() == SchemaEdit.Creation.ONLY_IF_ABSENT) {
      if (before == null) {
        // It may have been there, with another default.
        databases.put(name, DatabaseCharset.UNKNOWN);
      } else if (before.isDropped()) {
        databases.put(name, before.created(charset));
      }
    } else if (edit.altered()) {
      databases.put(name, (before == null ? DatabaseCharset.UNKNOWN : before).changedTo(charset));
    } else {
      databases.put(
          name, before == null ? DatabaseCharset.of(charset) : before.dropped().created(charset));
    }
  }

  private boolean isFollowed(TableName table) {
    return isHeardOf(table)
        || catalog.tables().size() < MOST_FOLLOWED
        || catalog.tables().keySet().stream().filter(t -> !isCaptured(t)).count() < MOST_FOLLOWED;
  }

  /** Whether the state of a table is known, or has to be: also that it was dropped. */
  private boolean isHeardOf(TableName table) {
    return isCaptured(table) || state(table) != null || catalog.isGone(table);
  }

  private boolean isCaptured(TableName table) {
    return captured.includes(table.database(), table.table());
  }

  /**
   * All captured tables are in the catalog, so one that is not does not exist; except tables of the
   * server itself.
   */
  private boolean isAbsent(TableName table) {
    TableState state = state(table);
    boolean isListed = !DefinitionReader.isOfServer(catalog.name(table.database()));
    boolean isMissing = state == null && ((isCaptured(table) && isListed) || catalog.isGone(table));
    return isMissing || state instanceof TableState.Absent;
  }

  private @Nullable TableState state(TableName table) {
    TableState changed = tables.get(table);
    return changed != null ? changed : catalog.tables().get(table);
  }

  private @Nullable DatabaseCharset database(String name) {
    DatabaseCharset changed = databases.get(name);
    return changed != null ? changed : catalog.database(name);
  }

  private @Nullable String charset(String database) {
    DatabaseCharset known = database(database);
    return known == null ? null : known.charset();
  }

  /** The default of the session's own database, as the session knows it. */
  private @Nullable String charsetOfSession() {
    DatabaseCharset known = sessionDatabase == null ? null : database(sessionDatabase);
    return known == null ? null : known.ofSession();
  }

  /** The character set of a new table whose statement names none. */
  private @Nullable String charsetOfNew(TableName table) {
    boolean isOfSession = types.isOfMariaDb() && table.database().equals(sessionDatabase);
    return isOfSession ? charsetOfSession() : charset(table.database());
  }

  private TableName key(TableName table) {
    return catalog.key(table);
  }
}
