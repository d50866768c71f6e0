package dev.sluice.internal.schema;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.expr.SQLDefaultExpr;
import com.alibaba.druid.sql.ast.expr.SQLIdentifierExpr;
import com.alibaba.druid.sql.ast.expr.SQLMethodInvokeExpr;
import com.alibaba.druid.sql.ast.expr.SQLPropertyExpr;
import com.alibaba.druid.sql.ast.expr.SQLTextLiteralExpr;
import com.alibaba.druid.sql.ast.statement.SQLAssignItem;
import com.alibaba.druid.sql.ast.statement.SQLSelectOrderByItem;
import dev.sluice.event.TableName;
import dev.sluice.internal.sql.KeySpec;
import dev.sluice.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names in the trees of the SQL parser, which keeps their quotes. */
final class Names {
  private Names() {}

  static TableName table(String database, @Nullable SQLName name) throws UnsupportedDdlException {
    if (name instanceof SQLPropertyExpr qualified
        && qualified.getOwner() instanceof SQLIdentifierExpr owner) {
      return new TableName(unquoted(owner.getName()), unquoted(qualified.getName()));
    }
    return new TableName(database, simple(name));
  }

  static String simple(@Nullable SQLExpr name) throws UnsupportedDdlException {
    if (name instanceof SQLIdentifierExpr identifier) {
      return unquoted(identifier.getName());
    }
    throw new UnsupportedDdlException("a name is missing or of an unknown form: " + name);
  }

  private static String unquoted(String name) {
    boolean quoted = name.length() > 1 && name.charAt(0) == '`' && name.endsWith("`");
    return quoted ? name.substring(1, name.length() - 1).replace("``", "`") : name;
  }

  /** The primary key of these parts, which may be prefixes. */
  static KeySpec primaryKey(List<SQLSelectOrderByItem> parts) throws UnsupportedDdlException {
    List<KeySpec.Part> columns = new ArrayList<>();
    for (SQLSelectOrderByItem part : parts) {
      SQLExpr expression = part.getExpr();
      columns.add(
          expression instanceof SQLMethodInvokeExpr prefix
              ? new KeySpec.Part(unquoted(prefix.getMethodName()), false)
              : new KeySpec.Part(simple(expression), true));
    }
    return new KeySpec(true, null, columns);
  }

  /** The character set that options name, if they name one. */
  static @Nullable String charsetOption(List<SQLAssignItem> options)
      throws UnsupportedDdlException {
    String charset = null;
    String collation = null;
    for (SQLAssignItem option : options) {
      String name = String.valueOf(option.getTarget()).toUpperCase(Locale.ROOT);
      if (name.endsWith("CHARSET") || name.endsWith("CHARACTER SET")) {
        charset = text(option.getValue());
      } else if (name.endsWith("COLLATE")) {
        collation = text(option.getValue());
      }
    }
    return charset(charset, collation);
  }

  /** The character set that is named itself or by its collation. */
  static @Nullable String charset(@Nullable String charset, @Nullable String collation)
      throws UnsupportedDdlException {
    if (charset != null) {
      if (charset.equalsIgnoreCase("DEFAULT")) {
        throw new UnsupportedDdlException("it names the default character set");
      }
      return charset.toLowerCase(Locale.ROOT);
    }
    if (collation == null) {
      return null;
    }
    String name = DdlParser.charsetOf(collation);
    if (name.startsWith("uca1400")) {
      throw new UnsupportedDdlException("the collation " + collation + " names no character set");
    }
    return name;
  }

  static @Nullable String text(@Nullable SQLExpr value) throws UnsupportedDdlException {
    if (value == null) {
      return null;
    }
    if (value instanceof SQLTextLiteralExpr literal) {
      return literal.getText();
    }
    return value instanceof SQLDefaultExpr ? "DEFAULT" : simple(value);
  }
}
