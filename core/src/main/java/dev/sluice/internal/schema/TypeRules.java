package dev.sluice.internal.schema;

import dev.sluice.internal.decode.Charsets;
import dev.sluice.internal.decode.ColumnDefinition;
import dev.sluice.internal.decode.DecodeException;
import dev.sluice.internal.decode.TypeText;
import dev.sluice.internal.sql.ColumnSpec;
import dev.sluice.internal.sql.DeclaredType;
import dev.sluice.internal.sql.ServerDialect;
import dev.sluice.internal.sql.UnsupportedDdlException;
import org.jspecify.annotations.Nullable;

/**
 * What the server makes of a declared type: the name, length and character set under which {@code
 * information_schema.COLUMNS} shows it. Immutable.
 */
final class TypeRules {
  private static final String BINARY = "binary";
  private static final long[] BLOB_LENGTHS = {255, 65_535, 16_777_215};
  private static final String[] BLOB_SIZES = {"tiny", "", "medium", "long"};

  private final ServerDialect dialect;

  TypeRules(ServerDialect dialect) {
    this.dialect = dialect;
  }

  /**
   * The column that a declaration makes.
   *
   * @param tableCharset of columns that name none; null if unknown
   */
  ColumnDefinition column(ColumnSpec spec, @Nullable String tableCharset)
      throws UnsupportedDdlException {
    DeclaredType type = canonical(spec.type());
    return switch (type.name()) {
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
          text(spec.name(), type, tableCharset);
      default -> definition(spec.name(), plain(type), null);
    };
  }

  private static ColumnDefinition definition(String name, String type, @Nullable String charset) {
    // A statement does not always say whether NULL is allowed, but every table map does.
    return new ColumnDefinition(name, type, charset, null, true);
  }

  private DeclaredType canonical(DeclaredType type) {
    return switch (type.name()) {
      case "int1" -> type.named("tinyint");
      case "bool", "boolean" -> type.as("tinyint", 1);
      case "int2" -> type.named("smallint");
      case "int3", "middleint" -> type.named("mediumint");
      case "int4", "integer" -> type.named("int");
      case "int8" -> type.named("bigint");
      case "serial" ->
          new DeclaredType("bigint", type.arguments(), type.labels(), true, false, null);
      case "dec", "fixed", "numeric" -> type.named("decimal");
      case "real", "double precision", "float8" -> type.named("double");
      case "float4" -> type.named("float");
      case "character" -> type.named("char");
      case "varcharacter", "character varying", "char varying" -> type.named("varchar");
      case "nchar", "national char", "national character" -> type.named("char").in("utf8");
      case "nvarchar", "national varchar" -> type.named("varchar").in("utf8");
      case "long", "long varchar" -> type.named("mediumtext");
      case "long varbinary" -> type.named("mediumblob");
      case "json" -> dialect.mariaDb() ? type.named("longtext").in("utf8mb4") : type;
      default -> type;
    };
  }

  private ColumnDefinition text(String name, DeclaredType type, @Nullable String tableCharset)
      throws UnsupportedDdlException {
    String charset = type.charset() == null ? tableCharset : type.charset();
    if (charset == null) {
      throw new UnsupportedDdlException(
          "the character set of column %s is that of a database that is not known".formatted(name));
    }
    boolean labelled = type.name().equals("enum") || type.name().equals("set");
    if (labelled) {
      return definition(name, type.name() + TypeText.quoted(type.labels()), charset);
    }
    if (charset.equals(BINARY)) {
      return definition(name, plain(type.named(binaryTwin(type.name()))), null);
    }
    String text =
        switch (type.name()) {
          case "char" -> "char(" + type.length(1) + ')';
          case "varchar" -> "varchar(" + type.length(1) + ')';
          default -> sized(type, "text", maxBytes(charset));
        };
    return definition(name, text, charset);
  }

  private static String binaryTwin(String name) {
    return switch (name) {
      case "char" -> "binary";
      case "varchar" -> "varbinary";
      default -> name.replace("text", "blob");
    };
  }

  static int maxBytes(String charset) throws UnsupportedDdlException {
    try {
      return Charsets.maxBytes(charset);
    } catch (DecodeException e) {
      throw new UnsupportedDdlException(String.valueOf(e.getMessage()));
    }
  }

