package dev.towpath.internal.decode.type;

import static dev.towpath.internal.decode.type.TypeName.called;

import dev.towpath.event.ColumnType;
import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.json.JsonDecoder;
import dev.towpath.internal.decode.type.Encoding.Metadata;
import dev.towpath.internal.decode.value.BytesDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;
import dev.towpath.internal.decode.value.DecimalDecoder;
import dev.towpath.internal.decode.value.IntegerDecoder;
import dev.towpath.internal.decode.value.LabelDecoder;
import dev.towpath.internal.decode.value.RealDecoder;
import dev.towpath.internal.decode.value.TemporalDecoder;
import dev.towpath.internal.decode.value.TypeCode;
import dev.towpath.internal.sql.DeclaredType;
import dev.towpath.internal.sql.ServerDialect;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data types of MySQL and MariaDB: for each its forms in the binlog with their decoders, its
 * text in {@code COLUMN_TYPE}, and its names in statements. All facts about a type are here.
 * Immutable.
 */
// The lists are unmodifiable, the forms have no state, and lambdas capture none.
@SuppressWarnings("ImmutableEnumChecker")
public enum DataType {
  TINYINT(
      Trait.NUMBER,
      TypeForm.integer(4, 3),
      forms(Encoding.integer(TypeCode.TINY, 1)),
      called("tinyint"),
      called("int1"),
      called("bool").fixed(1),
      called("boolean").fixed(1)),
  SMALLINT(
      Trait.NUMBER,
      TypeForm.integer(6, 5),
      forms(Encoding.integer(TypeCode.SHORT, 2)),
      called("smallint"),
      called("int2")),
  MEDIUMINT(
      Trait.NUMBER,
      TypeForm.integer(9, 8),
      forms(Encoding.integer(TypeCode.INT24, 3)),
      called("mediumint"),
      called("int3"),
      called("middleint")),
  INT(
      Trait.NUMBER,
      TypeForm.integer(11, 10),
      forms(Encoding.integer(TypeCode.LONG, 4)),
      called("int"),
      called("int4"),
      called("integer")),
  BIGINT(
      Trait.NUMBER,
      TypeForm.integer(20, 20),
      forms(Encoding.integer(TypeCode.LONGLONG, 8)),
      called("bigint"),
      called("int8"),
      called("serial").unsigned()),
  DECIMAL(
      Trait.NUMBER,
      TypeForm.DECIMAL,
      forms(
          Encoding.of(
              TypeCode.NEWDECIMAL,
              Metadata.DECIMAL,
              size -> DecimalDecoder.bytes(size >> 8, size & 0xff),
              (column, name, dialect) ->
                  new DecimalDecoder(column.size() >> 8, column.size() & 0xff, name))),
      called("decimal"),
      called("dec"),
      called("fixed"),
      called("numeric"),
      called("number").inOracleMode().withArguments()),
  FLOAT(
      Trait.NUMBER,
      TypeForm.REAL,
      forms(
          Encoding.of(
              TypeCode.FLOAT,
              Metadata.REAL,
              size -> Float.BYTES,
              (column, name, dialect) -> new RealDecoder.OfFloat())),
      called("float"),
      called("float4"),
      called("real").inMode(TypeName.REAL_AS_FLOAT)),
  DOUBLE(
      Trait.NUMBER,
      TypeForm.REAL,
      forms(
          Encoding.of(
              TypeCode.DOUBLE,
              Metadata.REAL,
              size -> Double.BYTES,
              (column, name, dialect) -> new RealDecoder.OfDouble())),
      called("double"),
      called("double precision"),
      called("float8"),
      called("real"),
      called("number").inOracleMode()),
  BIT(
      Trait.OTHER,
      TypeForm.LENGTH,
      forms(
          Encoding.of(
              TypeCode.BIT,
              Metadata.BITS,
              size -> (size + 7) / 8,
              (column, name, dialect) -> new BytesDecoder.Bit(column.width()))),
      called("bit")),
  YEAR(
      Trait.OTHER,
      TypeForm.YEAR,
      forms(Encoding.fixed(TypeCode.YEAR, 1, (column, name, dialect) -> new IntegerDecoder.Year())),
      called("year")),
  DATE(
      Trait.OTHER,
      TypeForm.NAME,
      forms(
          Encoding.fixed(TypeCode.DATE, 3, (column, name, dialect) -> new TemporalDecoder.OfDate()),
          Encoding.fixed(
              TypeCode.NEWDATE, 3, (column, name, dialect) -> new TemporalDecoder.OfDate())),
      called("date")),
  TIME(
      Trait.OTHER,
      TypeForm.FRACTION,
      forms(
          Encoding.fixed(
              TypeCode.TIME, 3, (column, name, dialect) -> new TemporalDecoder.OfOldTime()),
          Encoding.fractional(
              TypeCode.TIME2,
              3,
              (column, name, dialect) -> new TemporalDecoder.OfTime(column.size()))),
      called("time")),
  DATETIME(
      Trait.OTHER,
      TypeForm.FRACTION,
      forms(
          Encoding.fixed(
              TypeCode.DATETIME,
              8,
              (column, name, dialect) -> new TemporalDecoder.OfOldDateTime(name)),
          Encoding.fractional(
              TypeCode.DATETIME2,
              5,
              (column, name, dialect) -> new TemporalDecoder.OfDateTime(column.size()))),
      called("datetime"),
      called("date").inOracleMode(),
      called("timestamp").inMode(TypeName.MAXDB)),
  TIMESTAMP(
      Trait.OTHER,
      TypeForm.FRACTION,
      forms(
          Encoding.fixed(
              TypeCode.TIMESTAMP,
              4,
              (column, name, dialect) -> new TemporalDecoder.OfOldTimestamp()),
          Encoding.fractional(
              TypeCode.TIMESTAMP2,
              4,
              (column, name, dialect) -> new TemporalDecoder.OfTimestamp(column.size()))),
      called("timestamp")),
  CHAR(
      Trait.CHARACTER,
      TypeForm.CHARACTERS,
      forms(Encoding.text(TypeCode.STRING, Metadata.STRING)),
      called("char"),
      called("character"),
      called("nchar").in("utf8"),
      called("national char").in("utf8"),
      called("national character").in("utf8")),
  VARCHAR(
      Trait.CHARACTER,
      TypeForm.CHARACTERS,
      forms(
          Encoding.text(TypeCode.VARCHAR, Metadata.LENGTH),
          Encoding.text(TypeCode.VAR_STRING, Metadata.LENGTH)),
      called("varchar"),
      called("varcharacter"),
      called("character varying"),
      called("char varying"),
      called("nvarchar").in("utf8"),
      called("national varchar").in("utf8"),
      called("national varcharacter").in("utf8"),
      called("national char varying").in("utf8"),
      called("national character varying").in("utf8"),
      called("nchar varchar").in("utf8"),
      called("nchar varcharacter").in("utf8"),
      called("nchar varying").in("utf8"),
      called("varchar2").inOracleMode()),
  BINARY(
      Trait.CHARACTER,
      TypeForm.LENGTH,
      forms(
          Encoding.bytes(
              TypeCode.STRING,
              Metadata.STRING,
              (column, name, dialect) -> new BytesDecoder.Padded(-column.width(), column.size()))),
      called("binary"),
      called("uuid").inMariaDb().fixed(16).printed(),
      called("inet6").inMariaDb().fixed(16).printed(),
      called("inet4").inMariaDb().fixed(4).printed()),
  VARBINARY(
      Trait.CHARACTER,
      TypeForm.LENGTH,
      forms(
          Encoding.bytes(TypeCode.VARCHAR, Metadata.LENGTH, Encoding::bytesDecoder),
          Encoding.bytes(TypeCode.VAR_STRING, Metadata.LENGTH, Encoding::bytesDecoder)),
      called("varbinary"),
      called("raw").inOracleMode()),
  TINYTEXT(Trait.CHARACTER, TypeForm.NAME, largeText(1), called("tinytext")),
  TEXT(Trait.CHARACTER, TypeForm.LARGE, largeText(2), called("text")),
  MEDIUMTEXT(
      Trait.CHARACTER,
      TypeForm.NAME,
      largeText(3),
      called("mediumtext"),
      called("long"),
      called("long varchar"),
      called("long varcharacter"),
      called("long char varying"),
      called("long character varying")),
  LONGTEXT(
      Trait.CHARACTER,
      TypeForm.NAME,
      largeText(4),
      called("longtext"),
      called("clob").inOracleMode(),
      called("json").inMariaDb().in("utf8mb4")),
  TINYBLOB(Trait.CHARACTER, TypeForm.NAME, largeBytes(1), called("tinyblob")),
  BLOB(Trait.CHARACTER, TypeForm.LARGE, largeBytes(2), called("blob")),
  MEDIUMBLOB(
      Trait.CHARACTER,
      TypeForm.NAME,
      largeBytes(3),
      called("mediumblob"),
      called("long varbinary")),
  LONGBLOB(
      Trait.CHARACTER,
      TypeForm.NAME,
      largeBytes(4),
      called("longblob"),
      called("blob").inOracleMode().withoutArguments()),
  ENUM(
      Trait.LABELS,
      TypeForm.LABELS,
      forms(
          Encoding.labels(
              TypeCode.ENUM,
              (column, name, dialect) ->
                  new LabelDecoder.OfEnum(column.size(), labels(column), name))),
      called("enum")),
  SET(
      Trait.LABELS,
      TypeForm.LABELS,
      forms(
          Encoding.labels(
              TypeCode.SET,
              (column, name, dialect) ->
                  new LabelDecoder.OfSet(column.size(), labels(column), name))),
      called("set")),
  JSON(
      Trait.OTHER,
      TypeForm.NAME,
      forms(
          Encoding.prefixed(
              TypeCode.JSON,
              (column, name, dialect) ->
                  new JsonDecoder(column.size(), name, dialect.jsonStyle()))),
      called("json")),
  GEOMETRY(
      Trait.OTHER,
      TypeForm.SPATIAL,
      forms(Encoding.prefixed(TypeCode.GEOMETRY, Encoding::bytesDecoder)),
      TypeForm.Spatial.names()),
  VECTOR(
      Trait.OTHER,
      TypeForm.VECTOR,
      forms(Encoding.prefixed(TypeCode.VECTOR, Encoding::bytesDecoder)),
      called("vector"));

