package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of what statements make of the columns of tables. */
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
  void alterTableChangesTheDefinition(String alteration, String expected) {
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
  void createTableMakesADefinition(String body, String expected) {
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
  void lettersThatOnlyCapitalLettersShareMakeTwoNames() {
    Model model =
        Model.of(
            "CREATE TABLE t (`ı` INT, i INT, `İx` INT, `ς` INT, `Σ` INT)",
            "ALTER TABLE t CHANGE i x INT, CHANGE IX z INT, DROP `σ`");

    assertEquals("ı int(11), x int(11), z int(11), ς int(11)", model.table("t"));
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
}
