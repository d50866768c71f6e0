package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.type.TypeForm;
import dev.towpath.internal.decode.type.TypeText;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table map together with its definition, which completes the one and is checked
 * against it.
 */
final class DefinedColumn {
  private static final String BINARY = "binary";

  private final MappedColumn mapped;
  private final ColumnDefinition definition;
  private final TypeText type;
  private final boolean nullable;

  /**
   * The column of a table map.
   *
   * @param tellsNullability {@link TableMap#tellsNullability()}
   */
  DefinedColumn(MappedColumn mapped, ColumnDefinition definition, boolean tellsNullability) {
    this.mapped = mapped;
    this.definition = definition;
    this.type = TypeText.parse(definition.columnType());
    this.nullable =
        tellsNullability ? mapped.nullable() : !Boolean.FALSE.equals(definition.nullable());
  }

  /** Returns the column with missing facts taken from the definition. */
  MappedColumn completed() {
    int code = mapped.type();
    return new MappedColumn(
        code,
        mapped.size(),
        nullable,
        mapped.unsigned() != null ? mapped.unsigned() : (Boolean) type.unsigned(),
        DataType.isCharacter(code) || DataType.isLabelled(code) ? charset() : null,
        definition.name(),
        DataType.isLabelled(code) ? labels() : null,
        geometry(),
        dimensions(),
        definition.visible());
  }

  private String charset() {
    if (mapped.charset() != null) {
      return mapped.charset();
    }
    return definition.charset() != null ? definition.charset() : BINARY;
  }

  private List<String> labels() {
    List<String> labels = mapped.labels();
    return labels == null ? type.labels() : labels;
  }

  private int geometry() {
    return mapped.geometry() == MappedColumn.UNKNOWN
        ? TypeForm.Spatial.code(type.name())
        : mapped.geometry();
  }

  private int dimensions() {
    boolean missing =
        mapped.type() == TypeCode.VECTOR && mapped.dimensions() == MappedColumn.UNKNOWN;
    return missing && type.arguments().matches("\\d{1,9}")
        ? Integer.parseInt(type.arguments())
        : mapped.dimensions();
  }

  /** Describes what the table map says where the definition differs; null if they agree. */
  @Nullable String mismatch() {
    MappedColumn complete = completed();
    if (mapped.name() != null && !mapped.name().equals(definition.name())) {
      return "column " + mapped.name();
    }
    String text = TypeText.parse(DataType.text(complete)).toString();
    if (!text.equals(type.toString())) {
      return text + charsetSuffix(complete);
    }
    if (!hasSameCharset(complete)) {
      return text + charsetSuffix(complete);
    }
    if (DataType.isLabelled(complete.type()) && !hasRoomFor(complete)) {
      return text + " in " + complete.size() + " bytes";
    }
    Boolean expected = definition.nullable();
    return expected == null || nullable == expected
        ? null
        : text + (nullable ? " that may be NULL" : " not null");
  }

  private static String charsetSuffix(MappedColumn column) {
    String charset = column.charset();
    return charset == null || charset.equals(BINARY) ? "" : " character set " + charset;
  }

  private boolean hasSameCharset(MappedColumn complete) {
    boolean comparable = DataType.isCharacter(complete.type()) && mapped.charset() != null;
    return !comparable || canonical(mapped.charset()).equals(canonical(definition.charset()));
  }

  private static String canonical(@Nullable String charset) {
    String name = Objects.requireNonNullElse(charset, BINARY);
    return name.equals("utf8") ? "utf8mb3" : name;
  }

  private static boolean hasRoomFor(MappedColumn column) {
    int labels = DataType.labels(column).size();
    if (column.type() == TypeCode.ENUM) {
      return column.size() == (labels < 256 ? 1 : 2);
    }
    int bytes = (labels + 7) / 8;
    return column.size() == (bytes > 4 ? 8 : bytes);
  }
}
