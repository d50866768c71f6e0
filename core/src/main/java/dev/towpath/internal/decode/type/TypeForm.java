package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.text.CharacterSets;
import dev.towpath.internal.decode.type.DataType.Meaning;
import dev.towpath.internal.sql.DeclaredType;
import dev.towpath.internal.sql.ServerDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The form of a data type's text in {@code COLUMN_TYPE}. The text is created from a table map,
 * parsed, or created from a declaration. Immutable.
 */
public abstract class TypeForm {
  /** The first known MySQL version that chooses the smallest type for a length of zero. */
  static final int FIRST_WITH_TINY_FOR_ZERO = 90_000;

  /** The most bytes of a VARCHAR or VARBINARY. */
  static final int MAX_VARIABLE_BYTES = 65_532;

  private static final int MAX_FLOAT_BITS = 24;

  /** A name without anything after it. */
  static final TypeForm NAME = new TypeForm() {};

  /** {@code year}. */
  static final TypeForm YEAR =
      new TypeForm() {
        @Override
        TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
          return new TypeText(name, "", false, List.of());
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          boolean isShort = dialect.mariaDb() && declared.length(4) == 2;
          return isShort ? "year(2)" : dialect.showsWidths() ? "year(4)" : "year";
        }
      };

  /** {@code float unsigned}; precision and scale are in no binlog. */
  static final TypeForm REAL =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          return type.lowerCaseName() + sign(column);
        }

        @Override
        TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
          return new TypeText(name, "", unsigned, List.of());
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          if (declared.arguments().size() == 2) {
            return "%s(%d,%d)".formatted(type.lowerCaseName(), declared.length(0), second(declared))
                + attributes(declared);
          }
          boolean isDouble = declared.length(0) > MAX_FLOAT_BITS;
          return (isDouble ? DataType.DOUBLE : type).lowerCaseName() + attributes(declared);
        }
      };

  /** {@code decimal(10,2)}. */
  static final TypeForm DECIMAL =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          return type.lowerCaseName()
              + '('
              + (column.size() >> 8)
              + ','
              + (column.size() & 0xff)
              + ')'
              + sign(column);
        }

        @Override
        TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
          return new TypeText(name, arguments, unsigned, List.of());
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          int precision =
              declared.length(0) == 0 ? Math.max(10, second(declared)) : declared.length(0);
          return "decimal(%d,%d)".formatted(precision, second(declared)) + attributes(declared);
        }
      };

  /** {@code bit(3)}, {@code binary(16)}: a length that is in the table map. */
  static final TypeForm LENGTH =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          return type.lowerCaseName() + '(' + column.size() + ')';
        }

        @Override
        TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
          int fixed = meaning.name().argument();
          return new TypeText(
              meaning.type().lowerCaseName(),
              fixed < 0 ? arguments : Integer.toString(fixed),
              false,
              List.of());
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          return declared.name().equals(type.lowerCaseName())
              ? sized(type, declared.length(1), 1, true)
              : declared.name();
        }
      };

  /** {@code varchar(20)}: a length in characters. */
  static final TypeForm CHARACTERS =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          String charset = Objects.requireNonNull(column.charset());
          return type.lowerCaseName()
              + '('
              + column.size() / CharacterSets.of(charset).maxBytes()
              + ')';
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          return sized(type, declared.length(1), bytes, false);
        }
      };

  /** {@code datetime(3)}: digits of a fraction. */
  static final TypeForm FRACTION =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          return withDigits(type.lowerCaseName(), column.size());
        }

        @Override
        TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
          return new TypeText(name, arguments.equals("0") ? "" : arguments, false, List.of());
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          return withDigits(type.lowerCaseName(), declared.length(0));
        }
      };

  /** {@code enum('a','b')}. */
  static final TypeForm LABELS =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          return type.lowerCaseName() + TypeText.quoted(Objects.requireNonNull(column.labels()));
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          return type.lowerCaseName() + TypeText.quoted(declared.labels());
        }
      };

  /** {@code vector(3)}. */
  static final TypeForm VECTOR =
      new TypeForm() {
        private static final int DEFAULT_DIMENSIONS = 2048;

        @Override
        String mapped(DataType type, MappedColumn column) {
          return column.dimensions() == MappedColumn.UNKNOWN
              ? type.lowerCaseName()
              : type.lowerCaseName() + '(' + column.dimensions() + ')';
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          return type.lowerCaseName() + '(' + declared.length(DEFAULT_DIMENSIONS) + ')';
        }
      };

  /** {@code text}: a declared length chooses the size, which is in the name. */
  static final TypeForm LARGE =
      new TypeForm() {
        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          long length = declared.length(0);
          boolean isTiny =
              !dialect.mariaDb()
                  && dialect.version() >= FIRST_WITH_TINY_FOR_ZERO
                  && !declared.arguments().isEmpty();
          return length == 0 && !isTiny
              ? type.lowerCaseName()
              : DataType.ofCapacity(length * bytes, !type.isText()).lowerCaseName();
        }
      };

  /** {@code point}. */
  static final TypeForm SPATIAL =
      new TypeForm() {
        @Override
        String mapped(DataType type, MappedColumn column) {
          int code = column.geometry();
          return Spatial.NAMES.get(code >= 0 && code < Spatial.NAMES.size() ? code : 0);
        }

        @Override
        TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
          return new TypeText(
              name.equals(Spatial.OLD_COLLECTION) ? Spatial.COLLECTION : name,
              arguments,
              false,
              List.of());
        }

        @Override
        String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
          if (!declared.name().equals(Spatial.COLLECTION)
              && !declared.name().equals(Spatial.OLD_COLLECTION)) {
            return declared.name();
          }
          return dialect.mariaDb() || dialect.version() < Spatial.FIRST_WITH_SHORT_NAME
              ? Spatial.OLD_COLLECTION
              : Spatial.COLLECTION;
        }
      };

  /** Creates the form of {@code int unsigned}; display widths are in no binlog. */
  static TypeForm integer(int signedWidth, int unsignedWidth) {
    return new TypeForm() {
      @Override
      String mapped(DataType type, MappedColumn column) {
        return type.lowerCaseName() + sign(column);
      }

      @Override
      TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
        return new TypeText(name, "", unsigned, List.of());
      }

      @Override
      String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
        boolean unsigned = declared.unsigned() || declared.zerofill();
        int given = declared.length(0);
        int width = given != 0 ? given : unsigned ? unsignedWidth : signedWidth;
        boolean isBoolean = type == DataType.TINYINT && width == 1 && !unsigned;
        boolean shown = dialect.showsWidths() || declared.zerofill() || isBoolean;
        return type.lowerCaseName() + (shown ? "(" + width + ")" : "") + attributes(declared);
      }
    };
  }

  /** Returns the text of a complete column of a table map. */
  String mapped(DataType type, MappedColumn column) {
    return type.lowerCaseName();
  }

  /** Returns the canonical form of a text that a server printed. */
  TypeText canonical(Meaning meaning, String name, String arguments, boolean unsigned) {
    return new TypeText(name, arguments, false, List.of());
  }

  /**
   * Returns the text that a server shows for a declaration.
   *
   * @param bytes the most that a character needs
   */
  String declared(DataType type, DeclaredType declared, ServerDialect dialect, int bytes) {
    return declared.name();
  }

  private static String sized(DataType type, long length, int bytes, boolean binary) {
    // Without strict mode a server turns a VARCHAR that is too long for a row into a TEXT or BLOB.
    return length * bytes > MAX_VARIABLE_BYTES
        ? DataType.ofCapacity(length * bytes, binary).lowerCaseName()
        : type.lowerCaseName() + '(' + length + ')';
  }

  private static String withDigits(String name, int digits) {
    return digits == 0 ? name : name + '(' + digits + ')';
  }

  private static String sign(MappedColumn column) {
    return Boolean.TRUE.equals(column.unsigned()) ? " unsigned" : "";
  }

  private static int second(DeclaredType declared) {
    return declared.arguments().size() < 2 ? 0 : declared.arguments().get(1);
  }

  private static String attributes(DeclaredType declared) {
    return (declared.unsigned() || declared.zerofill() ? " unsigned" : "")
        + (declared.zerofill() ? " zerofill" : "");
  }

  /** Names of spatial types, by their code in table maps. */
  public static final class Spatial {
    private static final List<String> NAMES =
        List.of(
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geomcollection");
    private static final String OLD_COLLECTION = "geometrycollection";
    private static final String COLLECTION = "geomcollection";
    private static final int FIRST_WITH_SHORT_NAME = 80_011;

    /** Returns the names in statements; servers print all of them. */
    static TypeName[] names() {
      var names = new ArrayList<TypeName>();
      NAMES.forEach(name -> names.add(TypeName.called(name).printed()));
      names.add(TypeName.called(OLD_COLLECTION).printed());
      return names.toArray(TypeName[]::new);
    }

    /** Returns the code of a spatial type, or {@link MappedColumn#UNKNOWN}. */
    public static int code(String name) {
      return NAMES.indexOf(name);
    }
  }
}
