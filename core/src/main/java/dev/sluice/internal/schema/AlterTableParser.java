package dev.sluice.internal.schema;

import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAddColumn;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAddConstraint;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAddIndex;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAlterIndex;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableConvertCharSet;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDisableKeys;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropCheck;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropColumnItem;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropConstraint;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropForeignKey;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropIndex;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropKey;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableEnableKeys;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableItem;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableRename;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableRenameColumn;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableRenameIndex;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLCheck;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.ast.statement.SQLForeignKeyConstraint;
import com.alibaba.druid.sql.ast.statement.SQLPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLUniqueConstraint;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableAlgorithm;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableAlterColumn;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableChangeColumn;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableDiscardTablespace;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableForce;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableImportTablespace;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableLock;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableModifyColumn;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableOrderBy;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableValidation;
import dev.sluice.event.TableName;
import dev.sluice.internal.sql.ColumnSpec;
import dev.sluice.internal.sql.SchemaEdit;
import dev.sluice.internal.sql.TableEdit;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an ALTER TABLE of the SQL parser changes. Used by one thread, for one statement. */
final class AlterTableParser {
  private final String database;
  private final SQLAlterTableStatement statement;
  private final List<TableEdit> edits = new ArrayList<>();
  private @Nullable TableName newName;

  AlterTableParser(String database, SQLAlterTableStatement statement) {
    this.database = database;
    this.statement = statement;
  }

  List<SchemaEdit> edits() throws UnsupportedDdlException {
    TableName table = Names.table(database, statement.getName());
    for (SQLAlterTableItem item : statement.getItems()) {
      if (!column(item) && !key(item) && !other(item)) {
        throw new UnsupportedDdlException("it holds a " + item.getClass().getSimpleName());
      }
    }
    String charset = Names.charsetOption(statement.getTableOptions());
    if (charset != null) {
      edits.add(new TableEdit.DefaultCharset(charset));
    }
    List<SchemaEdit> result = new ArrayList<>();
    if (!edits.isEmpty()) {
      result.add(new SchemaEdit.Alter(table, false, edits));
    }
    if (newName != null) {
      result.add(new SchemaEdit.Rename(table, newName, false));
    }
    return result;
  }

  private boolean column(SQLAlterTableItem item) throws UnsupportedDdlException {
    if (item instanceof SQLAlterTableAddColumn add) {
      add(add);
    } else if (item instanceof MySqlAlterTableModifyColumn modify) {
      ColumnSpec to = ColumnReader.column(modify.getNewColumnDefinition());
      edits.add(
          new TableEdit.Change(
              to.name(),
              to,
              place(modify.isFirst(), modify.getFirstColumn(), modify.getAfterColumn()),
              false));
    } else if (item instanceof MySqlAlterTableChangeColumn change) {
      edits.add(
          new TableEdit.Change(
              Names.simple(change.getColumnName()),
              ColumnReader.column(change.getNewColumnDefinition()),
              place(change.isFirst(), change.getFirstColumn(), change.getAfterColumn()),
              false));
    } else if (item instanceof SQLAlterTableRenameColumn rename) {
      edits.add(
          new TableEdit.Rename(
              Names.simple(rename.getColumn()), Names.simple(rename.getTo()), false));
    } else if (item instanceof SQLAlterTableDropColumnItem drop) {
      drop(drop);
    } else if (item instanceof MySqlAlterTableAlterColumn alter) {
      if (alter.getVisibleType() != null) {
        boolean visible = alter.getVisibleType().equalsIgnoreCase("VISIBLE");
        edits.add(new TableEdit.Show(Names.simple(alter.getColumn()), visible));
      }
    } else {
      return false;
    }
    return true;
  }