  /** Traits of columns that decide which optional metadata a table map has for them. */
  private enum Trait {
    /** A number that may be unsigned. */
    NUMBER,
    /** Characters or, with the character set {@code binary}, bytes. */
    CHARACTER,
    /** Labels in a character set. */
    LABELS,
    /** None of these. */
    OTHER
  }

  private static final TypeIndex INDEX = new TypeIndex();

  private final Trait trait;
  private final TypeForm form;
  private final List<Encoding> encodings;
  private final List<TypeName> names;

  DataType(Trait trait, TypeForm form, List<Encoding> encodings, TypeName... names) {
    this.trait = trait;
    this.form = form;
    this.encodings = encodings;
    this.names = List.of(names);
  }

  List<Encoding> encodings() {
    return encodings;
  }

  List<TypeName> names() {
    return names;
  }

  /** Returns whether a VARCHAR cannot hold {@code length} characters. */
  public static boolean isTooLong(long length, int bytesPerCharacter) {
    return length * bytesPerCharacter > TypeForm.MAX_VARIABLE_BYTES;
  }

  private static List<Encoding> forms(Encoding... encodings) {
    return List.of(encodings);
  }

  private static List<Encoding> largeText(int prefix) {
    return TypeCode.BLOBS.stream().map(code -> Encoding.largeText(code, prefix)).toList();
  }

