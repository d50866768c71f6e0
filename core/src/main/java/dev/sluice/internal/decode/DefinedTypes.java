package dev.sluice.internal.decode;

import dev.sluice.event.Column;
import dev.sluice.event.ColumnType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The columns of sinks that definitions without a table map make. */
public final class DefinedTypes {
  private static final Set<String> GEOMETRIES =
      Set.of(
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geomcollection");

  private DefinedTypes() {}

  /** Returns the column that sinks see; null if its type is not known. */
  public static @Nullable Column column(ColumnDefinition definition) {
    TypeText text = TypeText.parse(definition.columnType());
    String name =
        GEOMETRIES.contains(text.name()) ? "GEOMETRY" : text.name().toUpperCase(Locale.ROOT);
    return Arrays.stream(ColumnType.values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .map(
            type ->
                Column.builder(definition.name(), type)
                    .typeText(definition.columnType())
                    .unsigned(text.unsigned())
                    .nullable(!Boolean.FALSE.equals(definition.nullable()))
                    .visible(definition.visible())
                    .labels(text.labels())
                    .build())
        .orElse(null);
  }
}
