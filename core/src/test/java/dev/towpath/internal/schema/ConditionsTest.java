package dev.towpath.internal.schema;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.TableName;
import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.SchemaEdit.Creation;
import dev.towpath.internal.sql.TableEdit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statements that do something only under a condition. */
class ConditionsTest {
  private static final TableName T = new TableName("d", "t");
  private static final TableName U = new TableName("d", "u");
  private static final TableEdit.Place END = TableEdit.Place.UNSAID;

  private final AstModel model = new AstModel();

  @Test
  void additionsAreMadeOnceAndOnlyOfWhatWasNotThereBefore() {
    create(Creation.PLAIN, "a", "b");

    alter(
        new TableEdit.Drop("b", false),
        new TableEdit.Add(column("B"), END, true),
        new TableEdit.Add(column("c"), END, true),
        new TableEdit.Add(column("C"), END, true));

    assertEquals("a int(11), c int(11)", model.text(T));
  }

  @Test
  void absentTableIsNeitherChangedNorDropped() {
    create(Creation.PLAIN, "a");

    alter(
        new TableEdit.Change("x", column("y"), END, true),
        new TableEdit.Rename("x", "y", true),
        new TableEdit.Drop("x", true),
        new TableEdit.DropKey("x", true),
        new TableEdit.RenameKey("x", "y", true),
        new TableEdit.Change("A", column("z"), END, true));

    assertEquals("z int(11)", model.text(T));
  }

  @Test
  void keysAreAddedOnlyUnderNamesThatWereFree() {
    create(Creation.PLAIN, "a", "b");
    alter(new TableEdit.AddKey(unique("a", "a"), false));

    alter(
        new TableEdit.DropKey("a", false),
        new TableEdit.AddKey(unique("A", "b"), true),
        new TableEdit.AddKey(unique(null, "a"), true),
        new TableEdit.AddKey(unique(null, "b"), true),
        new TableEdit.AddKey(unique("b", "a"), true));

    assertEquals("[b[b]]", model.definition(T).keys().toString());
  }

  @Test
  void additionOfWhatIsThereMakesTheTableUnknown() {
    create(Creation.PLAIN, "a");

    alter(new TableEdit.Add(column("A"), END, false));

    assertTrue(model.text(T).contains("it adds column A, which is there"), model.text(T));
  }

  @Test
  void tableIsCreatedIfAbsentReplacedOrLeft() {
    create(Creation.ONLY_IF_ABSENT, "a");
    create(Creation.ONLY_IF_ABSENT, "b");
    assertEquals("a int(11)", model.text(T));

    create(Creation.REPLACING, "c");
    assertEquals("c int(11)", model.text(T));

    model.apply(new SchemaEdit.Copy(U, Creation.ONLY_IF_ABSENT, T));
    create(Creation.REPLACING, "d");
    model.apply(new SchemaEdit.Copy(U, Creation.ONLY_IF_ABSENT, T));
    assertEquals("c int(11)", model.text(U));

    model.apply(new SchemaEdit.Copy(U, Creation.REPLACING, T));
    assertEquals("d int(11)", model.text(U));
  }

  @Test
  void tableKeepsItsDefinitionWhenItIsRenamedToItself() {
    create(Creation.PLAIN, "a");

    model.apply(new SchemaEdit.Rename(T, T, false));
    assertEquals("a int(11)", model.text(T));

    model.catalog.lowerCase(true);
    model.apply(new SchemaEdit.Rename(T, new TableName("D", "T"), false));
    assertEquals("a int(11)", model.text(T));
  }

  @Test
  void renameOfWhatIsNotThereDoesNothing() {
    create(Creation.PLAIN, "a");

    model.apply(new SchemaEdit.Rename(U, T, true), new SchemaEdit.Alter(U, true, List.of()));

    assertEquals("a int(11)", model.text(T));
    assertEquals("absent", model.text(U));
  }

  @Test
  void databaseThatIsReplacedIsEmpty() {
    create(Creation.PLAIN, "a");

    model.apply(new SchemaEdit.Database("d", "utf8mb4", Creation.ONLY_IF_ABSENT, false));
    assertEquals("a int(11)", model.text(T));
    model.apply(new SchemaEdit.Database("d", "utf8mb4", Creation.REPLACING, false));

    assertEquals("absent", model.text(T));
    assertEquals("utf8mb4", requireNonNull(model.catalog.database("d")).charset());
  }

  private void create(Creation creation, String... columns) {
    List<ColumnSpec> specs = List.of(columns).stream().map(ConditionsTest::column).toList();
    model.apply(new SchemaEdit.Create(T, creation, specs, List.of(), "latin1", false));
  }

  private void alter(TableEdit... edits) {
    model.apply(new SchemaEdit.Alter(T, false, List.of(edits)));
  }

  private static ColumnSpec column(String name) {
    return AstModel.column(name, "int", List.of());
  }

  private static KeySpec unique(@Nullable String name, String column) {
    return new KeySpec(false, name, List.of(new KeySpec.Part(column, true)));
  }
}
