package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.ByteCursor;
import dev.towpath.internal.decode.text.CharacterSets;
import dev.towpath.internal.decode.text.Collations;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.MappedColumn;
import dev.towpath.internal.decode.value.TypeCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields at the end of a TABLE_MAP event that tell more than types ({@code
 * Table_map_event::Optional_metadata_field_type}). Used by one thread, for one event.
 */
final class OptionalMetadata {
  private static final int SIGNEDNESS = 1;
  private static final int DEFAULT_CHARSET = 2;
  private static final int COLUMN_CHARSET = 3;
  private static final int COLUMN_NAME = 4;
  private static final int SET_STR_VALUE = 5;
  private static final int ENUM_STR_VALUE = 6;
  private static final int GEOMETRY_TYPE = 7;
  private static final int SIMPLE_PRIMARY_KEY = 8;
  private static final int PRIMARY_KEY_WITH_PREFIX = 9;
  private static final int ENUM_AND_SET_DEFAULT_CHARSET = 10;
  private static final int ENUM_AND_SET_COLUMN_CHARSET = 11;
  private static final int COLUMN_VISIBILITY = 12;
  private static final int VECTOR_DIMENSIONALITY = 13;

  private static final int MAX_COLLATION = 0xffff;

  private final int[] types;
  private final BinlogDialect dialect;
  private final @Nullable Boolean[] unsigned;
  private final @Nullable String[] charsets;
  private final @Nullable String[] names;
  private final byte[] @Nullable [][] labels;
  private final int[] geometries;
  private final int[] dimensions;
  private final boolean[] visible;
  private final List<Integer> primaryKey = new ArrayList<>();

  private OptionalMetadata(int[] types, BinlogDialect dialect) {
    int count = types.length;
    this.types = types;
    this.dialect = dialect;
    unsigned = new Boolean[count];
    charsets = new String[count];
    names = new String[count];
    labels = new byte[count][][];
    geometries = new int[count];
    Arrays.fill(geometries, MappedColumn.UNKNOWN);
    dimensions = new int[count];
    Arrays.fill(dimensions, MappedColumn.UNKNOWN);
    visible = new boolean[count];
    Arrays.fill(visible, true);
  }

  /**
   * Reads the fields up to the end of the event; unknown fields are skipped.
   *
   * @param types the type codes of the columns
   */
  static OptionalMetadata read(ByteCursor cursor, int[] types, BinlogDialect dialect) {
    OptionalMetadata metadata = new OptionalMetadata(types, dialect);
    while (cursor.hasMore()) {
      int code = cursor.u8("code of a metadata field");
      int length = cursor.length("length of metadata field " + code);
      metadata.readField(code, cursor.slice(length, "metadata field " + code));
    }
    return metadata;
  }

  MappedColumn column(int index, int type, int size, boolean nullable) {
    return new MappedColumn(
        type,
        size,
        nullable,
        unsigned[index],
        charsets[index],
        names[index],
        labels(index),
        geometries[index],
        dimensions[index],
        visible[index]);
  }

  List<Integer> primaryKey() {
    return primaryKey;
  }

  private void readField(int code, ByteCursor field) {
    switch (code) {
      case SIGNEDNESS -> readSignedness(field);
      case DEFAULT_CHARSET -> readDefaultCharset(field, this::hasCharset);
      case COLUMN_CHARSET -> readCharsets(field, this::hasCharset);
      case COLUMN_NAME -> readNames(field);
      case SET_STR_VALUE -> readLabels(field, TypeCode.SET);
      case ENUM_STR_VALUE -> readLabels(field, TypeCode.ENUM);
      case GEOMETRY_TYPE -> readNumbers(field, TypeCode.GEOMETRY, geometries);
      case SIMPLE_PRIMARY_KEY -> readPrimaryKey(field, false);
      case PRIMARY_KEY_WITH_PREFIX -> readPrimaryKey(field, true);
      case ENUM_AND_SET_DEFAULT_CHARSET -> readDefaultCharset(field, DataType::isLabelled);
      case ENUM_AND_SET_COLUMN_CHARSET -> readCharsets(field, DataType::isLabelled);
      case COLUMN_VISIBILITY -> readVisibility(field);
      case VECTOR_DIMENSIONALITY -> readNumbers(field, TypeCode.VECTOR, dimensions);
      default -> field.skip(field.remaining(), "a field of a later server");
    }
  }

  /**
   * Returns whether the column has a character set entry. From 9.0 on the server counts VECTOR,
   * internally a kind of BLOB, among the character columns.
   */
  private boolean hasCharset(int type) {
    return DataType.isCharacter(type)
        || type == TypeCode.VECTOR
        || (type == TypeCode.GEOMETRY && dialect.geometryHasCharset());
  }

