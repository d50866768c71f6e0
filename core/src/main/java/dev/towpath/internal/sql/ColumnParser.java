package dev.towpath.internal.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parser of one column: its name, its type and its attributes ({@code field_spec} of both
 * grammars). Used by one thread, for one column.
 */
final class ColumnParser {
  private static final long REAL_AS_FLOAT = 0x1;
  private static final long ORACLE = 0x200;

  private final TokenCursor cursor;
  private final KeyParser keys;
  private final Set<ColumnSpec.Trait> traits = EnumSet.noneOf(ColumnSpec.Trait.class);
  private final List<Integer> arguments = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final Set<Integer> labelsOfBytes = new HashSet<>();
  private boolean unsigned;
  private boolean zerofill;
  private boolean generated;
  private boolean stored;
  private boolean versioned;
  private boolean references;
  private @Nullable String charset;
  private @Nullable String collation;

  ColumnParser(TokenCursor cursor) {
    this.cursor = cursor;
    this.keys = new KeyParser(cursor);
  }

  /** Whether the column says WITH SYSTEM VERSIONING, which makes its table a versioned one. */
  boolean isVersioned() {
    return versioned;
  }

  /**
   * Returns the key of the column's REFERENCES; null without one. MySQL passes over it up to 8.4,
   * MariaDB up to 10.4.
   */
  @Nullable KeySpec foreignKey(String name) {
    boolean heeded = cursor.dialect().version() >= (cursor.dialect().mariaDb() ? 100_500 : 90_000);
    return references && heeded
        ? new KeySpec(KeySpec.Kind.FOREIGN, null, List.of(new KeySpec.Part(name, true)))
        : null;
  }

  /** Reads the column that is next, up to its place or to what follows it. */
  ColumnSpec column() throws UnsupportedDdlException {
    String name = cursor.column();
    return definition(name);
  }

  /** Reads what follows the name. */
  ColumnSpec definition(String name) throws UnsupportedDdlException {
    String type = typeName();
    if (type.equals("enum") || type.equals("set")) {
      readLabels();
    } else if (cursor.skip("(")) {
      do {
        arguments.add(cursor.number());
      } while (cursor.skip(","));
      cursor.expect(")");
    }
    if (type.equals("serial")) {
      traits.add(ColumnSpec.Trait.NOT_NULL);
      traits.add(ColumnSpec.Trait.UNIQUE);
    }
    while (attribute()) {
      // Servers want some in an order that does not matter here.
    }
    if (generated) {
      traits.add(stored ? ColumnSpec.Trait.STORED : ColumnSpec.Trait.VIRTUAL);
    }
    if (cursor.dialect().mariaDb() && traits.contains(ColumnSpec.Trait.PRIMARY_KEY)) {
      // Measured on 11.4; MySQL makes both keys.
      traits.remove(ColumnSpec.Trait.UNIQUE);
    }
    String named = charset;
    if (named == null && collation != null) {
      named = CollationNames.charsetOf(collation);
      if (named == null) {
        traits.add(ColumnSpec.Trait.COLLATION_OF_TABLE);
      }
    }
    var declared =
        new DeclaredType(type, arguments, labels, labelsOfBytes, unsigned, zerofill, named);
    return new ColumnSpec(name, declared, traits);
  }

  /** The name of the type, with one name for types of several words. */
  private String typeName() throws UnsupportedDdlException {
    String first = cursor.name().toLowerCase(Locale.ROOT);
    if (cursor.is(".")) {
      // MariaDB: mariadb_schema.date
      return ofSchema(first);
    }
    return switch (first) {
      case "double" -> cursor.skip("PRECISION") ? "double precision" : first;
      case "real" -> (cursor.sqlMode() & REAL_AS_FLOAT) == 0 ? first : "float";
      case "char", "character" -> cursor.skip("VARYING") ? "varchar" : first;
      case "national" -> national();
      case "nchar" -> cursor.skipAny("VARCHAR", "VARCHARACTER", "VARYING") ? "nvarchar" : first;
      case "long" -> longType();
      case "date" -> isOracle() ? "datetime" : first;
      case "blob" -> isOracle() && !cursor.is("(") ? "longblob" : first;
      default -> first;
    };
  }