  private static List<Encoding> largeBytes(int prefix) {
    return TypeCode.BLOBS.stream().map(code -> Encoding.largeBytes(code, prefix)).toList();
  }

  /** Returns the type of a complete column of a table map. */
  public static DataType of(MappedColumn column) {
    for (TypeIndex.Match candidate : INDEX.of(column.type())) {
      if (candidate.encoding().fits(column)) {
        return candidate.type();
      }
    }
    throw new IllegalStateException("no data type has the form of " + column);
  }

  /** Returns the type as sinks see it. */
  public ColumnType kind() {
    return ColumnType.valueOf(name());
  }

  /** Returns the lower-case name in {@code COLUMN_TYPE}. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the text in {@code COLUMN_TYPE} for a declared type, named by one of its own names. */
  public String declared(DeclaredType declared, ServerDialect dialect, int bytesPerCharacter) {
    return form.declared(this, declared, dialect, bytesPerCharacter);
  }

  /**
   * Returns the type's text as MySQL 8.0.19 and later print it: {@code int unsigned}, {@code
   * varchar(20)}. Facts that are not in the binlog are missing: the precision of {@code FLOAT} and
   * {@code DOUBLE}, {@code ZEROFILL}.
   */
  public static String text(MappedColumn column) {
    DataType type = of(column);
    return type.form.mapped(type, column);
  }

