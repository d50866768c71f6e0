package dev.sluice.internal.schema;

import com.alibaba.druid.sql.ast.SQLDataType;
import com.alibaba.druid.sql.ast.SQLDataTypeImpl;
import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.expr.SQLIntegerExpr;
import com.alibaba.druid.sql.ast.expr.SQLTextLiteralExpr;
import com.alibaba.druid.sql.ast.statement.SQLCharacterDataType;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import dev.sluice.internal.sql.ColumnSpec;
import dev.sluice.internal.sql.DeclaredType;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Columns in the trees of the SQL parser. */
final class ColumnReader {
  private ColumnReader() {}

  static ColumnSpec column(SQLColumnDefinition column) throws UnsupportedDdlException {
    return new ColumnSpec(
        Names.simple(column.getName()),
        type(column),
        column.isPrimaryKey() ? Set.of(ColumnSpec.Trait.PRIMARY_KEY) : Set.of());
  }

  private static DeclaredType type(SQLColumnDefinition column) throws UnsupportedDdlException {
    SQLDataType type = column.getDataType();
    if (!(type instanceof SQLDataTypeImpl plain)) {
      throw new UnsupportedDdlException("a column has a type of an unknown form: " + type);
    }
    String charset = Names.text(column.getCharsetExpr());
    String collation = Names.text(column.getCollateExpr());
    if (type instanceof SQLCharacterDataType text) {
      if (text.getCharType() != null) {
        throw new UnsupportedDdlException("a column is of " + text.getCharType());
      }
      charset = text.getCharSetName() == null ? charset : unquoted(text.getCharSetName());
      collation = text.getCollate() == null ? collation : unquoted(text.getCollate());
    }
    List<Integer> numbers = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (SQLExpr argument : type.getArguments()) {
      if (argument instanceof SQLIntegerExpr number) {
        numbers.add(number.getNumber().intValue());
      } else if (argument instanceof SQLTextLiteralExpr label) {
        labels.add(label.getText().stripTrailing());
      } else {
        throw new UnsupportedDdlException("a type has the argument " + argument);
      }
    }
    return new DeclaredType(
        type.getName().toLowerCase(Locale.ROOT),
        numbers,
        labels,
        plain.isUnsigned(),
        plain.isZerofill(),
        Names.charset(charset, collation));
  }

  private static String unquoted(String name) {
    return name.replaceAll("^['\"`]|['\"`]$", "");
  }
}