  private boolean isOracle() {
    return cursor.dialect().mariaDb() && (cursor.sqlMode() & ORACLE) != 0;
  }

  private String ofSchema(String schema) throws UnsupportedDdlException {
    cursor.next();
    String type = cursor.name().toLowerCase(Locale.ROOT);
    return switch (schema) {
      case "mariadb_schema" -> type;
      case "oracle_schema" -> type.equals("date") ? "datetime" : type;
      case "maxdb_schema" -> type.equals("timestamp") ? "datetime" : type;
      default -> throw new UnsupportedDdlException("a type of schema " + schema + " is not known");
    };
  }

  private String national() throws UnsupportedDdlException {
    if (cursor.skipAny("VARCHAR", "VARCHARACTER")) {
      return "nvarchar";
    }
    if (!cursor.skipAny("CHAR", "CHARACTER")) {
      throw cursor.refusal("expected CHAR or VARCHAR");
    }
    return cursor.skip("VARYING") ? "nvarchar" : "nchar";
  }

  private String longType() throws UnsupportedDdlException {
    if (cursor.skip("VARBINARY")) {
      return "long varbinary";
    }
    if (cursor.skipAny("VARCHAR", "VARCHARACTER")) {
      return "long varchar";
    }
    if (cursor.peek().isAny("CHAR", "CHARACTER") && cursor.peek(1).is("VARYING")) {
      cursor.next();
      cursor.next();
      return "long varchar";
    }
    return "long";
  }

  /** As {@code text_string}: a string, or bytes of the column's character set. */
  private void readLabels() throws UnsupportedDdlException {
    cursor.expect("(");
    do {
      SqlToken token = cursor.peek();
      if (token.isString()) {
        labels.add(token.text());
      } else if (token.kind() == SqlToken.Kind.HEX || token.kind() == SqlToken.Kind.BIT) {
        labelsOfBytes.add(labels.size());
        labels.add(new String(token.bytes(), StandardCharsets.ISO_8859_1));
      } else {
        throw cursor.refusal("expected a label");
      }
      cursor.next();
    } while (cursor.skip(","));
    cursor.expect(")");
  }

  private boolean attribute() throws UnsupportedDdlException {
    if (cursor.peek().kind() == SqlToken.Kind.SYMBOL) {
      // A comma or a parenthesis: most columns end here.
      return false;
    }
    return ofType() || ofText() || ofValue() || ofKey() || ofStorage() || ofGeneration();
  }

  private boolean ofType() throws UnsupportedDdlException {
    if (cursor.skip("UNSIGNED")) {
      unsigned = true;
    } else if (cursor.skip("ZEROFILL")) {
      zerofill = true;
    } else if (cursor.skip("SRID")) {
      cursor.number();
    } else {
      return cursor.skip("SIGNED");
    }
    return true;
  }

  private boolean ofText() throws UnsupportedDdlException {
    if (cursor.skipAll("CHARACTER", "SET")
        || cursor.skipAll("CHAR", "SET")
        || cursor.skip("CHARSET")) {
      charset = cursor.word().toLowerCase(Locale.ROOT);
    } else if (cursor.skip("ASCII")) {
      charset = "latin1";
    } else if (cursor.skip("UNICODE")) {
      charset = "ucs2";
    } else if (cursor.skip("BYTE")) {
      charset = "binary";
    } else if (cursor.skip("COLLATE")) {
      if (!cursor.skip("DEFAULT")) {
        collation = cursor.word();
      }
    } else {
      // The binary collation of the character set.
      return cursor.skip("BINARY");
    }
    return true;
  }

