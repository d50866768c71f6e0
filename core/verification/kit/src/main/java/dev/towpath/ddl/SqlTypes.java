package dev.towpath.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A source of random types in every spelling that a server knows. Used by one thread. */
final class SqlTypes {
  private static final List<String> INTEGERS =
      List.of(
          "INT",
          "INTEGER",
          "TINYINT",
          "SMALLINT",
          "MEDIUMINT",
          "BIGINT",
          "INT1",
          "INT2",
          "INT3",
          "INT4",
          "INT8",
          "MIDDLEINT");
  private static final List<String> DECIMALS = List.of("DECIMAL", "DEC", "NUMERIC", "FIXED");
  private static final List<String> REALS =
      List.of("FLOAT", "DOUBLE", "REAL", "DOUBLE PRECISION", "FLOAT4", "FLOAT8");
  private static final List<String> CHARS =
      List.of("CHAR", "CHARACTER", "CHAR", "NCHAR", "NATIONAL CHAR", "NATIONAL CHARACTER");
  private static final List<String> VARCHARS =
      List.of(
          "VARCHAR",
          "VARCHAR",
          "VARCHAR",
          "CHAR VARYING",
          "CHARACTER VARYING",
          "VARCHARACTER",
          "NVARCHAR",
          "NATIONAL VARCHAR",
          "NATIONAL CHAR VARYING",
          "NATIONAL CHARACTER VARYING",
          "NCHAR VARCHAR",
          "NCHAR VARYING",
          "NATIONAL VARCHARACTER");
  private static final List<String> TEXTS =
      List.of("TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT", "LONG", "LONG VARCHAR");
  private static final List<String> BLOBS =
      List.of("TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB", "LONG VARBINARY");
  private static final List<String> SHAPES =
      List.of(
          "GEOMETRY",
          "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION");
  private static final List<String> LABELS =
      List.of(
          "'a'",
          "'b'",
          "'it''s'",
          "'d e'",
          "'x,y'",
          "'(z)'",
          "'back\\\\slash'",
          "'tab\\t'",
          "'new\\nline'",
          "'space  '",
          "\"double\"",
          "'é'",
          "'模'",
          "'息　'",
          "0x61",
          "x'62'",
          "''",
          "'A'",
          "'%'",
          "'ß'");
  static final List<String> CHARSETS =
      List.of("latin1", "utf8", "utf8mb4", "gbk", "binary", "ascii", "ucs2", "latin2", "sjis");
  static final List<String> COLLATIONS =
      List.of(
          "latin1_swedish_ci",
          "latin1_bin",
          "utf8_general_ci",
          "utf8mb4_bin",
          "utf8mb4_unicode_ci",
          "gbk_chinese_ci",
          "binary",
          "ascii_bin",
          "ucs2_general_ci",
          "cp1250_czech_cs");

  private final Random random;
  private final Generation generation;

  SqlTypes(Random random, Generation generation) {
    this.random = random;
    this.generation = generation;
  }

  /** The kind of a type, which decides about its attributes and values. */
  enum Kind {
    NUMBER,
    INTEGER,
    TIME,
    TEXT,
    LABELS,
    BYTES,
    OTHER
  }

  /**
   * A type and its attributes that belong to the type.
   *
   * @param kind what it is
   * @param sql its text
   */
  record Type(Kind kind, String sql) {}

  /** Returns a random type. */
  Type type() {
    Type type = plainType();
    boolean small = random.nextInt(6) == 0;
    return small ? new Type(type.kind(), lower(type.sql())) : type;
  }

  /** Writes words in small letters, literals as they are. */
  private static String lower(String sql) {
    int literal = sql.indexOf('(');
    return literal < 0
        ? sql.toLowerCase(Locale.ROOT)
        : sql.substring(0, literal).toLowerCase(Locale.ROOT) + sql.substring(literal);
  }

