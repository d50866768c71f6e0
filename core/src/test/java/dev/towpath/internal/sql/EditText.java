package dev.towpath.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Edits of statements, written down in short for comparison. */
final class EditText {
  private EditText() {}

  /** Returns the changes of a statement whose default database is {@code d}. */
  static String of(String statement, long sqlMode, ServerDialect dialect)
      throws UnsupportedDdlException {
    return StatementParser.parse(SqlText.of(statement), sqlMode, dialect, "d").stream()
        .map(EditText::text)
        .collect(Collectors.joining(" / "))
        .replace('\n', '⏎')
        .replace('\t', '→');
  }

  private static String text(SchemaEdit edit) {
    if (edit instanceof SchemaEdit.Create create) {
      var elements = new ArrayList<String>();
      create.columns().forEach(column -> elements.add(text(column)));
      create.keys().forEach(key -> elements.add(text(key)));
      return "create"
          + text(create.creation())
          + ' '
          + create.table()
          + ": "
          + String.join(", ", elements)
          + (create.charset() == null ? "" : " in " + create.charset())
          + (create.versioned() ? " versioned" : "");
    } else if (edit instanceof SchemaEdit.Copy copy) {
      return "copy" + text(copy.creation()) + ' ' + copy.table() + " like " + copy.like();
    } else if (edit instanceof SchemaEdit.Alter alter) {
      return "alter"
          + present(alter.onlyIfPresent())
          + ' '
          + alter.table()
          + ": "
          + alter.edits().stream().map(EditText::text).collect(Collectors.joining("; "));
    } else if (edit instanceof SchemaEdit.Rename rename) {
      return "rename"
          + present(rename.onlyIfPresent())
          + ' '
          + rename.table()
          + " to "
          + rename.to();
    } else if (edit instanceof SchemaEdit.Drop drop) {
      return "drop" + present(drop.onlyIfPresent()) + ' ' + drop.table();
    } else if (edit instanceof SchemaEdit.DropDatabase drop) {
      return "drop database " + drop.database();
    } else if (edit instanceof SchemaEdit.Database database) {
      return "database"
          + text(database.creation())
          + ' '
          + database.database()
          + ' '
          + (database.charset() == null ? "default" : database.charset());
    }
    return edit.toString();
  }

  private static String text(TableEdit edit) {
    if (edit instanceof TableEdit.Add add) {
      return "add" + absent(add.onlyIfAbsent()) + ' ' + text(add.column()) + text(add.place());
    } else if (edit instanceof TableEdit.Change change) {
      return "change"
          + present(change.onlyIfPresent())
          + ' '
          + change.column()
          + ": "
          + text(change.to())
          + text(change.place());
    } else if (edit instanceof TableEdit.Rename rename) {
      return "rename"
          + present(rename.onlyIfPresent())
          + ' '
          + rename.column()
          + " to "
          + rename.to();
    } else if (edit instanceof TableEdit.Drop drop) {
      return "drop" + present(drop.onlyIfPresent()) + ' ' + drop.column();
    } else if (edit instanceof TableEdit.Show show) {
      return (show.visible() ? "show " : "hide ") + show.column();
    } else if (edit instanceof TableEdit.AddKey add) {
      return "add" + absent(add.onlyIfAbsent()) + ' ' + text(add.key());
    } else if (edit instanceof TableEdit.AddPeriod add) {
      return "add" + absent(add.onlyIfAbsent()) + " period " + add.columns();
    } else if (edit instanceof TableEdit.DropKey drop) {
      return "drop key" + present(drop.onlyIfPresent()) + ' ' + drop.name();
    } else if (edit instanceof TableEdit.DropConstraint drop) {
      return "drop constraint" + present(drop.onlyIfPresent()) + ' ' + drop.name();
    } else if (edit instanceof TableEdit.RenameKey rename) {
      return "rename key"
          + present(rename.onlyIfPresent())
          + ' '
          + rename.name()
          + " to "
          + rename.to();
    } else if (edit instanceof TableEdit.DefaultCharset given) {
      return "charset " + (given.charset() == null ? "default" : given.charset());
    } else if (edit instanceof TableEdit.Convert convert) {
      return "convert to " + (convert.charset() == null ? "default" : convert.charset());
    }
    return edit instanceof TableEdit.AddVersioning ? "add versioning" : "drop versioning";
  }

  private static String text(SchemaEdit.Creation creation) {
    return switch (creation) {
      case PLAIN -> "";
      case ONLY_IF_ABSENT -> absent(true);
      case REPLACING -> " replacing";
    };
  }

  private static String absent(boolean onlyIfAbsent) {
    return onlyIfAbsent ? " if absent" : "";
  }

  private static String present(boolean onlyIfPresent) {
    return onlyIfPresent ? " if present" : "";
  }

  private static String text(TableEdit.Place place) {
    return place.first() ? " first" : place.after() == null ? "" : " after " + place.after();
  }

  private static String text(KeySpec key) {
    String kind =
        switch (key.kind()) {
          case PRIMARY -> "PRIMARY";
          case UNIQUE -> "unique ";
          case HASHED -> "hashed ";
          case OTHER -> "key ";
          case FOREIGN -> "foreign ";
        };
    return kind
        + (key.primary() ? "" : key.name() == null ? "?" : key.name())
        + key.parts().stream()
            .map(
                part ->
                    (part.column() == null
                        ? "-"
                        : part.column() + (part.whole() ? "" : ":" + part.length())))
            .collect(Collectors.joining(" ", "(", ")"));
  }

  private static String labels(DeclaredType type) {
    return IntStream.range(0, type.labels().size())
        .mapToObj(
            i ->
                type.labelsOfBytes().contains(i)
                    ? "x'" + type.labels().get(i) + '\''
                    : type.labels().get(i))
        .collect(Collectors.joining(";", "[", "]"));
  }

  private static String text(ColumnSpec column) {
    DeclaredType type = column.type();
    List<String> arguments = type.arguments().stream().map(String::valueOf).toList();
    return column.name()
        + ' '
        + type.name()
        + (arguments.isEmpty() ? "" : '(' + String.join(",", arguments) + ')')
        + (type.labels().isEmpty() ? "" : labels(type))
        + (type.unsigned() ? " unsigned" : "")
        + (type.zerofill() ? " zerofill" : "")
        + (type.charset() == null ? "" : " in " + type.charset())
        + column.traits().stream()
            .map(ColumnSpec.Trait::name)
            .sorted()
            .map(trait -> ' ' + trait)
            .collect(Collectors.joining());
  }
}
