package dev.towpath.ddl.measure;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import com.alibaba.druid.sql.ast.SQLDataType;
import com.alibaba.druid.sql.ast.SQLDataTypeImpl;
import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.expr.SQLCharExpr;
import com.alibaba.druid.sql.ast.statement.SQLColumnConstraint;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.ast.statement.SQLColumnPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLCreateTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLSelectOrderByItem;
import com.alibaba.druid.sql.ast.statement.SQLTableElement;
import com.alibaba.druid.sql.repository.Schema;
import com.alibaba.druid.sql.repository.SchemaObject;
import com.alibaba.druid.sql.repository.SchemaRepository;
import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reader with Druid's parser and repository of tables, used as canal uses them. */
final class DruidReader implements StatementReader {
  private SchemaRepository repository = new SchemaRepository(DbType.mysql);

  @Override
  public String name() {
    return "druid";
  }

  @Override
  public List<String> jars() {
    return List.of("druid-");
  }

  @Override
  public void prepare(Recorded statement) {
    repository = new SchemaRepository(DbType.mysql);
    for (TableImage table : statement.before().values()) {
      repository.setDefaultSchema(table.name().database());
      repository.acceptDDL(create(table), DbType.mysql);
    }
    repository.setDefaultSchema(statement.session().database());
  }

  private static String create(TableImage table) {
    List<String> items = new ArrayList<>();
    for (TableImage.Column column : table.columns()) {
      String charset = column.charset() == null ? "" : " CHARACTER SET " + column.charset();
      items.add(quoted(column.name()) + ' ' + column.type() + charset);
    }
    if (!table.primaryKey().isEmpty()) {
      items.add(
          "PRIMARY KEY ("
              + String.join(", ", table.primaryKey().stream().map(DruidReader::quoted).toList())
              + ")");
    }
    return "CREATE TABLE " + quoted(table.name().table()) + " (" + String.join(", ", items) + ")";
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public void apply(Recorded statement) throws RefusedException {
    try {
      for (SQLStatement parsed : SQLUtils.parseStatements(statement.sql(), DbType.mysql, false)) {
        repository.accept(parsed);
      }
    } catch (RuntimeException e) {
      throw new RefusedException(e.toString());
    }
  }

  @Override
  public Map<TableId, SeenTable> tables() {
    Map<TableId, SeenTable> seen = new LinkedHashMap<>();
    for (Schema schema : repository.getSchemas()) {
      for (SchemaObject object : schema.getObjects()) {
        if (object.getStatement() instanceof SQLCreateTableStatement table) {
          seen.put(new TableId(plain(schema.getName()), plain(table.getTableName())), table(table));
        }
      }
    }
    return seen;
  }

  private static SeenTable table(SQLCreateTableStatement table) {
    List<SeenColumn> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    for (SQLTableElement element : table.getTableElementList()) {
      if (element instanceof SQLColumnDefinition column) {
        String name = plain(String.valueOf(column.getColumnName()));
        SQLDataType type = column.getDataType();
        columns.add(new SeenColumn(name, type(type), charset(column), labels(type), null));
        for (SQLColumnConstraint constraint : column.getConstraints()) {
          if (constraint instanceof SQLColumnPrimaryKey) {
            key = new ArrayList<>(List.of(name));
          }
        }
      } else if (element instanceof SQLPrimaryKey primary) {
        key = new ArrayList<>();
        for (SQLSelectOrderByItem item : primary.getColumns()) {
          key.add(
              plain(
                  item.getExpr() instanceof SQLName name
                      ? name.getSimpleName()
                      : String.valueOf(item.getExpr()).replaceFirst("\\(\\d+\\)$", "")));
        }
      }
    }
    return new SeenTable(columns, key, null);
  }

  private static String type(@Nullable SQLDataType type) {
    if (type == null) {
      return "";
    }
    boolean unsigned =
        type instanceof SQLDataTypeImpl sized && (sized.isUnsigned() || sized.isZerofill());
    return type.getName() + (unsigned ? " unsigned" : "");
  }

  private static @Nullable String charset(SQLColumnDefinition column) {
    SQLExpr charset = column.getCharsetExpr();
    return charset == null ? null : plain(charset.toString().replace("'", ""));
  }

  private static @Nullable List<String> labels(@Nullable SQLDataType type) {
    if (type == null || !type.getName().matches("(?i)enum|set")) {
      return null;
    }
    List<String> labels = new ArrayList<>();
    for (SQLExpr label : type.getArguments()) {
      labels.add(label instanceof SQLCharExpr text ? text.getText() : label.toString());
    }
    return labels;
  }

  private static String plain(@Nullable String name) {
    if (name == null) {
      return "";
    }
    return name.length() > 1 && name.startsWith("`") && name.endsWith("`")
        ? name.substring(1, name.length() - 1).replace("``", "`")
        : name;
  }
}