  private boolean ofValue() throws UnsupportedDdlException {
    if (cursor.skipAll("NOT", "NULL") || cursor.skip("AUTO_INCREMENT")) {
      traits.add(ColumnSpec.Trait.NOT_NULL);
      traits.remove(ColumnSpec.Trait.NULL);
    } else if (cursor.skipAll("NOT", "SECONDARY")) {
      return true;
    } else if (cursor.skip("DEFAULT")) {
      Expressions.skipDefault(cursor);
    } else if (cursor.skipAll("ON", "UPDATE")) {
      Expressions.skipDefault(cursor);
    } else if (cursor.skipAll("SERIAL", "DEFAULT", "VALUE")) {
      traits.add(ColumnSpec.Trait.NOT_NULL);
      traits.add(ColumnSpec.Trait.UNIQUE);
    } else if (cursor.skip("INVISIBLE")) {
      traits.add(ColumnSpec.Trait.INVISIBLE);
    } else if (cursor.skip("NULL")) {
      // The last of several holds.
      traits.remove(ColumnSpec.Trait.NOT_NULL);
      traits.add(ColumnSpec.Trait.NULL);
    } else {
      return cursor.skip("VISIBLE");
    }
    return true;
  }

  private boolean ofKey() throws UnsupportedDdlException {
    if (cursor.skipAll("PRIMARY", "KEY") || cursor.skip("KEY")) {
      traits.add(ColumnSpec.Trait.PRIMARY_KEY);
    } else if (cursor.skip("UNIQUE")) {
      cursor.skip("KEY");
      traits.add(ColumnSpec.Trait.UNIQUE);
    } else if (cursor.skip("CONSTRAINT")) {
      if (!cursor.peek().isAny("CHECK", "REFERENCES")) {
        cursor.name();
      }
      if (!cursor.peek().isAny("CHECK", "REFERENCES")) {
        throw cursor.refusal("expected CHECK or REFERENCES");
      }
    } else if (cursor.skip("CHECK")) {
      keys.skipCheck();
    } else if (cursor.is("REFERENCES")) {
      keys.references();
      references = true;
    } else {
      return cursor.skipAll("NOT", "ENFORCED") || cursor.skip("ENFORCED");
    }
    return true;
  }

  private boolean ofStorage() throws UnsupportedDdlException {
    if (cursor.skipAll("WITH", "SYSTEM", "VERSIONING")) {
      versioned = true;
    } else if (cursor.skipAll("WITHOUT", "SYSTEM", "VERSIONING")) {
      return true;
    } else if (cursor.skip("COMMENT")) {
      cursor.word();
    } else if (cursor.skipAny("COLUMN_FORMAT", "STORAGE")) {
      cursor.name();
    } else if (cursor.skip("COMPRESSED")) {
      if (cursor.skip("=")) {
        cursor.name();
      }
    } else if (cursor.peek().isAny("ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE")
        || (cursor.peek().isName() && cursor.peek(1).is("="))) {
      TableOptions.skipOption(cursor);
    } else {
      return false;
    }
    return true;
  }

  private boolean ofGeneration() throws UnsupportedDdlException {
    if (cursor.skipAny("STORED", "PERSISTENT")) {
      stored = true;
      return true;
    }
    if (cursor.skip("VIRTUAL")) {
      return true;
    }
    if (cursor.skip("GENERATED")) {
      cursor.expect("ALWAYS");
      cursor.expect("AS");
    } else if (!cursor.skip("AS")) {
      return false;
    }
    if (cursor.skipAll("ROW", "START")) {
      traits.add(ColumnSpec.Trait.ROW_START);
    } else if (cursor.skipAll("ROW", "END")) {
      traits.add(ColumnSpec.Trait.ROW_END);
    } else {
      generated = true;
      cursor.skipParentheses();
    }
    return true;
  }
}
