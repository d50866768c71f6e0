package dev.towpath.ddl;

import dev.towpath.ddl.SqlTypes.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A source of the parts of statements about tables: columns, keys, options, names. A server refuses
 * some of them. Used by one thread.
 */
final class SqlPieces {
  private static final List<String> ODD_NAMES =
      List.of(
          "two words",
          "größe",
          "英文",
          "back`tick",
          "it's",
          "\"double\"",
          "dot.ted",
          "semi;colon",
          "/*no comment*/",
          "-- neither",
          "UPPER",
          "1digit",
          "2e5",
          "$dollar",
          "_under",
          "a,b",
          "(par)",
          "percent%",
          "é");

  private final Random random;
  private final Generation generation;
  private final SqlTypes types;
  private int names;

  SqlPieces(Random random, Generation generation) {
    this.random = random;
    this.generation = generation;
    this.types = new SqlTypes(random, generation);
  }

  /** Quotes a name. */
  static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  /** Returns the name of a new column, key or table, and now and then an odd one. */
  String newName() {
    int number = names++;
    return switch (random.nextInt(8)) {
      case 0 -> quoted(one(ODD_NAMES) + number);
      case 1 -> word();
      default -> "c" + number;
    };
  }

  /** Returns a word of the server's grammar as a name, most often without quotes. */
  String word() {
    String word = Words.random(random);
    return random.nextInt(4) == 0 ? quoted(word) : word;
  }

  /** Quotes a known name, or leaves it as it is where that is the same. */
  String name(String known) {
    return known.matches("[a-z][a-z0-9]*") && !Words.contains(known) && random.nextInt(3) > 0
        ? known
        : quoted(known);
  }

  /** Returns a random character set, quoted or not. */
  String charset() {
    return types.charsetName();
  }

  /** Returns a random collation, quoted or not. */
  String collation() {
    return types.collation();
  }

  /** Returns the definition of a column: name, type and attributes. */
  String column(String name) {
    return name + ' ' + definition();
  }

  /** Returns a type with attributes. */
  String definition() {
    if (random.nextInt(60) == 0) {
      return "SERIAL";
    }
    SqlTypes.Type type = types.type();
    var sql = new StringBuilder(type.sql());
    if (random.nextInt(10) == 0) {
      return sql.append(generated(type)).toString();
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      sql.append(' ').append(attribute(type));
    }
    return sql.toString();
  }

  private String generated(SqlTypes.Type type) {
    // A TIMESTAMP of NULL is the time of each query.
    boolean isTimestamp = type.sql().regionMatches(true, 0, "TIMESTAMP", 0, 9);
    String time = isTimestamp ? "'2001-02-03'" : "NULL";
    String expression =
        type.kind() == Kind.TEXT ? "CONCAT('a,', ')')" : type.kind() == Kind.TIME ? time : "1+1";
    String stored =
        one(
            generation.isMariaDb()
                ? List.of("", " VIRTUAL", " STORED", " PERSISTENT")
                : List.of("", " VIRTUAL", " STORED"));
    return one(List.of(" AS (", " GENERATED ALWAYS AS (")) + expression + ")" + stored;
  }

  private String attribute(SqlTypes.Type type) {
    return switch (random.nextInt(16)) {
      case 0, 1 -> "NOT NULL";
      case 2 -> "NULL";
      case 3, 4, 5 -> "DEFAULT " + defaultValue(type);
      case 6 -> "COMMENT " + comment();
      case 7, 8 -> "COLLATE " + types.collation();
      case 9 -> one(List.of("UNIQUE", "UNIQUE KEY", "UNIQUE"));
      case 10 -> one(List.of("KEY", "PRIMARY KEY"));
      case 11 -> one(List.of("COLUMN_FORMAT FIXED", "STORAGE DISK", "COLUMN_FORMAT DEFAULT"));
      case 12 -> type.kind() == Kind.TIME ? "ON UPDATE CURRENT_TIMESTAMP" : "NULL";
      case 13 -> type.kind() == Kind.INTEGER ? "AUTO_INCREMENT KEY" : "NOT NULL";
      case 14 -> one(List.of("CHECK (1 > 0)", "REFERENCES other (id)", "CONSTRAINT CHECK (1)"));
      default -> ofGeneration();
    };
  }