  private void readSignedness(ByteCursor field) {
    int[] numbers = columns(DataType::isNumber);
    int[] withYears = columns(type -> DataType.isNumber(type) || type == TypeCode.YEAR);
    int length = field.remaining();
    int bits = field.skip(length, "signedness");
    boolean yearsAbsent = fits(field, bits, length, numbers.length);
    boolean yearsPresent = fits(field, bits, length, withYears.length);
    if (dialect.yearSign() != BinlogDialect.YearSign.UNKNOWN) {
      yearsAbsent &= dialect.yearSign() == BinlogDialect.YearSign.ABSENT;
      yearsPresent &= dialect.yearSign() == BinlogDialect.YearSign.PRESENT;
    }
    if (!yearsAbsent && !yearsPresent) {
      throw field.error(
          "%d bytes of signedness do not fit %d numeric columns".formatted(length, numbers.length));
    }
    @Nullable Boolean[] absent = signs(field, bits, numbers, yearsAbsent);
    @Nullable Boolean[] present = signs(field, bits, withYears, yearsPresent);
    for (int column : numbers) {
      boolean agreed =
          !yearsAbsent || !yearsPresent || Objects.equals(absent[column], present[column]);
      unsigned[column] = agreed ? (yearsAbsent ? absent : present)[column] : null;
    }
  }

  private @Nullable Boolean[] signs(ByteCursor field, int bits, int[] columns, boolean applies) {
    @Nullable Boolean[] signs = new Boolean[types.length];
    for (int i = 0; applies && i < columns.length; i++) {
      signs[columns[i]] = field.highBit(bits, i);
    }
    return signs;
  }

  /**
   * Returns whether there are as many bytes as {@code count} bits need, and no further bit is set.
   */
  private static boolean fits(ByteCursor field, int bits, int length, int count) {
    if (length != (count + 7) / 8) {
      return false;
    }
    for (int i = count; i < length * 8; i++) {
      if (field.highBit(bits, i)) {
        return false;
      }
    }
    return true;
  }

  private void readDefaultCharset(ByteCursor field, IntPredicate kind) {
    int[] columns = columns(kind);
    String charset = charset(field);
    for (int column : columns) {
      charsets[column] = charset;
    }
    while (field.hasMore()) {
      int index = field.packed("column with another collation", columns.length - 1);
      charsets[columns[index]] = charset(field);
    }
  }

  private void readCharsets(ByteCursor field, IntPredicate kind) {
    for (int column : columns(kind)) {
      charsets[column] = charset(field);
    }
    requireEnd(field);
  }

  private static @Nullable String charset(ByteCursor field) {
    return Collations.charsetOf(field.packed("collation", MAX_COLLATION));
  }

  private void readNames(ByteCursor field) {
    for (int i = 0; i < names.length; i++) {
      names[i] = field.text("column name");
    }
    requireEnd(field);
  }

  private void readLabels(ByteCursor field, int type) {
    for (int column : columns(candidate -> candidate == type)) {
      int count = field.packed("number of labels", field.remaining());
      byte[][] values = new byte[count][];
      for (int i = 0; i < count; i++) {
        values[i] = field.bytes(field.length("length of a label"), "label");
      }
      labels[column] = values;
    }
    requireEnd(field);
  }

  private void readNumbers(ByteCursor field, int type, int[] numbers) {
    for (int column : columns(candidate -> candidate == type)) {
      numbers[column] = field.packed("number", Integer.MAX_VALUE);
    }
    requireEnd(field);
  }

  private void readPrimaryKey(ByteCursor field, boolean withPrefix) {
    primaryKey.clear();
    while (field.hasMore()) {
      primaryKey.add(field.packed("column of the primary key", types.length - 1));
      if (withPrefix) {
        field.packed("prefix length", Integer.MAX_VALUE);
      }
    }
  }

  private void readVisibility(ByteCursor field) {
    int bits = field.skip((types.length + 7) / 8, "visibility");
    for (int i = 0; i < visible.length; i++) {
      visible[i] = field.highBit(bits, i);
    }
    requireEnd(field);
  }

  /**
   * Returns the labels as text. Servers before 8.0.14 do not tell their character set, but ASCII is
   * readable without it.
   */
  private @Nullable List<String> labels(int column) {
    byte[][] values = labels[column];
    if (values == null) {
      return null;
    }
    // Labels without a character set are the bytes of the statement, which servers show as UTF-8.
    String charset = "binary".equals(charsets[column]) ? "utf8mb4" : charsets[column];
    List<String> texts = new ArrayList<>(values.length);
    for (byte[] value : values) {
      if (charset != null) {
        texts.add(CharacterSets.of(charset).decode(value, 0, value.length));
      } else if (isPlain(value)) {
        texts.add(CharacterSets.of("ascii").decode(value, 0, value.length));
      } else {
        return null;
      }
    }
    return texts;
  }

  private static boolean isPlain(byte[] value) {
    for (byte character : value) {
      // UTF-16 and UTF-32 have zeros where ASCII has none.
      if (character <= 0) {
        return false;
      }
    }
    return true;
  }

  private int[] columns(IntPredicate kind) {
    int[] found = new int[types.length];
    int count = 0;
    for (int i = 0; i < types.length; i++) {
      if (kind.test(types[i])) {
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static void requireEnd(ByteCursor field) {
    if (field.hasMore()) {
      throw field.error(field.remaining() + " bytes belong to no column");
    }
  }
}
