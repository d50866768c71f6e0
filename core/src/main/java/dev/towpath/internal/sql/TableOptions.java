package dev.towpath.internal.sql;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a table that matter to rows. They are read from {@code create_table_option} of
 * both grammars; what does not matter is passed over by its form. Used by one thread.
 */
final class TableOptions {
  /** Options whose value may come without an equals sign. */
  private static final String[] KNOWN = {
    "ENGINE",
    "TYPE",
    "AUTO_INCREMENT",
    "AUTOEXTEND_SIZE",
    "AVG_ROW_LENGTH",
    "CHECKSUM",
    "COMMENT",
    "COMPRESSION",
    "CONNECTION",
    "DELAY_KEY_WRITE",
    "ENCRYPTION",
    "ENGINE_ATTRIBUTE",
    "INSERT_METHOD",
    "KEY_BLOCK_SIZE",
    "MAX_ROWS",
    "MIN_ROWS",
    "PACK_KEYS",
    "PAGE_CHECKSUM",
    "PASSWORD",
    "ROW_FORMAT",
    "SECONDARY_ENGINE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "SEQUENCE",
    "STATS_AUTO_RECALC",
    "STATS_PERSISTENT",
    "STATS_SAMPLE_PAGES",
    "TABLESPACE",
    "TABLE_CHECKSUM",
    "TRANSACTIONAL"
  };

  private static final Set<String> HASHING = Set.of("innodb", "myisam");

  private final TokenCursor cursor;
  private boolean versioned;
  private boolean named;
  private boolean byDefault;
  private boolean charsetByDefault;
  private @Nullable String engine;
  private @Nullable String charset;
  private @Nullable String collation;

  TableOptions(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /** Whether they say WITH SYSTEM VERSIONING. */
  boolean isVersioned() {
    return versioned;
  }

  /** Whether they name an engine for which MariaDB keeps hashes of keys that say USING HASH. */
  boolean namesEngineOfHashes() {
    return engine != null && HASHING.contains(engine.toLowerCase(Locale.ROOT));
  }

  /** Whether all they say about character sets is COLLATE DEFAULT. */
  boolean isDefaultCollationAlone() {
    return byDefault && !charsetByDefault && charset() == null;
  }

  /** Whether they name a character set, itself or by a collation, or the default one. */
  boolean namesCharset() {
    return named && (byDefault || charset() != null);
  }

  /** The character set that they name; null if none, or the default one. */
  @Nullable String charset() {
    if (charset != null) {
      return charset;
    }
    return collation == null ? null : CollationNames.charsetOf(collation);
  }

  /** Reads the options that follow, with commas between them if they may have them. */
  void read(boolean commas) throws UnsupportedDdlException {
    while (option()) {
      if (commas) {
        cursor.skip(",");
      }
    }
  }

  /** Reads an option if one is next. */
  boolean option() throws UnsupportedDdlException {
    if (cursor.skipAll("WITH", "SYSTEM", "VERSIONING")) {
      versioned = true;
      return true;
    }
    if (isCharset(cursor.is("DEFAULT") ? 1 : 0)) {
      cursor.skip("DEFAULT");
      charsetOrCollation();
      return true;
    }
    if (cursor.skipAll("START", "TRANSACTION")) {
      // CREATE TABLE … SELECT is logged with its columns and these words.
      return true;
    }
    if (cursor.is("ENGINE")) {
      SqlToken value = cursor.peek(cursor.peek(1).is("=") ? 2 : 1);
      engine = value.text();
      skipOption(cursor);
      return true;
    }
    if (cursor.skip("UNION")) {
      cursor.skip("=");
      cursor.skipParentheses();
      return true;
    }
    if (cursor.are("DATA", "DIRECTORY") || cursor.are("INDEX", "DIRECTORY")) {
      cursor.next();
      skipOption(cursor);
      return true;
    }
    if (cursor.skip("STORAGE")) {
      if (!cursor.skipAny("DISK", "MEMORY")) {
        skipOption(cursor);
      }
      return true;
    }
    if (cursor.peek().isAny(KNOWN) || (cursor.peek().isName() && cursor.peek(1).is("="))) {
      skipOption(cursor);
      return true;
    }
    return false;
  }

  private boolean isCharset(int at) {
    SqlToken token = cursor.peek(at);
    return token.isAny("CHARSET", "COLLATE")
        || (token.isAny("CHARACTER", "CHAR") && cursor.peek(at + 1).is("SET"));
  }

  private void charsetOrCollation() throws UnsupportedDdlException {
    boolean isCollation = cursor.next().is("COLLATE");
    cursor.skip("SET");
    cursor.skip("=");
    named = true;
    if (cursor.skip("DEFAULT")) {
      byDefault = true;
      charsetByDefault |= !isCollation;
    } else if (isCollation) {
      collation = cursor.word();
    } else {
      charset = cursor.word().toLowerCase(Locale.ROOT);
    }
  }

  /** Passes over a name, an equals sign that may be missing, and a value. */
  static void skipOption(TokenCursor cursor) throws UnsupportedDdlException {
    cursor.name();
    cursor.skip("=");
    SqlToken value = cursor.peek();
    if (!value.isName() && !value.isText() && value.kind() != SqlToken.Kind.NUMBER) {
      throw cursor.refusal("expected the value of an option");
    }
    cursor.next();
  }

  /**
   * Passes over PARTITION BY and everything that belongs to it, to the end of the statement or to a
   * query.
   */
  static void skipPartitioning(TokenCursor cursor) throws UnsupportedDdlException {
    cursor.expect("PARTITION");
    cursor.expect("BY");
    while (!cursor.peek().isEnd() && !cursor.is(";")) {
      if (cursor.is("(")) {
        cursor.skipParentheses();
      } else if (cursor.skip("INTERVAL")) {
        Expressions.skipDefault(cursor);
        cursor.name();
      } else if (cursor.skip("STARTS")) {
        Expressions.skipDefault(cursor);
      } else if (cursor.peek().kind() == SqlToken.Kind.NUMBER) {
        cursor.next();
      } else if (!cursor.skipAny(
          "LINEAR",
          "HASH",
          "KEY",
          "RANGE",
          "LIST",
          "COLUMNS",
          "ALGORITHM",
          "=",
          "BY",
          "PARTITIONS",
          "SUBPARTITION",
          "SUBPARTITIONS",
          "SYSTEM_TIME",
          "LIMIT",
          "AUTO")) {
        return;
      }
    }
  }
}
