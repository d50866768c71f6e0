package dev.towpath.internal.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of keys and constraints of a table: {@code table_constraint_def} of MySQL, {@code
 * key_def} and {@code constraint_def} of MariaDB.
 */
final class KeyParser {
  private final TokenCursor cursor;
  private List<String> period = List.of();
  private boolean hash;

  KeyParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /**
   * A key or constraint.
   *
   * @param key the key; null for a check or a period
   * @param onlyIfAbsent whether it says IF NOT EXISTS
   * @param period the columns of a period that the application sets, which are NOT NULL
   */
  record Element(@Nullable KeySpec key, boolean onlyIfAbsent, List<String> period) {
    private static final Element NONE = new Element(null, false);

    Element(@Nullable KeySpec key, boolean onlyIfAbsent) {
      this(key, onlyIfAbsent, List.of());
    }
  }

  /** Whether a key or constraint is next, and no column. */
  boolean isNext() {
    SqlToken next = cursor.peek();
    // The first ones are reserved; a column may be called vector or period.
    return next.isAny("CONSTRAINT", "PRIMARY", "UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL")
        || next.isAny("FOREIGN", "CHECK")
        || (next.is("VECTOR") && cursor.peek(1).isAny("KEY", "INDEX"))
        || (next.is("PERIOD") && cursor.peek(1).isAny("FOR", "IF"));
  }

  Element element() throws UnsupportedDdlException {
    if (cursor.skip("PERIOD")) {
      return period();
    }
    String symbol = cursor.skip("CONSTRAINT") ? symbol() : null;
    if (cursor.skip("CHECK")) {
      skipCheck();
      return Element.NONE;
    } else if (cursor.skip("FOREIGN")) {
      cursor.expect("KEY");
      return foreign(symbol);
    } else if (cursor.skip("PRIMARY")) {
      cursor.expect("KEY");
      return key(KeySpec.Kind.PRIMARY, symbol);
    } else if (cursor.skip("UNIQUE")) {
      cursor.skipAny("KEY", "INDEX");
      return key(KeySpec.Kind.UNIQUE, symbol);
    }
    if (!cursor.skipAny("FULLTEXT", "SPATIAL", "VECTOR")) {
      if (!cursor.skipAny("KEY", "INDEX")) {
        throw cursor.refusal("expected a key or a constraint");
      }
    } else {
      cursor.skipAny("KEY", "INDEX");
    }
    return key(KeySpec.Kind.OTHER, null);
  }

  private Element period() throws UnsupportedDdlException {
    boolean onlyIfAbsent = cursor.ifNotExists();
    cursor.expect("FOR");
    boolean isOfSystem = cursor.is("SYSTEM_TIME");
    cursor.name();
    cursor.expect("(");
    String start = cursor.column();
    cursor.expect(",");
    String end = cursor.column();
    cursor.expect(")");
    if (isOfSystem) {
      return Element.NONE;
    }
    period = List.of(start, end);
    return new Element(null, onlyIfAbsent, period);
  }

  /**
   * Returns a key of the statement with the columns of the period in place of its name. The whole
   * statement must have been read, because the period may be declared after the key.
   */
  KeySpec withPeriod(KeySpec key) throws UnsupportedDdlException {
    return key.over(period);
  }

  /** Returns whether a column is one of the two of the period that the statement declares. */
  boolean isOfPeriod(String column) {
    return period.stream().anyMatch(name -> NameCase.isSame(name, column));
  }

  /** The key that serves it has the name of the constraint, else its own. */
  private Element foreign(@Nullable String symbol) throws UnsupportedDdlException {
    boolean onlyIfAbsent = cursor.ifNotExists();
    String own = cursor.is("(") ? null : cursor.name();
    List<KeySpec.Part> parts = parts();
    references();
    String name = symbol == null ? own : symbol;
    return new Element(new KeySpec(KeySpec.Kind.FOREIGN, name, parts), onlyIfAbsent);
  }

  private @Nullable String symbol() throws UnsupportedDdlException {
    cursor.ifNotExists();
    return cursor.peek().isAny("CHECK", "PRIMARY", "UNIQUE", "FOREIGN") ? null : cursor.name();
  }

  /** Passes over the condition of a CHECK. */
  void skipCheck() throws UnsupportedDdlException {
    cursor.skipParentheses();
    // NOT NULL may follow, too.
    if (!cursor.skipAll("NOT", "ENFORCED")) {
      cursor.skip("ENFORCED");
    }
  }

