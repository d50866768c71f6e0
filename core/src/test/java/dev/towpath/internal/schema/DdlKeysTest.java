package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of what statements make of keys and of versioned tables. */
class DdlKeysTest {
  @Test
  void versionsGoOnInHiddenColumnsWhenTheirOwnAreDropped() {
    var model = new Model("11.4.5-MariaDB", TableFilter.all(), "d");
    model.execute(
        "CREATE TABLE t (a INT, s TIMESTAMP(6) AS ROW START, e TIMESTAMP(6) AS ROW END,"
            + " PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING",
        "CREATE TABLE u LIKE t",
        "ALTER TABLE t DROP s, DROP e",
        "ALTER TABLE u DROP s, DROP e, DROP SYSTEM VERSIONING");

    assertEquals("a int key [] versioned", definition(model, "t").comparable());
    assertEquals("a int key []", definition(model, "u").comparable());
  }

  @Test
  void theEndOfVersionsIsNoDifferenceBetweenKeys() {
    var model = new Model("11.4.5-MariaDB", TableFilter.all(), "d");
    String columns =
        "(a INT, s TIMESTAMP(6) AS ROW START, e TIMESTAMP(6) AS ROW END, PRIMARY KEY (%s))";
    model.execute(
        "CREATE TABLE t " + columns.formatted("a"), "CREATE TABLE u " + columns.formatted("a, e"));

    // The server adds it to the keys by itself.
    assertEquals(definition(model, "t").comparable(), definition(model, "u").comparable());
  }

  @Test
  void columnOfThePrimaryKeyHasAUniqueKeyOfItsOwnInMySqlOnly() {
    List<String> statements =
        List.of(
            "CREATE TABLE t (a INT)",
            "ALTER TABLE t ADD b INT KEY UNIQUE",
            "ALTER TABLE t DROP PRIMARY KEY");
    var mariaDb = new Model("11.4.5-MariaDB", TableFilter.all(), "d");
    mariaDb.execute(statements.toArray(String[]::new));
    Model mySql = Model.of(statements.toArray(String[]::new));

    assertEquals("[]", definition(mariaDb, "t").keys().toString());
    assertEquals("[b[b]]", definition(mySql, "t").keys().toString());
  }

  /** SHOW INDEX of a server told what becomes of a prefix. */
  @Test
  void prefixesOfKeysFollowTheTypesOfTheirColumns() {
    Model model =
        Model.of(
            "CREATE TABLE t (a VARCHAR(9) NOT NULL, b INT NOT NULL, UNIQUE u (a(3)), UNIQUE v"
                + " (b))");
    List<String> types =
        List.of("NATIONAL VARCHAR(4)", "TEXT", "VARBINARY(9)", "LONG VARCHAR", "NCHAR(4)");
    for (String type : types) {
      model.execute("ALTER TABLE t MODIFY a " + type + " NOT NULL");
      assertEquals("[v[b], u[a]]", definition(model, "t").keys().toString());
      assertEquals(3, definition(model, "t").keys().get(1).parts().get(0).length(), type);
    }
    model.execute("ALTER TABLE t MODIFY a NATIONAL CHARACTER(3) NOT NULL, DROP KEY v");

    assertEquals(List.of("a"), definition(model, "t").primaryKey());

    model.execute("ALTER TABLE t MODIFY a TIMESTAMP NOT NULL");
    assertEquals(List.of("a"), definition(model, "t").primaryKey());
  }

  /** MySQL makes a prefix of as many characters as the values of a key had bytes. */
  @Test
  void keyOfLabelsIsNoneOfRowsAfterTheyBecomeTexts() {
    Model model =
        Model.of(
            "CREATE TABLE t (a ENUM('x','yy') NOT NULL UNIQUE, b ENUM('x') NOT NULL UNIQUE)",
            "CREATE TABLE u (c SET('x','y') COLLATE utf8_bin NOT NULL UNIQUE)");
    assertEquals(List.of("a"), definition(model, "t").primaryKey());

    model.execute(
        "ALTER TABLE t MODIFY a VARCHAR(9) NOT NULL, MODIFY b NCHAR(9) NOT NULL",
        "ALTER TABLE u MODIFY c VARCHAR(9) NOT NULL");

    assertEquals(List.of("b"), definition(model, "t").primaryKey());
    assertEquals("[b[b], a[a]]", definition(model, "t").keys().toString());
    assertEquals(List.of("c"), definition(model, "u").primaryKey());
  }

  @Test
  void changedColumnOfThePrimaryKeyKeepsItsOtherKeysInTheirOrder() {
    Model model =
        Model.of(
            "CREATE TABLE t (a INT PRIMARY KEY, b INT NOT NULL, UNIQUE u (a), UNIQUE v (b))",
            "ALTER TABLE t CHANGE a c NATIONAL CHARACTER(11)",
            "ALTER TABLE t DROP PRIMARY KEY");

    assertEquals(List.of("c"), definition(model, "t").primaryKey());
  }

  private static TableDefinition definition(Model model, String table) {
    TableState state = model.catalog.state(new TableName("d", table));
    return assertInstanceOf(TableState.Known.class, state).definition();
  }
}
