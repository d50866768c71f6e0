package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.decode.type.Encoding.Metadata;
import dev.towpath.internal.decode.value.DecimalDecoder;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A factory of columns as a TABLE_MAP event would describe them, from their definitions. */
public final class SelectedColumn {
  private static final String BYTES = "binary";

  private SelectedColumn() {}

  /**
   * Returns the column that the binlog has for a definition.
   *
   * @param columnType {@code COLUMN_TYPE}
   * @param charset {@code CHARACTER_SET_NAME}; null for types that are no text
   * @throws DecodeException if the type is not known
   */
  public static MappedColumn of(
      String name, String columnType, @Nullable String charset, boolean nullable, boolean visible) {
    TypeText text = TypeText.parse(columnType);
    DataType type = DataType.printed(text.name());
    if (type == null || !type.lowerCaseName().equals(text.name()) && !isSpatial(type)) {
      throw new DecodeException(
          "column %s has type %s, whose rows cannot be read by a query"
              .formatted(name, columnType));
    }
    String set = charset == null ? BYTES : charset;
    Encoding form = form(type);
    return new MappedColumn(
        form.code(),
        size(type, form, text, set),
        nullable,
        DataType.isNumber(form.code()) ? (Boolean) text.unsigned() : null,
        DataType.isCharacter(form.code()) || type.isLabelled() ? set : null,
        name,
        type.isLabelled() ? text.labels() : null,
        isSpatial(type) ? TypeForm.Spatial.code(text.name()) : MappedColumn.UNKNOWN,
        type == DataType.VECTOR ? number(text.arguments(), 0) : MappedColumn.UNKNOWN,
        visible);
  }

  private static boolean isSpatial(DataType type) {
    return type == DataType.GEOMETRY;
  }

  /** Returns the form that servers write today: times with fractions, large values as BLOB. */
  private static Encoding form(DataType type) {
    List<Encoding> forms = type.encodings();
    Encoding last = forms.get(forms.size() - 1);
    boolean isNewer = last.metadata() == Metadata.FRACTION || last.code() == TypeCode.BLOB;
    return isNewer ? last : forms.get(0);
  }

  private static int size(DataType type, Encoding form, TypeText text, String charset) {
    return switch (form.metadata()) {
      case NONE -> 0;
      case REAL -> DataType.width(form.code(), 0);
      case FRACTION -> number(text.arguments(), 0);
      case PREFIX -> form.onlySize() > 0 ? form.onlySize() : Integer.BYTES;
      case LENGTH -> number(text.arguments(), 1) * Charsets.maxBytes(charset);
      case STRING ->
          type.isLabelled()
              ? bytesOfLabels(type, text.labels().size())
              : number(text.arguments(), 1) * Charsets.maxBytes(charset);
      case BITS -> number(text.arguments(), 1);
      case DECIMAL -> decimal(text.arguments());
    };
  }

  private static int bytesOfLabels(DataType type, int labels) {
    if (type == DataType.ENUM) {
      return labels < 256 ? 1 : 2;
    }
    int bytes = (labels + 7) / 8;
    return bytes > 4 ? 8 : bytes;
  }

  private static int decimal(String arguments) {
    int comma = arguments.indexOf(',');
    int precision = number(comma < 0 ? arguments : arguments.substring(0, comma), 10);
    int scale = comma < 0 ? 0 : number(arguments.substring(comma + 1), 0);
    if (DecimalDecoder.bytes(precision, scale) == 0) {
      throw new DecodeException("DECIMAL(" + arguments + ") has no digits");
    }
    return precision << 8 | scale;
  }

  private static int number(String digits, int otherwise) {
    return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }
}