  /**
   * Returns a decoder of the column's values.
   *
   * @param name the column with its table, for messages
   */
  public static ColumnDecoder decoder(MappedColumn column, String name, BinlogDialect dialect) {
    for (TypeIndex.Match candidate : INDEX.of(column.type())) {
      if (candidate.encoding().fits(column)) {
        return candidate.encoding().decoder().decoder(column, name, dialect);
      }
    }
    throw new IllegalStateException("no decoder reads " + column);
  }

  /** Returns the labels of the column; empty unless it is an ENUM or SET. */
  public static List<String> labels(MappedColumn column) {
    List<String> labels = column.labels();
    return labels == null ? List.of() : labels;
  }

  /** Returns the layout of a type code's metadata; null if the code is unknown. */
  public static @Nullable Metadata metadata(int code) {
    List<TypeIndex.Match> candidates = INDEX.of(code);
    return candidates.isEmpty() ? null : candidates.get(0).encoding().metadata();
  }

  /** Returns the bytes of a value, or the negative of the bytes of its length prefix. */
  public static int width(int code, int size) {
    return INDEX.of(code).get(0).encoding().width().applyAsInt(size);
  }

  /** Returns whether values of a type code are numbers that may be unsigned. */
  public static boolean isNumber(int code) {
    return has(code, Trait.NUMBER);
  }

  /** Returns whether values of a type code are characters or, in {@code binary}, bytes. */
  public static boolean isCharacter(int code) {
    return has(code, Trait.CHARACTER);
  }

  /** Returns whether values of a type code stand for labels. */
  public static boolean isLabelled(int code) {
    return has(code, Trait.LABELS);
  }

  private static boolean has(int code, Trait trait) {
    List<TypeIndex.Match> candidates = INDEX.of(code);
    return !candidates.isEmpty() && candidates.get(0).type().trait == trait;
  }

  /** Returns whether the type holds characters, whose character set a definition names. */
  public boolean isText() {
    return Boolean.FALSE.equals(encodings.get(0).binary());
  }

  /** Returns whether the type has labels, whose character set a definition names. */
  public boolean isLabelled() {
    return trait == Trait.LABELS;
  }

  /** Returns the type that holds bytes, or else characters, in the form of this one. */
  public Optional<DataType> inSameForm(boolean binary) {
    Encoding own = encodings.get(0);
    return INDEX.of(own.code()).stream()
        .filter(candidate -> Objects.equals(candidate.encoding().binary(), binary))
        .filter(candidate -> candidate.encoding().onlySize() == own.onlySize())
        .map(TypeIndex.Match::type)
        .findFirst();
  }

  /** Returns the most bytes that a TEXT or BLOB type holds; negative for another type. */
  public long capacity() {
    Encoding own = encodings.get(0);
    return own.metadata() == Metadata.PREFIX && own.onlySize() > 0
        ? (1L << own.onlySize() * Byte.SIZE) - 1
        : -1;
  }

  /** Returns the smallest TEXT type, or BLOB if {@code binary}, that holds so many bytes. */
  public static DataType ofCapacity(long bytes, boolean binary) {
    return INDEX.of(TypeCode.BLOB).stream()
        .filter(candidate -> Objects.equals(candidate.encoding().binary(), binary))
        .map(TypeIndex.Match::type)
        .filter(type -> type.capacity() >= Math.min(bytes, LONGTEXT.capacity()))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the type that {@code COLUMN_TYPE} calls {@code name}; null if unknown. */
  public static @Nullable DataType printed(String name) {
    Meaning meaning = INDEX.printed(name);
    return meaning == null ? null : meaning.type();
  }

  /** Returns the canonical form of a text, from name and arguments in {@code COLUMN_TYPE}. */
  static TypeText canonical(String name, String arguments, boolean unsigned) {
    Meaning meaning = INDEX.printed(name);
    if (meaning == null) {
      return new TypeText(name, arguments, false, List.of());
    }
    return meaning.type().form.canonical(meaning, name, arguments, unsigned);
  }

  /**
   * Returns the meaning of a name in a statement.
   *
   * @param hasArguments whether numbers follow in parentheses
   * @param mariaDb whether a MariaDB read the statement
   * @param sqlMode the session's, as in the binlog
   * @return null if no server knows the name
   */
  public static @Nullable Meaning named(
      String name, boolean hasArguments, boolean mariaDb, long sqlMode) {
    for (Meaning meaning : INDEX.named(name)) {
      if (meaning.name().applies(hasArguments, mariaDb, sqlMode)) {
        return meaning;
      }
    }
    return null;
  }

  /** The type and the facts that a name in a statement implies. */
  public record Meaning(DataType type, TypeName name) {}
}