  private void add(SQLAlterTableAddColumn add) throws UnsupportedDdlException {
    TableEdit.Place place = place(add.isFirst(), add.getFirstColumn(), add.getAfterColumn());
    List<SQLColumnDefinition> columns = add.getColumns();
    if (add.isIfNotExists() || (columns.size() > 1 && !place.isUnsaid())) {
      throw new UnsupportedDdlException("it adds columns in an unknown way");
    }
    for (SQLColumnDefinition column : columns) {
      if (column.isIfNotExists()) {
        throw new UnsupportedDdlException("it adds a column only if it is not there");
      }
      edits.add(new TableEdit.Add(ColumnReader.column(column), place, false));
    }
  }

  private void drop(SQLAlterTableDropColumnItem drop) throws UnsupportedDdlException {
    if (drop.isIfExists()) {
      throw new UnsupportedDdlException("it drops a column only if it is there");
    }
    for (SQLName column : drop.getColumns()) {
      edits.add(new TableEdit.Drop(Names.simple(column), false));
    }
  }

  private static TableEdit.Place place(
      boolean first, @Nullable SQLName before, @Nullable SQLName after)
      throws UnsupportedDdlException {
    if (before != null) {
      throw new UnsupportedDdlException("a column is put FIRST before " + before);
    }
    return new TableEdit.Place(first, after == null ? null : Names.simple(after));
  }

  private boolean key(SQLAlterTableItem item) throws UnsupportedDdlException {
    if (item instanceof SQLAlterTableAddConstraint add) {
      return constraint(add);
    } else if (item instanceof SQLAlterTableDropPrimaryKey) {
      edits.add(new TableEdit.DropKey("PRIMARY", false));
    } else if (item instanceof SQLAlterTableDropIndex drop) {
      dropIndex(Names.simple(drop.getIndexName()));
    } else if (item instanceof SQLAlterTableDropKey drop) {
      dropIndex(Names.simple(drop.getKeyName()));
    } else if (item instanceof SQLAlterTableDropConstraint drop) {
      dropIndex(Names.simple(drop.getConstraintName()));
    } else {
      return item instanceof SQLAlterTableAddIndex;
    }
    return true;
  }

  private boolean constraint(SQLAlterTableAddConstraint add) throws UnsupportedDdlException {
    if (add.getConstraint() instanceof SQLPrimaryKey key) {
      edits.add(new TableEdit.AddKey(Names.primaryKey(key.getColumns()), false));
      return true;
    }
    return add.getConstraint() instanceof SQLUniqueConstraint
        || add.getConstraint() instanceof SQLForeignKeyConstraint
        || add.getConstraint() instanceof SQLCheck;
  }

  private void dropIndex(String name) {
    if (name.equalsIgnoreCase("PRIMARY")) {
      edits.add(new TableEdit.DropKey("PRIMARY", false));
    }
  }

  private boolean other(SQLAlterTableItem item) throws UnsupportedDdlException {
    if (item instanceof SQLAlterTableConvertCharSet convert) {
      String named = Names.text(convert.getCharset());
      boolean isDefault = named != null && named.equalsIgnoreCase("DEFAULT");
      String collation = Names.text(convert.getCollate());
      edits.add(new TableEdit.Convert(Names.charset(isDefault ? null : named, collation)));
      return true;
    }
    if (item instanceof SQLAlterTableRename rename) {
      newName = Names.table(database, rename.getToName());
      return true;
    }
    return isIrrelevant(item);
  }

  private static boolean isIrrelevant(SQLAlterTableItem item) {
    return item instanceof MySqlAlterTableAlgorithm
        || item instanceof MySqlAlterTableLock
        || item instanceof MySqlAlterTableForce
        || item instanceof MySqlAlterTableValidation
        || item instanceof MySqlAlterTableOrderBy
        || item instanceof MySqlAlterTableDiscardTablespace
        || item instanceof MySqlAlterTableImportTablespace
        || item instanceof SQLAlterTableAlterIndex
        || item instanceof SQLAlterTableRenameIndex
        || item instanceof SQLAlterTableDisableKeys
        || item instanceof SQLAlterTableEnableKeys
        || item instanceof SQLAlterTableDropForeignKey
        || item instanceof SQLAlterTableDropCheck
        || item.getClass().getSimpleName().endsWith("Partition");
  }
}
