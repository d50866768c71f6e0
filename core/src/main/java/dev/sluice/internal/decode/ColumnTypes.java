package dev.sluice.internal.decode;

import dev.sluice.event.ColumnType;
import java.util.List;
import java.util.Objects;

/** Types of complete table map columns: their kind, text and decoder. */
final class ColumnTypes {
  private static final String BINARY = "binary";
  private static final String[] GEOMETRIES = {
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geomcollection"
  };

  private ColumnTypes() {}

  static ColumnType kind(MappedColumn column) {
    return switch (column.type()) {
      case TypeCode.TINY -> ColumnType.TINYINT;
      case TypeCode.SHORT -> ColumnType.SMALLINT;
      case TypeCode.INT24 -> ColumnType.MEDIUMINT;
      case TypeCode.LONG -> ColumnType.INT;
      case TypeCode.LONGLONG -> ColumnType.BIGINT;
      case TypeCode.NEWDECIMAL -> ColumnType.DECIMAL;
      case TypeCode.FLOAT -> ColumnType.FLOAT;
      case TypeCode.DOUBLE -> ColumnType.DOUBLE;
      case TypeCode.BIT -> ColumnType.BIT;
      case TypeCode.YEAR -> ColumnType.YEAR;
      case TypeCode.DATE, TypeCode.NEWDATE -> ColumnType.DATE;
      case TypeCode.TIME, TypeCode.TIME2 -> ColumnType.TIME;
      case TypeCode.DATETIME, TypeCode.DATETIME2 -> ColumnType.DATETIME;
      case TypeCode.TIMESTAMP, TypeCode.TIMESTAMP2 -> ColumnType.TIMESTAMP;
      case TypeCode.ENUM -> ColumnType.ENUM;
      case TypeCode.SET -> ColumnType.SET;
      case TypeCode.JSON -> ColumnType.JSON;
      case TypeCode.GEOMETRY -> ColumnType.GEOMETRY;
      case TypeCode.VECTOR -> ColumnType.VECTOR;
      default -> stringKind(column);
    };
  }

  private static ColumnType stringKind(MappedColumn column) {
    boolean bytes = isBinary(column);
    return switch (column.type()) {
      case TypeCode.STRING -> bytes ? ColumnType.BINARY : ColumnType.CHAR;
      case TypeCode.VARCHAR, TypeCode.VAR_STRING ->
          bytes ? ColumnType.VARBINARY : ColumnType.VARCHAR;
      default ->
          switch (column.size()) {
            case 1 -> bytes ? ColumnType.TINYBLOB : ColumnType.TINYTEXT;
            case 2 -> bytes ? ColumnType.BLOB : ColumnType.TEXT;
            case 3 -> bytes ? ColumnType.MEDIUMBLOB : ColumnType.MEDIUMTEXT;
            default -> bytes ? ColumnType.LONGBLOB : ColumnType.LONGTEXT;
          };
    };
  }

  private static boolean isBinary(MappedColumn column) {
    return BINARY.equals(column.charset());
  }

  /**
   * The type as MySQL 8.0.19 and later print it: {@code int unsigned}, {@code varchar(20)}. What
   * the binlog does not tell is missing: the precision of {@code FLOAT} and {@code DOUBLE}, {@code
   * ZEROFILL}.
   */
  static String text(MappedColumn column) {
    ColumnType kind = kind(column);
    String name = TypeText.name(kind);
    return switch (kind) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE -> name + sign(column);
      case DECIMAL ->
          name + '(' + (column.size() >> 8) + ',' + (column.size() & 0xff) + ')' + sign(column);
      case BIT, BINARY, VARBINARY -> name + '(' + column.size() + ')';
      case CHAR, VARCHAR -> name + '(' + column.size() / charset(column).maxBytes() + ')';
      case TIME, DATETIME, TIMESTAMP ->
          column.size() == 0 ? name : name + '(' + column.size() + ')';
      case ENUM, SET -> name + TypeText.quoted(Objects.requireNonNull(column.labels()));
      case GEOMETRY -> geometry(column);
      case VECTOR ->
          column.dimensions() == MappedColumn.UNKNOWN
              ? name
              : name + '(' + column.dimensions() + ')';
      default -> name;
    };
  }

  private static String sign(MappedColumn column) {
    return Boolean.TRUE.equals(column.unsigned()) ? " unsigned" : "";
  }

  private static String geometry(MappedColumn column) {
    int code = column.geometry();
    return code >= 0 && code < GEOMETRIES.length ? GEOMETRIES[code] : GEOMETRIES[0];
  }

  private static CharacterSet charset(MappedColumn column) {
    return CharacterSets.of(Objects.requireNonNull(column.charset()));
  }

  /**
   * A decoder of the column's values.
   *
   * @param name the column with its table, for messages
   */
  static ColumnDecoder decoder(MappedColumn column, String name) {
    int size = column.size();
    return switch (column.type()) {
      case TypeCode.TINY, TypeCode.SHORT, TypeCode.INT24, TypeCode.LONG, TypeCode.LONGLONG ->
          IntegerDecoder.of(column.width(), Boolean.TRUE.equals(column.unsigned()));
      case TypeCode.YEAR -> new IntegerDecoder.Year();
      case TypeCode.NEWDECIMAL -> new DecimalDecoder(size >> 8, size & 0xff, name);
      case TypeCode.FLOAT -> new RealDecoder.OfFloat();
      case TypeCode.DOUBLE -> new RealDecoder.OfDouble();
      case TypeCode.BIT -> new BytesDecoder.Bit(column.width());
      case TypeCode.DATE, TypeCode.NEWDATE -> new TemporalDecoder.OfDate();
      case TypeCode.TIME -> new TemporalDecoder.OfOldTime();
      case TypeCode.TIME2 -> new TemporalDecoder.OfTime(size);
      case TypeCode.DATETIME -> new TemporalDecoder.OfOldDateTime(name);
      case TypeCode.DATETIME2 -> new TemporalDecoder.OfDateTime(size);
      case TypeCode.TIMESTAMP -> new TemporalDecoder.OfOldTimestamp();
      case TypeCode.TIMESTAMP2 -> new TemporalDecoder.OfTimestamp(size);
      case TypeCode.ENUM ->
          new LabelDecoder.OfEnum(size, Objects.requireNonNull(column.labels()), name);
      case TypeCode.SET ->
          new LabelDecoder.OfSet(size, Objects.requireNonNull(column.labels()), name);
      case TypeCode.JSON -> new JsonDecoder(size, name);
      case TypeCode.GEOMETRY, TypeCode.VECTOR -> new BytesDecoder(size);
      default -> stringDecoder(column);
    };
  }

  private static ColumnDecoder stringDecoder(MappedColumn column) {
    int prefix = -column.width();
    if (!isBinary(column)) {
      return new TextDecoder(prefix, charset(column));
    }
    return column.type() == TypeCode.STRING
        ? new BytesDecoder.Padded(prefix, column.size())
        : new BytesDecoder(prefix);
  }

  /** The labels of the column; empty unless it is an ENUM or SET. */
  static List<String> labels(MappedColumn column) {
    List<String> labels = column.labels();
    return labels == null ? List.of() : labels;
  }

  /**
   * The code of the spatial type that MySQL calls {@code name}, or {@link MappedColumn#UNKNOWN}.
   */
  static int geometryCode(String name) {
    return List.of(GEOMETRIES).indexOf(name);
  }
}