  private Type plainType() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> new Type(Kind.INTEGER, number(one(INTEGERS) + length(1, 20)));
      case 3 -> new Type(Kind.NUMBER, number(one(DECIMALS) + precision(30)));
      case 4 -> new Type(Kind.NUMBER, number(one(REALS) + pair(50)));
      case 5 -> new Type(Kind.INTEGER, one(List.of("BOOL", "BOOLEAN", "BIT", "BIT(9)")));
      case 6 -> new Type(Kind.TIME, one(List.of("DATE", "YEAR", "YEAR(4)")));
      case 7 -> new Type(Kind.TIME, one(List.of("TIME", "DATETIME", "TIMESTAMP")) + fraction());
      case 8, 9 -> text(one(CHARS) + length(1, 50));
      case 10, 11, 12 -> text(one(VARCHARS) + "(" + (1 + random.nextInt(300)) + ")");
      case 13 -> text(one(TEXTS));
      case 14 -> text("TEXT(" + random.nextInt(30_000_000) + ")");
      case 15, 16 -> labels();
      case 17 -> new Type(Kind.BYTES, bytes());
      case 18 -> new Type(Kind.OTHER, "JSON");
      default -> rare();
    };
  }

  private String bytes() {
    return switch (random.nextInt(4)) {
      case 0 -> "BINARY" + length(1, 30);
      case 1 -> "VARBINARY(" + random.nextInt(300) + ")";
      case 2 -> "BLOB(" + random.nextInt(30_000_000) + ")";
      default -> one(BLOBS);
    };
  }

  private Type rare() {
    if (generation.isMariaDb() && random.nextBoolean()) {
      return new Type(
          Kind.OTHER, one(List.of("UUID", "INET6", "INET4", "POINT REF_SYSTEM_ID=101", "JSON")));
    }
    if (generation.isMySql9() && random.nextInt(3) == 0) {
      return new Type(Kind.OTHER, "VECTOR" + (random.nextBoolean() ? "(7)" : ""));
    }
    String shape = one(SHAPES);
    if (generation.isMySql8() && random.nextBoolean()) {
      return new Type(Kind.OTHER, shape + one(List.of(" NOT NULL SRID 4326", " SRID 0")));
    }
    return new Type(Kind.OTHER, shape);
  }

  private Type text(String sql) {
    return new Type(Kind.TEXT, sql + charset());
  }

  private Type labels() {
    List<String> labels = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String label = one(LABELS);
      if (!labels.contains(label)) {
        labels.add(label);
      }
    }
    return new Type(
        Kind.LABELS,
        one(List.of("ENUM", "SET"))
            + "("
            + String.join(one(List.of(",", ", ")), labels)
            + ")"
            + charset());
  }

  /** Returns a character set or collation in one of the places where servers take it. */
  String charset() {
    return switch (random.nextInt(16)) {
      case 0, 1 -> " CHARACTER SET " + charsetName();
      case 2 -> " CHARSET " + charsetName();
      case 3 -> " COLLATE " + collation();
      case 4 -> " CHARACTER SET " + charsetName() + " COLLATE " + collation();
      case 5 ->
          one(List.of(" ASCII", " UNICODE", " BYTE", " BINARY", " BINARY ASCII", " ASCII BINARY"));
      case 6 -> " CHARSET " + charsetName() + " BINARY";
      default -> "";
    };
  }

  /** Returns a character set, quoted or not. */
  String charsetName() {
    return quotedOrNot(one(CHARSETS));
  }

  /** Returns a collation, quoted or not. */
  String collation() {
    return quotedOrNot(one(COLLATIONS));
  }

  private String quotedOrNot(String name) {
    return switch (random.nextInt(8)) {
      case 0 -> "'" + name + "'";
      case 1 -> "`" + name + "`";
      case 2 -> name.toUpperCase(Locale.ROOT);
      default -> name;
    };
  }

  private String number(String type) {
    return type
        + switch (random.nextInt(9)) {
          case 0, 1 -> " UNSIGNED";
          case 2 -> " ZEROFILL";
          case 3 -> " UNSIGNED ZEROFILL";
          case 4 -> " SIGNED";
          default -> "";
        };
  }

  private String length(int least, int most) {
    return random.nextInt(3) == 0 ? "" : "(" + (least + random.nextInt(most)) + ")";
  }

  private String precision(int most) {
    int digits = 1 + random.nextInt(most);
    return switch (random.nextInt(3)) {
      case 0 -> "";
      case 1 -> "(" + digits + ")";
      default -> "(" + digits + one(List.of(",", " , ")) + random.nextInt(digits + 1) + ")";
    };
  }

  private String pair(int most) {
    int digits = 4 + random.nextInt(most);
    return switch (random.nextInt(4)) {
      case 0 -> "(" + digits + "," + random.nextInt(4) + ")";
      case 1 -> "(" + digits + ")";
      default -> "";
    };
  }

  private String fraction() {
    return random.nextBoolean() ? "" : "(" + random.nextInt(7) + ")";
  }

  private <T> T one(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