  private String ofGeneration() {
    if (generation.isMariaDb()) {
      return one(
          List.of(
              "INVISIBLE",
              "WITHOUT SYSTEM VERSIONING",
              "WITH SYSTEM VERSIONING",
              "COMPRESSED",
              "/*M!100100 NOT NULL */"));
    }
    return one(
        List.of(
            "/*!50606 STORAGE DISK */",
            "/*!80023 INVISIBLE */",
            "INVISIBLE",
            "VISIBLE",
            "ENGINE_ATTRIBUTE = '{\"a\": 1}'",
            "CHECK (1 > 0) NOT ENFORCED"));
  }

  private String defaultValue(SqlTypes.Type type) {
    if (random.nextInt(6) == 0) {
      return "NULL";
    }
    boolean expressions = generation.isMariaDb() || generation.isMySql9();
    if (expressions && random.nextInt(4) == 0) {
      return one(List.of("(1 + 2)", "(UUID())", "(CONCAT('a', ')'))", "(CAST('1' AS CHAR(3)))"));
    }
    return switch (type.kind()) {
      case INTEGER -> one(List.of("0", "1", "-1", "'1'", "TRUE", "b'1'", "x'01'", "+1"));
      case NUMBER -> one(List.of("0", "1.5", "-1e1", "'2'"));
      case TIME ->
          one(
              List.of(
                  "'2001-02-03'",
                  "CURRENT_TIMESTAMP",
                  "NOW()",
                  "'2001'",
                  "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
                  "LOCALTIMESTAMP",
                  "DATE'2001-01-01'"));
      case TEXT ->
          one(
              List.of(
                  "''",
                  "'a'",
                  "'it''s'",
                  "\"x\"",
                  "'COLLATE utf8_bin'",
                  "_utf8'a'",
                  "0x41",
                  "N'n'",
                  "'a' COLLATE latin1_swedish_ci",
                  "'a' COLLATE 'utf8_bin'"));
      case LABELS -> one(List.of("'a'", "'b'", "''"));
      case BYTES -> one(List.of("''", "x'00'", "'a'"));
      case OTHER -> "NULL";
    };
  }

  /** Returns the literal of a comment, which may look like something else. */
  String comment() {
    return one(
        List.of(
            "'a comment'",
            "'it''s, (here) PRIMARY KEY'",
            "''",
            "'\\'; DROP TABLE t'",
            "'/*! x */ -- y'",
            "\"double 'quoted'\"",
            "'größe 模'",
            "'" + "long ".repeat(60) + "'"));
  }

  /** Returns a key of a table with {@code columns}. */
  String key(List<String> columns) {
    String column = name(one(columns));
    String prefix = random.nextInt(4) == 0 ? "(3)" : "";
    String list = "(" + column + prefix + one(List.of("", "", " ASC", " DESC")) + ")";
    String optional = random.nextBoolean() ? "" : newName() + " ";
    return switch (random.nextInt(12)) {
      case 0, 1 -> "PRIMARY KEY " + list;
      case 2 -> "CONSTRAINT " + optional + "PRIMARY KEY USING BTREE " + list;
      case 3 -> "UNIQUE " + optional + list;
      case 4 -> "CONSTRAINT " + optional + "UNIQUE KEY " + optional + list + " COMMENT 'k'";
      case 5 -> "KEY " + optional + list + " KEY_BLOCK_SIZE = 8";
      case 6 -> "INDEX " + optional + "USING BTREE " + list;
      case 7 -> "FULLTEXT " + one(List.of("", "KEY ", "INDEX ")) + optional + list;
      case 8 -> "SPATIAL KEY " + optional + "(" + column + ")";
      case 9 -> "CONSTRAINT " + optional + "FOREIGN KEY (" + column + ") REFERENCES other (id)";
      case 10 ->
          one(List.of("CHECK (", "CONSTRAINT CHECK (", "CONSTRAINT k CHECK ("))
              + column
              + " IS NOT NULL OR 1)";
      default ->
          generation.isMariaDb()
              ? "KEY " + optional + list + " IGNORED"
              : "KEY " + optional + one(List.of("((1 + 2))", list + " INVISIBLE"));
    };
  }

