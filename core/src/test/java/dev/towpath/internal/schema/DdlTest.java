package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of what statements make of definitions. */
@Timeout(300)
class DdlTest {
  private static final String T =
      "CREATE TABLE t (id INT NOT NULL, a INT, b VARCHAR(5), PRIMARY KEY (id, a))";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ADD c INT                                | id int(11), a int(11), b varchar(5) latin1, c int(11) key [id, a]
          ADD COLUMN c INT FIRST                   | c int(11), id int(11), a int(11), b varchar(5) latin1 key [id, a]
          ADD c INT AFTER id, ADD d INT AFTER c    | id int(11), c int(11), d int(11), a int(11), b varchar(5) latin1 key [id, a]
          ADD COLUMN (c INT, d INT)                | id int(11), a int(11), b varchar(5) latin1, c int(11), d int(11) key [id, a]
          DROP COLUMN a                            | id int(11), b varchar(5) latin1 key [id]
          DROP a, ADD a TEXT                       | id int(11), b varchar(5) latin1, a text latin1 key [id]
          MODIFY a BIGINT UNSIGNED                 | id int(11), a bigint(20) unsigned, b varchar(5) latin1 key [id, a]
          MODIFY b CHAR(3) FIRST                   | b char(3) latin1, id int(11), a int(11) key [id, a]
          CHANGE a b2 INT, CHANGE b a CHAR         | id int(11), b2 int(11), a char(1) latin1 key [id, b2]
          CHANGE id a INT, CHANGE a id INT         | a int(11), id int(11), b varchar(5) latin1 key [a, id]
          RENAME COLUMN a TO b, RENAME COLUMN b TO a | id int(11), b int(11), a varchar(5) latin1 key [id, b]
          ADD c INT AFTER b, MODIFY b INT FIRST    | b int(11), id int(11), a int(11), c int(11) key [id, a]
          DROP PRIMARY KEY                         | id int(11), a int(11), b varchar(5) latin1
          DROP PRIMARY KEY, ADD PRIMARY KEY (b(2)) | id int(11), a int(11), b varchar(5) latin1 key [b]
          DROP INDEX `PRIMARY`                     | id int(11), a int(11), b varchar(5) latin1
          DROP PRIMARY KEY, ADD c INT PRIMARY KEY  | id int(11), a int(11), b varchar(5) latin1, c int(11) key [c]
          DROP PRIMARY KEY, MODIFY a INT KEY       | id int(11), a int(11), b varchar(5) latin1 key [a]
          CONVERT TO CHARACTER SET utf8mb4         | id int(11), a int(11), b varchar(5) utf8mb4 key [id, a]
          CONVERT TO CHARACTER SET utf8 COLLATE utf8_bin, ADD c TEXT | id int(11), a int(11), b varchar(5) utf8, c text utf8 key [id, a]
          CONVERT TO CHARACTER SET binary          | id int(11), a int(11), b varbinary(5) key [id, a]
          CHARACTER SET = utf8, ADD c CHAR         | id int(11), a int(11), b varchar(5) latin1, c char(1) utf8 key [id, a]
          COLLATE utf8_bin, MODIFY b CHAR          | id int(11), a int(11), b char(1) utf8 key [id, a]
          ALTER COLUMN a SET INVISIBLE             | id int(11), a int(11) invisible, b varchar(5) latin1 key [id, a]
          ALTER a SET DEFAULT 5                    | id int(11), a int(11), b varchar(5) latin1 key [id, a]
          ADD INDEX i (a), ADD UNIQUE (b), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (a), ENGINE=InnoDB | id int(11), a int(11), b varchar(5) latin1 key [id, a]
          ALGORITHM=INPLACE, LOCK=NONE, ADD c DATE | id int(11), a int(11), b varchar(5) latin1, c date key [id, a]
          PARTITION BY HASH (id) PARTITIONS 4      | id int(11), a int(11), b varchar(5) latin1 key [id, a]
          ADD `weird `` name` INT COMMENT 'it''s'  | id int(11), a int(11), b varchar(5) latin1, weird ` name int(11) key [id, a]
          ADD c ENUM('a','b''c','d\\\\e') CHARSET utf8 | id int(11), a int(11), b varchar(5) latin1, c enum('a','b''c','d\\\\e') utf8 key [id, a]
          ADD c INT INVISIBLE                      | id int(11), a int(11), b varchar(5) latin1, c int(11) invisible key [id, a]
          ADD COLUMN IF NOT EXISTS c INT, DROP COLUMN IF EXISTS a | id int(11), b varchar(5) latin1, c int(11) key [id]
          ADD c TEXT COLLATE gbk_bin, DROP INDEX i | id int(11), a int(11), b varchar(5) latin1, c text gbk key [id, a]
          ENGINE=InnoDB COLLATE gbk_bin, ADD c TEXT | id int(11), a int(11), b varchar(5) latin1, c text gbk key [id, a]
          ADD c INT /*!80013 INVISIBLE */          | id int(11), a int(11), b varchar(5) latin1, c int(11) key [id, a]
          ADD c /* not, here */ INT -- , d INT     | id int(11), a int(11), b varchar(5) latin1, c int(11) key [id, a]
          """,
      quoteCharacter = '"')
  void alterTable(String alteration, String expected) {
    Model model = Model.of(T, "ALTER TABLE t " + alteration);

    assertEquals(expected, model.table("t"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (a INT KEY)                                  | a int(11) key [a]
          (a SERIAL, b BOOL, c DEC, d FIXED(3,1))      | a bigint(20) unsigned, b tinyint(1), c decimal(10,0), d decimal(3,1) key [a]
          (a INT UNIQUE NOT NULL NULL, b INT NULL NOT NULL, UNIQUE (b)) | a int(11), b int(11) key [b]
          (a INT NOT NULL, UNIQUE k (a), b INT NOT NULL UNIQUE) | a int(11), b int(11) key [a]
          (a INT, b TIME NOT NULL, UNIQUE (b(3)))      | a int(11), b time key [b]
          (a REAL, b DOUBLE PRECISION, c FLOAT(30), d FLOAT(7,3)) | a double, b double, c double, d float(7,3)
          (a CHAR, b NCHAR(3), c NATIONAL VARCHAR(2), d CHARACTER(4)) | a char(1) latin1, b char(3) utf8, c varchar(2) utf8, d char(4) latin1
          (a TEXT(100), b TEXT(300), c BLOB(70000))    | a tinytext latin1, b text latin1, c mediumblob
          (a TEXT(100)) CHARSET utf8mb4                | a text utf8mb4
          (a CHAR(3) CHARACTER SET binary, b TEXT CHARSET binary, c VARCHAR(9) CHARSET binary) | a binary(3), b blob, c varbinary(9)
          (a INT(5) ZEROFILL, b TINYINT UNSIGNED)      | a int(5) unsigned zerofill, b tinyint(3) unsigned
          (a DATETIME(6), b TIME(0), c TIMESTAMP(3) NULL, d YEAR) | a datetime(6), b time, c timestamp(3), d year(4)
          (a INT, b INT GENERATED ALWAYS AS (a + 1) STORED, c INT AS (a * 2)) | a int(11), b int(11), c int(11)
          (a INT, CHECK (a > 0), KEY (a), UNIQUE u (a), FULLTEXT (a)) | a int(11)
          (a INT) START TRANSACTION                    | a int(11)
          (a VARCHAR(3)) DEFAULT CHARACTER SET = utf8 COLLATE = utf8_bin | a varchar(3) utf8
          (a VARCHAR(3)) COLLATE utf8mb4_bin           | a varchar(3) utf8mb4
          """)
  void createTable(String body, String expected) {
    assertEquals(expected, Model.of("CREATE TABLE x " + body).table("x"));
  }

  @Test
  void lettersThatServersDoNotKnowAreNotTheSameInOtherCase() {
    var model = Model.of("CREATE TABLE t (ß INT, ẞ TEXT, ԥ INT, Ԥ TEXT, ж INT)");

    model.execute("ALTER TABLE t CHANGE ẞ a TEXT, CHANGE Ԥ b TEXT, CHANGE Ж c INT");

    assertEquals("ß int(11), a text latin1, ԥ int(11), b text latin1, c int(11)", model.table("t"));
  }

  @Test
  void widthsAreLeftOutWhereTheServerLeavesThemOut() {
    var model = new Model("8.0.36", TableFilter.all(), "d");

    model.execute("CREATE TABLE t (a INT(7), b BOOL, c BIGINT UNSIGNED, d INT ZEROFILL, e YEAR)");

    assertEquals(
        "a int, b tinyint(1), c bigint unsigned, d int(10) unsigned zerofill, e year",
        model.table("t"));
  }

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
  void defaultsOfDatabasesCount() {
    Model model =
        Model.of(
            "ALTER DATABASE d CHARACTER SET = utf8",
            "CREATE TABLE a (x CHAR)",
            "ALTER SCHEMA COLLATE gbk_bin",
            "CREATE TABLE b (x CHAR)",
            "CREATE DATABASE e",
            "CREATE TABLE e.c (x CHAR)");

    assertEquals("x char(1) utf8", model.table("a"));
    assertEquals("x char(1) gbk", model.table("b"));
    var created =
        assertInstanceOf(TableState.Known.class, model.catalog.state(new TableName("e", "c")));
    assertEquals("x char(1) utf8mb4", Model.text(created.definition()));
  }

  @Test
  void sessionsOfMariaDbMayKeepAFormerDefault() {
    Model model = new Model("11.4.5-MariaDB", TableFilter.all(), "d");
    model.execute(
        "CREATE DATABASE e CHARACTER SET gbk",
        "ALTER DATABASE e CHARACTER SET greek",
        "CREATE TABLE e.a (x CHAR)",
        "CREATE TABLE b (x CHAR)",
        "ALTER DATABASE d CHARACTER SET latin1",
        "CREATE TABLE c (x CHAR)",
        "DROP DATABASE d",
        "CREATE DATABASE IF NOT EXISTS d CHARACTER SET latin1",
        "CREATE TABLE f (x CHAR)",
        "ALTER DATABASE d CHARACTER SET utf8mb4",
        "CREATE TABLE g (x CHAR)",
        "CREATE TABLE h (x CHAR CHARACTER SET gbk, y INT)",
        "CREATE TABLE i (x CHAR) CHARACTER SET gbk",
        "CREATE TABLE j (y INT)",
        "ALTER DATABASE d CHARACTER SET latin1",
        "CREATE TABLE k (x CHAR)");

    assertEquals("x char(1) greek", model.table(new TableName("e", "a")));
    assertEquals("absent", model.table("b"));
    assertEquals("absent", model.table("c"));
    assertEquals("x char(1) latin1", model.table("f"));
    assertTrue(model.table("g").contains("character set"), model.table("g"));
    assertEquals("x char(1) gbk, y int(11)", model.table("h"));
    assertEquals("x char(1) gbk", model.table("i"));
    assertEquals("y int(11)", model.table("j"));
    assertTrue(model.table("k").contains("character set"), model.table("k"));
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
  void whatCannotBeToldMakesTheTableUnknown(String statement) {
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
  void sqlModesDecideWhatQuotesMean() {
    Model model = Model.of(T).sqlMode(0x4);

    model.execute("ALTER TABLE \"t\" ADD \"a b\" INT DEFAULT '1'");
    assertTrue(model.table("t").contains(", a b int(11)"), model.table("t"));
    model.sqlMode(0x100000).execute("ALTER TABLE t ADD e ENUM('x\\','y')");
    assertTrue(model.table("t").contains("e enum('x\\\\','y')"), model.table("t"));
  }

  @Test
  void sqlModesDecideWhatNamesOfTypesMean() {
    Model model = Model.of(T).sqlMode(0x1);

    model.execute("CREATE TABLE u (x REAL)", "ALTER TABLE t ADD c REAL");

    model.sqlMode(0x1000).execute("CREATE TABLE v (x TIMESTAMP(3) NULL)");

    assertEquals("x float", model.table("u"));
    assertEquals("x datetime(3)", model.table("v"));
    assertTrue(model.table("t").contains(", c float"), model.table("t"));
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
  void modeThatAStatementSetsIsNotTheOneItWasReadIn() {
    Model model =
        Model.of(T, "SET STATEMENT sql_mode = 'ANSI_QUOTES' FOR ALTER TABLE t ADD e ENUM('a')");

    assertTrue(model.table("t").contains("unknown"), model.table("t"));
  }

  @Test
  void checkMayStandBeforeNotNull() {
    Model model = Model.of("CREATE TABLE t (a INT CHECK (a > 0) NOT NULL UNIQUE, b INT)");

    assertEquals("a int(11), b int(11) key [a]", model.table("t"));
  }

  @Test
  void strangerThatIsRenamedToACapturedTableIsUnknown() {
    var model = new Model("8.0.12", TableFilter.include("d.t"), "d");

    model.execute(T, "RENAME TABLE t TO x, stranger TO t");

    assertTrue(model.table("t").contains("the definition of d.stranger"), model.table("t"));
  }

  @Test
  void lettersThatOnlyCapitalLettersShareMakeTwoNames() {
    Model model =
        Model.of(
            "CREATE TABLE t (`ı` INT, i INT, `İx` INT, `ς` INT, `Σ` INT)",
            "ALTER TABLE t CHANGE i x INT, CHANGE IX z INT, DROP `σ`");

    assertEquals("ı int(11), x int(11), z int(11), ς int(11)", model.table("t"));
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

  private static TableDefinition definition(Model model, String table) {
    TableState state = model.catalog.state(new TableName("d", table));
    return assertInstanceOf(TableState.Known.class, state).definition();
  }

  @Test
  void newLabelsAreStoredInTheCharacterSetToWhichTheTableIsConverted() {
    Model model =
        Model.of(
            T,
            "ALTER TABLE t ADD e ENUM('é') CHARACTER SET utf8, MODIFY b SET('é') CHARACTER SET"
                + " ucs2, CONVERT TO CHARACTER SET latin1");

    assertTrue(
        model.table("t").contains("b set('é') latin1, e enum('é') latin1"), model.table("t"));
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

  /** In FULL mode such labels come so from the binlog, too. */
  @Test
  void bytesOfLabelsThatAreNoTextAreReplaced() {
    Model model =
        Model.of(
            "CREATE TABLE t (e ENUM('p','é','xé','ÿ','') CHARACTER SET latin1)",
            "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4");

    assertEquals("e enum('p','\ufffd','x\ufffd','\ufffd','') utf8mb4", model.table("t"));

    model.execute("ALTER TABLE t CONVERT TO CHARACTER SET latin1");
    assertTrue(model.table("t").startsWith("unknown: "), model.table("t"));
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
