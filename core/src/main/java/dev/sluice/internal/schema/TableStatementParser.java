package dev.sluice.internal.schema;

import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLCheck;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.ast.statement.SQLExprTableSource;
import com.alibaba.druid.sql.ast.statement.SQLForeignKeyConstraint;
import com.alibaba.druid.sql.ast.statement.SQLPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLTableElement;
import com.alibaba.druid.sql.ast.statement.SQLTableLike;
import com.alibaba.druid.sql.ast.statement.SQLUniqueConstraint;
import com.alibaba.druid.sql.dialect.mysql.ast.MySqlKey;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlCreateTableStatement;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlRenameTableStatement;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlTableIndex;
import com.alibaba.druid.sql.dialect.mysql.parser.MySqlStatementParser;
import dev.sluice.event.TableName;
import dev.sluice.internal.sql.ColumnSpec;
import dev.sluice.internal.sql.KeySpec;
import dev.sluice.internal.sql.SchemaEdit;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CREATE TABLE and ALTER TABLE with druid's parser. What it does not know is never passed
 * over. Nothing else refers to druid, so that it is loaded only when one of the two is read.
 */
final class TableStatementParser {
  private TableStatementParser() {}

  static List<SchemaEdit> parse(String database, String sql) throws UnsupportedDdlException {
    List<SQLStatement> statements;
    try {
      statements = new MySqlStatementParser(sql).parseStatementList();
    } catch (RuntimeException e) {
      // Besides ParserException the parser throws whatever its own defects lead to.
      throw new UnsupportedDdlException("the SQL parser refuses it: " + e.getMessage());
    }
    if (statements.size() != 1) {
      throw new UnsupportedDdlException("it is read as " + statements.size() + " statements");
    }
    SQLStatement statement = statements.get(0);
    if (statement instanceof MySqlCreateTableStatement create) {
      return create(database, create);
    } else if (statement instanceof SQLAlterTableStatement alter) {
      return new AlterTableParser(database, alter).edits();
    } else if (statement instanceof MySqlRenameTableStatement rename) {
      List<SchemaEdit> renames = new ArrayList<>();
      for (MySqlRenameTableStatement.Item item : rename.getItems()) {
        renames.add(
            new SchemaEdit.Rename(
                Names.table(database, item.getName()), Names.table(database, item.getTo()), false));
      }
      return renames;
    }
    throw new UnsupportedDdlException("it is read as " + statement.getClass().getSimpleName());
  }

  private static List<SchemaEdit> create(String database, MySqlCreateTableStatement create)
      throws UnsupportedDdlException {
    if (create.isTemporary()) {
      return List.of();
    }
    TableName table = Names.table(database, create.getName());
    SQLExprTableSource like = create.getLike();
    List<SQLTableElement> elements = create.getTableElementList();
    if (like == null && elements.size() == 1 && elements.get(0) instanceof SQLTableLike same) {
      like = same.getTable();
    }
    if (like != null && like.getExpr() instanceof SQLName name) {
      return List.of(new SchemaEdit.Copy(table, creation(create), Names.table(database, name)));
    }
    if (create.getSelect() != null || elements.isEmpty()) {
      throw new UnsupportedDdlException("its columns come from a query");
    }
    return List.of(ofElements(table, create, elements));
  }

  private static SchemaEdit ofElements(
      TableName table, MySqlCreateTableStatement create, List<SQLTableElement> elements)
      throws UnsupportedDdlException {
    List<ColumnSpec> columns = new ArrayList<>();
    List<KeySpec> keys = new ArrayList<>();
    for (SQLTableElement element : elements) {
      if (element instanceof SQLColumnDefinition definition) {
        columns.add(ColumnReader.column(definition));
      } else if (element instanceof SQLPrimaryKey key) {
        keys.add(Names.primaryKey(key.getColumns()));
      } else if (!isIrrelevant(element)) {
        throw new UnsupportedDdlException("it holds a " + element.getClass().getSimpleName());
      }
    }
    return new SchemaEdit.Create(
        table,
        creation(create),
        columns,
        keys,
        Names.charsetOption(create.getTableOptions()),
        false);
  }

  private static SchemaEdit.Creation creation(MySqlCreateTableStatement create) {
    return create.isIfNotExists() ? SchemaEdit.Creation.ONLY_IF_ABSENT : SchemaEdit.Creation.PLAIN;
  }

  private static boolean isIrrelevant(SQLTableElement element) {
    return element instanceof MySqlKey
        || element instanceof MySqlTableIndex
        || element instanceof SQLUniqueConstraint
        || element instanceof SQLForeignKeyConstraint
        || element instanceof SQLCheck;
  }
}