  /** {@code TEXT(n)} is the smallest type that holds n characters. */
  private static String sized(DeclaredType type, String kind, int bytesPerCharacter) {
    return type.arguments().isEmpty() || !type.name().equals(kind)
        ? type.name()
        : ofLength(type.length(0) * (long) bytesPerCharacter, kind);
  }

  private static String ofLength(long bytes, String kind) {
    int size = 0;
    while (size < BLOB_LENGTHS.length && bytes > BLOB_LENGTHS[size]) {
      size++;
    }
    return BLOB_SIZES[size] + kind;
  }

  /** The type of a column after CONVERT TO: texts grow to hold as many characters as before. */
  static ColumnDefinition converted(ColumnDefinition column, String charset)
      throws UnsupportedDdlException {
    String before = column.charset();
    if (before == null) {
      return column;
    }
    if (charset.equals(BINARY)) {
      throw new UnsupportedDdlException("it converts text to bytes");
    }
    String type = column.columnType();
    boolean labelled = type.startsWith("enum(") || type.startsWith("set(");
    if (labelled && (isWide(before) || isWide(charset))) {
      // MySQL 8.0 takes the bytes of the labels for others.
      throw new UnsupportedDdlException("it converts labels from or to " + charset);
    }
    if (type.endsWith("text") && !type.equals("longtext")) {
      int size = type.equals("tinytext") ? 0 : type.equals("text") ? 1 : 2;
      long characters = BLOB_LENGTHS[size] / maxBytes(before);
      type = ofLength(characters * maxBytes(charset), "text");
    }
    return new ColumnDefinition(column.name(), type, charset, column.nullable(), column.visible());
  }

  private static boolean isWide(String charset) {
    return charset.startsWith("ucs2") || charset.startsWith("utf16") || charset.equals("utf32");
  }

  private String plain(DeclaredType type) throws UnsupportedDdlException {
    String name = type.name();
    return switch (name) {
      case "tinyint" -> integer(type, 4, 3);
      case "smallint" -> integer(type, 6, 5);
      case "mediumint" -> integer(type, 9, 8);
      case "int" -> integer(type, 11, 10);
      case "bigint" -> integer(type, 20, 20);
      case "float", "double" -> real(type);
      case "decimal" ->
          "decimal(%d,%d)".formatted(type.length(10), second(type)) + attributes(type);
      case "bit", "binary" -> name + '(' + type.length(1) + ')';
      case "varbinary" -> name + '(' + type.length(1) + ')';
      case "year" -> dialect.showsWidths() ? "year(4)" : name;
      case "time", "datetime", "timestamp" ->
          type.length(0) == 0 ? name : name + '(' + type.length(0) + ')';
      case "vector" -> name + '(' + type.length(2048) + ')';
      case "blob" -> sized(type, "blob", 1);
      case "geometrycollection", "geomcollection" ->
          dialect.mariaDb() || dialect.version() < 80_011 ? "geometrycollection" : "geomcollection";
      case "date",
          "json",
          "tinyblob",
          "mediumblob",
          "longblob",
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "inet4",
          "inet6",
          "uuid" ->
          name;
      default -> throw new UnsupportedDdlException("its type " + name + " is not known");
    };
  }

  private static int second(DeclaredType type) {
    return type.arguments().size() < 2 ? 0 : type.arguments().get(1);
  }

  private String integer(DeclaredType type, int signedWidth, int unsignedWidth) {
    boolean unsigned = type.unsigned() || type.zerofill();
    int width = type.length(unsigned ? unsignedWidth : signedWidth);
    boolean isBoolean = type.name().equals("tinyint") && width == 1 && !unsigned;
    boolean shown = dialect.showsWidths() || type.zerofill() || isBoolean;
    return type.name() + (shown ? "(" + width + ")" : "") + attributes(type);
  }

  private static String real(DeclaredType type) {
    if (type.arguments().size() == 2) {
      return "%s(%d,%d)".formatted(type.name(), type.length(0), second(type)) + attributes(type);
    }
    return (type.length(0) > 24 ? "double" : type.name()) + attributes(type);
  }

  private static String attributes(DeclaredType type) {
    return (type.unsigned() || type.zerofill() ? " unsigned" : "")
        + (type.zerofill() ? " zerofill" : "");
  }
}
