package dev.towpath.internal.schema;

import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.NameCase;
import dev.towpath.internal.sql.TableEdit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter that leaves out the edits whose condition does not hold, as MariaDB's {@code
 * handle_if_exists_options}: conditions are about the table before the statement, and a second
 * addition of one name is none. Used by one thread, for one statement.
 */
final class Conditions {
  private final TableDefinition before;
  private final List<TableEdit> effective = new ArrayList<>();

  private Conditions(TableDefinition before) {
    this.before = before;
  }

  /** The edits that take effect on a table, in their order. */
  static List<TableEdit> effective(TableDefinition before, List<TableEdit> edits) {
    var conditions = new Conditions(before);
    edits.forEach(conditions::apply);
    return conditions.effective;
  }

  /**
   * Keeps an edit if its condition holds. The condition of a column also applies to each key that
   * its attributes declare: they may be added to a column that was there.
   */
  private void apply(TableEdit edit) {
    if (edit instanceof TableEdit.Add add && add.onlyIfAbsent()) {
      keep(new TableEdit.Add(add.column().withoutKeys(), add.place(), true));
      keys(add.column());
    } else if (edit instanceof TableEdit.Change change && change.onlyIfPresent()) {
      keep(new TableEdit.Change(change.column(), change.to().withoutKeys(), change.place(), true));
      keys(change.to());
    } else {
      keep(edit);
    }
  }

  private void keys(ColumnSpec column) {
    column.keys().forEach(key -> keep(new TableEdit.AddKey(key, true)));
  }

  private void keep(TableEdit edit) {
    if (hold(edit)) {
      effective.add(edit);
    }
  }

  private boolean hold(TableEdit edit) {
    if (edit instanceof TableEdit.Add add) {
      return !add.onlyIfAbsent() || isNew(add.column().name());
    } else if (edit instanceof TableEdit.Change change) {
      return !change.onlyIfPresent() || before.indexOf(change.column()) >= 0;
    } else if (edit instanceof TableEdit.Rename rename) {
      return !rename.onlyIfPresent() || before.indexOf(rename.column()) >= 0;
    } else if (edit instanceof TableEdit.Drop drop) {
      return !drop.onlyIfPresent() || before.indexOf(drop.column()) >= 0;
    } else if (edit instanceof TableEdit.AddKey add) {
      return !add.onlyIfAbsent() || isNew(add.key());
    } else if (edit instanceof TableEdit.RenameKey rename) {
      return !rename.onlyIfPresent() || isKey(rename.name());
    }
    return true;
  }

  private boolean isNew(String column) {
    boolean added =
        effective.stream()
            .anyMatch(
                edit ->
                    edit instanceof TableEdit.Add add
                        && NameCase.isSame(add.column().name(), column));
    return !added && before.indexOf(column) < 0;
  }

  private boolean isNew(KeySpec key) {
    String name = name(key);
    boolean added =
        effective.stream()
            .anyMatch(
                edit ->
                    edit instanceof TableEdit.AddKey add
                        && name != null
                        && NameCase.isSame(name, String.valueOf(name(add.key()))));
    return name == null || (!added && !isKey(name));
  }

  /** A key without a name is looked for under the name of its first column. */
  private static @Nullable String name(KeySpec key) {
    if (key.primary()) {
      return KeyDefinition.PRIMARY;
    }
    return key.name() != null || key.parts().isEmpty() ? key.name() : key.parts().get(0).column();
  }

  private boolean isKey(String name) {
    return before.keys().stream().anyMatch(key -> NameCase.isSame(key.name(), name));
  }
}