  private Element key(KeySpec.Kind kind, @Nullable String symbol) throws UnsupportedDdlException {
    boolean onlyIfAbsent = cursor.ifNotExists();
    String name = symbol;
    if (!cursor.peek().isAny("(", "USING") && !isType()) {
      name = cursor.name();
    }
    skipType();
    List<KeySpec.Part> parts = parts();
    skipOptions();
    boolean named = kind != KeySpec.Kind.PRIMARY;
    return new Element(new KeySpec(kind(kind), named ? name : null, parts), onlyIfAbsent);
  }

  /** {@code TYPE} is a name, too. */
  private boolean isType() {
    return cursor.is("TYPE") && cursor.peek(1).isAny("BTREE", "RTREE", "HASH");
  }

  /** Passes over {@code USING BTREE}. */
  void skipType() throws UnsupportedDdlException {
    if (isType() || cursor.is("USING")) {
      cursor.next();
      hash = cursor.is("HASH");
      cursor.name();
    }
  }

  /** The kind of a key whose options were read: MariaDB is told to keep hashes of some. */
  KeySpec.Kind kind(KeySpec.Kind declared) {
    boolean isHashed = hash && declared == KeySpec.Kind.UNIQUE && cursor.dialect().mariaDb();
    hash = false;
    return isHashed ? KeySpec.Kind.HASHED : declared;
  }

  /** Refuses a key whose kind the engine decides, where the statement does not tell the engine. */
  static void requireKnownKind(KeySpec key) throws UnsupportedDdlException {
    if (key.kind() == KeySpec.Kind.HASHED) {
      throw new UnsupportedDdlException("its engine decides what a unique key USING HASH is");
    }
  }

  /** The parts of a key in their parentheses. */
  List<KeySpec.Part> parts() throws UnsupportedDdlException {
    List<KeySpec.Part> parts = new ArrayList<>();
    cursor.expect("(");
    do {
      parts.add(part());
      cursor.skipAny("ASC", "DESC");
    } while (cursor.skip(","));
    cursor.expect(")");
    return parts;
  }

  private KeySpec.Part part() throws UnsupportedDdlException {
    if (cursor.is("(")) {
      cursor.skipParentheses();
      return new KeySpec.Part(null, false);
    }
    String name = cursor.name();
    if (cursor.skip("(")) {
      int length = cursor.number();
      cursor.expect(")");
      return new KeySpec.Part(name, length);
    }
    if (cursor.skipAll("WITHOUT", "OVERLAPS")) {
      // The two columns of the period are the parts, and their names are not here.
      return new KeySpec.Part(name, KeySpec.Part.PERIOD);
    }
    return new KeySpec.Part(name, true);
  }

  /** Passes over the options of a key. */
  void skipOptions() throws UnsupportedDdlException {
    while (true) {
      if (cursor.is("USING") || isType()) {
        skipType();
      } else if (cursor.skip("COMMENT")) {
        cursor.word();
      } else if (cursor.skipAll("WITH", "PARSER")) {
        cursor.name();
      } else if (cursor.are("NOT", "IGNORED")) {
        cursor.next();
        cursor.next();
      } else if (cursor.is("KEY_BLOCK_SIZE")
          || cursor.peek().isAny("ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE")
          || (cursor.peek().isName() && cursor.peek(1).is("="))) {
        TableOptions.skipOption(cursor);
      } else if (!cursor.skipAny("VISIBLE", "INVISIBLE", "IGNORED")) {
        return;
      }
    }
  }

  /** Passes over REFERENCES with everything that belongs to it. */
  void references() throws UnsupportedDdlException {
    cursor.expect("REFERENCES");
    cursor.table();
    if (cursor.is("(")) {
      cursor.skipParentheses();
    }
    if (cursor.skip("MATCH")) {
      cursor.name();
    }
    while (cursor.is("ON") && cursor.peek(1).isAny("DELETE", "UPDATE")) {
      cursor.next();
      cursor.next();
      boolean isKnown =
          cursor.skipAny("RESTRICT", "CASCADE")
              || cursor.skipAll("SET", "NULL")
              || cursor.skipAll("SET", "DEFAULT")
              || cursor.skipAll("NO", "ACTION");
      if (!isKnown) {
        throw cursor.refusal("expected an action of a foreign key");
      }
    }
  }
}