  /** Returns a table option; character sets and collations come most often. */
  String option() {
    String is = one(List.of(" ", "=", " = ", " "));
    return switch (random.nextInt(18)) {
      case 0, 1 -> "ENGINE" + is + one(List.of("InnoDB", "'InnoDB'", "MyISAM", "innodb"));
      case 2, 3 -> one(List.of("", "DEFAULT ")) + "CHARSET" + is + charset();
      case 4 -> one(List.of("", "DEFAULT ")) + "CHARACTER SET" + is + charset();
      case 5, 6, 7 -> one(List.of("", "DEFAULT ")) + "COLLATE" + is + collation();
      case 8 -> "AUTO_INCREMENT" + is + "7";
      case 9 -> "COMMENT" + is + comment();
      case 10 -> "ROW_FORMAT" + is + one(List.of("DYNAMIC", "COMPACT", "DEFAULT"));
      case 11 -> one(List.of("CHECKSUM", "DELAY_KEY_WRITE", "PACK_KEYS")) + is + "0";
      case 12 -> one(List.of("MAX_ROWS", "MIN_ROWS", "AVG_ROW_LENGTH")) + is + "100";
      case 13 -> one(List.of("STATS_PERSISTENT", "STATS_AUTO_RECALC")) + is + "DEFAULT";
      case 14 -> "CONNECTION" + is + "'x'";
      case 15 -> "INSERT_METHOD" + is + "NO";
      case 16 -> generation.isMariaDb() ? "PAGE_CHECKSUM" + is + "1" : "COMPRESSION" + is + "''";
      default -> generation.isMariaDb() ? "TRANSACTIONAL" + is + "0" : "ENCRYPTION" + is + "'N'";
    };
  }

  /** Returns some options, with or without commas between them. */
  String options() {
    List<String> options = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      options.add(option());
    }
    return String.join(one(List.of(" ", ", ", "\n")), options);
  }

  /** Returns partitions by a column. */
  String partitions(String column) {
    return switch (random.nextInt(5)) {
      case 0 -> "PARTITION BY HASH (" + column + ") PARTITIONS 3";
      case 1 -> "PARTITION BY KEY (" + column + ")";
      case 2 ->
          "PARTITION BY RANGE (%s) (PARTITION p0 VALUES LESS THAN (10), PARTITION %s VALUES LESS THAN MAXVALUE COMMENT = 'a, b')"
              .formatted(column, newName());
      case 3 -> "PARTITION BY LIST (" + column + ") (PARTITION p VALUES IN (1, 2, NULL))";
      default -> "/*!50100 PARTITION BY LINEAR KEY (" + column + ")\nPARTITIONS 2 */";
    };
  }

  /** Returns white space or a comment between two words. */
  String space() {
    return switch (random.nextInt(30)) {
      case 0 -> " /* a, b (c) */ ";
      case 1 -> "\n-- DROP TABLE x\n";
      case 2 -> " # it's\n";
      case 3 -> "\t";
      case 4 -> " /**/ ";
      case 5 -> " /*!99999 , nothing */ ";
      default -> " ";
    };
  }

  /** Tells whether something that happens once in {@code n} times happens. */
  boolean once(int n) {
    return random.nextInt(n) == 0;
  }

  /** Returns one of several things. */
  <T> T one(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
