package dev.towpath.ddl.measure;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import io.debezium.antlr.AntlrDdlParser;
import io.debezium.connector.mariadb.antlr.MariaDbAntlrDdlParser;
import io.debezium.connector.mariadb.charset.MariaDbCharsetRegistry;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistry;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableEditor;
import io.debezium.relational.Tables;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reader with Debezium's parser and model, in the grammar of the server. */
final class DebeziumReader implements StatementReader {
  private final @Nullable MySqlAntlrDdlParser mySql;
  private final @Nullable MariaDbAntlrDdlParser mariaDb;
  private Tables tables = new Tables();

  /** Takes the grammar of MariaDB or of MySQL. */
  DebeziumReader(boolean isMariaDb) {
    Tables.TableFilter all = Tables.TableFilter.includeAll();
    mySql =
        isMariaDb
            ? null
            : new MySqlAntlrDdlParser(true, false, false, all, new MySqlCharsetRegistry());
    mariaDb =
        isMariaDb
            ? new MariaDbAntlrDdlParser(true, false, false, all, new MariaDbCharsetRegistry())
            : null;
  }

  @Override
  public String name() {
    return "debezium";
  }

  @Override
  public List<String> jars() {
    return List.of("debezium-", "antlr4-runtime", "connect-api", "kafka-clients");
  }

  private AntlrDdlParser<?, ?> parser() {
    return mySql != null ? mySql : java.util.Objects.requireNonNull(mariaDb);
  }

  @Override
  public void prepare(Recorded statement) {
    tables = new Tables();
    Map<String, String> charsets =
        mySql != null
            ? mySql.charsetNameForDatabase()
            : java.util.Objects.requireNonNull(mariaDb).charsetNameForDatabase();
    charsets.clear();
    charsets.putAll(statement.databases());
    for (TableImage table : statement.before().values()) {
      tables.overwriteTable(table(table));
    }
    tables.drainChanges();
  }

  private static Table table(TableImage image) {
    TableEditor editor =
        Table.editor().tableId(id(image.name())).setDefaultCharsetName(image.charset());
    List<Column> columns = new ArrayList<>();
    for (TableImage.Column column : image.columns()) {
      String type = column.type();
      int end = type.indexOf('(');
      String name = end < 0 ? type : type.substring(0, end);
      boolean unsigned = type.contains("unsigned");
      String full = (name.replace(" unsigned", "") + (unsigned ? " unsigned" : ""));
      columns.add(
          Column.editor()
              .name(column.name())
              .type(full.toUpperCase(Locale.ROOT))
              .charsetName(column.charset())
              .enumValues(Labels.of(type))
              .optional(column.nullable())
              .position(columns.size() + 1)
              .create());
    }
    return editor.addColumns(columns).setPrimaryKeyNames(image.primaryKey()).create();
  }

  private static io.debezium.relational.TableId id(TableId name) {
    return new io.debezium.relational.TableId(name.database(), null, name.table());
  }

  @Override
  public void apply(Recorded statement) throws RefusedException {
    AntlrDdlParser<?, ?> parser = parser();
    parser.setCurrentDatabase(statement.session().database());
    try {
      parser.parse(statement.sql(), tables);
    } catch (ParsingException | MultipleParsingExceptions e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Map<TableId, SeenTable> tables() {
    Map<TableId, SeenTable> seen = new LinkedHashMap<>();
    for (io.debezium.relational.TableId id : tables.tableIds()) {
      Table table = tables.forTable(id);
      List<SeenColumn> columns =
          table.columns().stream()
              .map(c -> new SeenColumn(c.name(), c.typeName(), c.charsetName(), labels(c), null))
              .toList();
      String database = id.catalog() == null ? "" : id.catalog();
      seen.put(
          new TableId(database, id.table()),
          new SeenTable(columns, table.primaryKeyColumnNames(), null));
    }
    return seen;
  }

  /** Returns labels as the value converters read them, without quotes. */
  private static @Nullable List<String> labels(Column column) {
    String type = String.valueOf(column.typeName()).toUpperCase(Locale.ROOT);
    if (!type.startsWith("ENUM") && !type.startsWith("SET")) {
      return null;
    }
    return column.enumValues().stream().map(DebeziumReader::unquoted).toList();
  }

  private static String unquoted(String label) {
    boolean quoted = label.length() >= 2 && label.startsWith("'") && label.endsWith("'");
    return quoted ? label.substring(1, label.length() - 1).replace("''", "'") : label;
  }
}
