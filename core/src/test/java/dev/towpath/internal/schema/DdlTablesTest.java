package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the tables that exist, and are known, after statements. */
class DdlTablesTest {
  private static final String T =
      "CREATE TABLE t (id INT NOT NULL, a INT, b VARCHAR(5), PRIMARY KEY (id, a))";

  @Test
  void renamesHappenOneAfterTheOther() {
    Model model =
        Model.of(
            "CREATE TABLE a (x INT)",
            "CREATE TABLE b (y INT)",
            "RENAME TABLE a TO c, b TO a, c TO b",
            "ALTER TABLE b RENAME TO d.e, ADD z INT");

    assertEquals("y int(11)", model.table("a"));
    assertEquals("absent", model.table("b"));
    assertEquals("x int(11), z int(11)", model.table("e"));
  }

  @Test
  void temporaryTablesAreNone() {
    Model model =
        Model.of(
            T,
            "CREATE TEMPORARY TABLE t (x INT)",
            "DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `t`");

    assertTrue(model.table("t").startsWith("id int(11)"), model.table("t"));
  }

  @Test
  void existingTableIsNotCreatedAgain() {
    Model model =
        Model.of(T, "CREATE TABLE IF NOT EXISTS t (x INT)", "CREATE TABLE IF NOT EXISTS u LIKE t");

    assertEquals(model.table("t"), model.table("u"));
    assertTrue(model.table("t").startsWith("id"), model.table("t"));
  }

