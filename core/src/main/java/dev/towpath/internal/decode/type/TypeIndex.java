package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.type.DataType.Meaning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An index of all data types by type code and by name. Immutable. */
final class TypeIndex {
  private static final int CODES = 256;

  private final List<List<Match>> byCode =
      IntStream.range(0, CODES).<List<Match>>mapToObj(code -> new ArrayList<>()).toList();
  private final Map<String, List<Meaning>> named = new HashMap<>();
  private final Map<String, Meaning> printed = new HashMap<>();

  TypeIndex() {
    for (DataType type : DataType.values()) {
      for (Encoding encoding : type.encodings()) {
        byCode.get(encoding.code()).add(new Match(type, encoding));
      }
      for (TypeName name : type.names()) {
        var meaning = new Meaning(type, name);
        named.computeIfAbsent(name.text(), text -> new ArrayList<>()).add(meaning);
        if (name.isPrinted(type)) {
          printed.put(name.text(), meaning);
        }
      }
    }
    named.values().forEach(meanings -> meanings.sort(Comparator.comparing(Meaning::name)));
  }

  /** A data type and one of its forms. */
  record Match(DataType type, Encoding encoding) {}

  /** Returns the types with a type code; none if it is unknown. */
  List<Match> of(int code) {
    return byCode.get(code);
  }

  /** Returns the meanings of a name in statements, special ones before general ones. */
  List<Meaning> named(String name) {
    return named.getOrDefault(name, List.of());
  }

  /** Returns the type that {@code COLUMN_TYPE} calls by a name; null if none. */
  @Nullable Meaning printed(String name) {
    return printed.get(name);
  }
}