  @Test
  void droppedDatabaseTakesItsTables() {
    Model model = Model.of(T, "DROP DATABASE d", "CREATE TABLE u (x CHAR)");

    assertEquals("absent", model.table("t"));
    assertTrue(model.table("u").contains("character set"), model.table("u"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t DROP zzz",
        "ALTER TABLE t ADD c SOMETHING",
        "ALTER TABLE t some garbage",
        "SET STATEMENT max_statement_time = 1 FOR ALTER TABLE t some garbage"
      })
  void unreadableStatementMakesTheTableUnknown(String statement) {
    Model model = Model.of(T, "CREATE TABLE u (x INT)", statement);

    assertTrue(model.table("t").startsWith("unknown: " + statement), model.table("t"));
    assertEquals("x int(11)", model.table("u"));
  }

  @Test
  void statementThatCannotBeReadIsAboutTheTablesItNamesOnly() {
    Model model =
        Model.of(
            T,
            "CREATE TABLE status (x INT)",
            "CREATE TABLE geo (id INT, status INT SOMETHING)",
            "ALTER TABLE t RENAME u, some garbage");

    assertEquals("x int(11)", model.table("status"));
    assertTrue(model.table("geo").startsWith("unknown: "), model.table("geo"));
    assertTrue(model.table("t").startsWith("unknown: "), model.table("t"));
    assertTrue(model.table("u").startsWith("unknown: "), model.table("u"));
  }

  @Test
  void tableIsReplacedAlsoBehindSetStatement() {
    Model model =
        Model.of(T, "SET STATEMENT max_statement_time = 1 FOR CREATE OR REPLACE TABLE t (x INT)");

    assertEquals("x int(11)", model.table("t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE VIEW t AS SELECT 1",
        "CREATE DEFINER = x TRIGGER t BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        "ALTER USER t IDENTIFIED BY 'x'",
        "DROP FUNCTION t",
        "CREATE INDEX i ON t (a)",
        "DROP INDEX i ON t",
        "TRUNCATE TABLE t",
        "ALTER TABLESPACE t ADD DATAFILE 'x'",
        "RENAME USER t TO u",
        "ALTER TABLE other some garbage",
        "GRANT ALL ON t TO x"
      })
  void otherStatementsChangeNothing(String statement) {
    assertEquals(Model.of(T).table("t"), Model.of(T, statement).table("t"));
  }

  @Test
  void tablesThatAreNotCapturedAreFollowedFromTheirCreation() {
    var model = new Model("8.0.12", TableFilter.include("d.t"), "d");

    model.execute(
        "ALTER TABLE stranger ADD x INT",
        T,
        "CREATE TABLE _t_new LIKE t",
        "ALTER TABLE _t_new DROP b",
        "RENAME TABLE t TO _t_old, _t_new TO t",
        "DROP TABLE _t_old");

    assertEquals("id int(11), a int(11) key [id, a]", model.table("t"));
    assertEquals(1, model.catalog.tables().size());
  }

  @Test
  void strangerThatMayHaveBeenThereIsUnknown() {
    var model = new Model("8.0.12", TableFilter.include("d.t"), "d");

    model.execute(T, "CREATE TABLE IF NOT EXISTS u (x INT)", "RENAME TABLE t TO x, u TO t");
    assertTrue(model.table("t").contains("the definition of d.u is not known"), model.table("t"));
    model.execute("DROP TABLE t", T, "CREATE TABLE IF NOT EXISTS v LIKE t", "DROP TABLE t");
    model.execute("RENAME TABLE v TO t");
    assertTrue(model.table("t").contains("the definition of d.v is not known"), model.table("t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE u (x INT)|DROP TABLE u|y int(11)",
        "CREATE TABLE u (x INT)|ALTER TABLE u ADD z INT|x int(11), z int(11)",
        // What came in place of the dropped one is not known.
        "CREATE TABLE u (x INT)|RENAME TABLE u TO v, stranger TO u|unknown",
        "CREATE TABLE u (x INT)|DROP TABLE u; RENAME TABLE stranger TO u|unknown",
        "CREATE TABLE u (x INT)|DROP TABLE u; CREATE TABLE u SELECT 1|unknown",
        "CREATE TABLE u (x INT)|DROP TABLE u; CREATE TABLE u LIKE stranger|unknown",
      })
  void strangerIsCreatedWhereItIsKnownToBeDropped(String first, String then, String expected) {
    var model = new Model("8.0.12", TableFilter.include("d.t"), "d");

    model.execute(first);
    model.execute(then.split("; ", -1));
    model.execute("CREATE TABLE IF NOT EXISTS u (y INT)");

    assertTrue(model.table("u").startsWith(expected), model.table("u"));
  }

  @Test
  void tablesAreRenamedIntoDatabasesThatAreCalledLikeKeywords() {
    Model model = Model.of(T, "CREATE TABLE u (x INT)");

    model.execute("ALTER TABLE t RENAME to.x", "ALTER TABLE u RENAME index.y");

    assertEquals("absent", model.table("t"));
    assertEquals("absent", model.table("x"));
    assertInstanceOf(TableState.Known.class, model.catalog.state(new TableName("to", "x")));
    assertInstanceOf(TableState.Known.class, model.catalog.state(new TableName("index", "y")));
  }

  @Test
  void namesAreLoweredCharacterByCharacter() {
    var catalog = new SchemaCatalog();
    catalog.lowerCase(true);

    assertEquals(new TableName("d", "πελάτησ"), catalog.key(new TableName("D", "ΠΕΛΆΤΗΣ")));
    assertEquals("i", catalog.name("İ"));
  }

  @Test
  void strangerThatIsRenamedToACapturedTableIsUnknown() {
    var model = new Model("8.0.12", TableFilter.include("d.t"), "d");

    model.execute(T, "RENAME TABLE t TO x, stranger TO t");

    assertTrue(model.table("t").contains("the definition of d.stranger"), model.table("t"));
  }

  @Test
  void tablesOfTheServerMayBeThereThoughTheyAreNotListed() {
    var model = new Model("8.0.12", TableFilter.all(), "mysql");

    model.execute("CREATE TABLE IF NOT EXISTS beat (b INT, a INT)");
    assertEquals("absent", model.table("beat"));
    model.execute("DROP TABLE beat", "CREATE TABLE beat (a INT)");
    assertEquals("a int(11)", model.table("beat"));
  }

  @Test
  void viewsHideThatATableIsNotCreated() {
    String table = "CREATE TABLE IF NOT EXISTS v ";
    Model model =
        Model.of(table + "(b INT, a INT)", "DROP VIEW other, v", table + "(a INT, b INT)");

    assertEquals("a int(11), b int(11)", model.table("v"));
    model.execute("DROP VIEW IF EXISTS v");
    assertTrue(model.table("v").contains("it may have been a view"), model.table("v"));
    assertEquals("absent", model.table("other"));
  }
}
