package dev.towpath.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of parsed statements, as edits in a short notation. */
class StatementParserTest {
  private static final ServerDialect MYSQL_8 = new ServerDialect(80_033, false);
  private static final ServerDialect MARIADB = new ServerDialect(110_405, true);

  /** Columns; each form with the server that has it, if not all do. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a INT|a int",
        "a INT(5) UNSIGNED ZEROFILL NOT NULL AUTO_INCREMENT PRIMARY KEY|a int(5) unsigned zerofill"
            + " NOT_NULL PRIMARY_KEY, PRIMARY(a)",
        "a INT NULL NOT NULL, b INT NOT NULL NULL|a int NOT_NULL, b int NULL",
        "a DECIMAL(10,2) SIGNED NULL DEFAULT -1.5 UNIQUE KEY|a decimal(10,2) NULL UNIQUE, unique"
            + " ?(a)",
        "a INT KEY COMMENT 'x, y' COLUMN_FORMAT FIXED STORAGE DISK|a int PRIMARY_KEY, PRIMARY(a)",
        "a SERIAL|a serial NOT_NULL UNIQUE, unique ?(a)",
        "a BIGINT SERIAL DEFAULT VALUE|a bigint NOT_NULL UNIQUE, unique ?(a)",
        "a DOUBLE PRECISION(5,2)|a double precision(5,2)",
        "a INT INVISIBLE|a int INVISIBLE",
        "a INT /*!80023 INVISIBLE */ DEFAULT '1'|a int INVISIBLE",
        "a INT VISIBLE DEFAULT (1 + (2)) NOT NULL|a int NOT_NULL",
        // 8.0: opt_column_attribute_list
        "a POINT NOT NULL SRID 4326|a point NOT_NULL",
        "a POINT NOT NULL /*!80003 SRID 0 */|a point NOT_NULL",
        "a INT NOT SECONDARY ENGINE_ATTRIBUTE = '{}' SECONDARY_ENGINE_ATTRIBUTE '{}'|a int",
        "a INT CONSTRAINT c CHECK (a > 0) NOT ENFORCED|a int",
        "a INT CONSTRAINT CHECK (a > 0) ENFORCED UNIQUE|a int UNIQUE, unique ?(a)",
        "a INT CHECK (a IN (1, 2)) REFERENCES x (y) MATCH FULL ON DELETE SET NULL ON UPDATE NO"
            + " ACTION|a int",
        "a JSON DEFAULT (JSON_OBJECT('a', 1))|a json",
        "a VECTOR(3)|a vector(3)",
        // Generated columns: GENERATED ALWAYS may be left out.
        "a INT GENERATED ALWAYS AS (b + 1) STORED NOT NULL|a int NOT_NULL STORED",
        "a INT AS (b + 1)|a int VIRTUAL",
        "a INT AS (b) VIRTUAL UNIQUE COMMENT 'x'|a int UNIQUE VIRTUAL, unique ?(a)",
        "a INT AS (b) PERSISTENT|a int STORED",
        // Texts and their character sets
        "a VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_bin|a varchar(10) in latin1",
        "a VARCHAR(10) CHARSET 'utf8mb4' BINARY|a varchar(10) in utf8mb4",
        "a CHAR(3) CHAR SET `gbk`|a char(3) in gbk",
        "a VARCHAR(10) ASCII|a varchar(10) in latin1",
        "a VARCHAR(10) BINARY UNICODE|a varchar(10) in ucs2",
        "a CHAR(3) BYTE|a char(3) in binary",
        "a CHAR BINARY|a char",
        "a TEXT CHARSET binary|a text in binary",
        "a TEXT COLLATE utf8mb4_0900_ai_ci|a text in utf8mb4",
        "a TEXT COLLATE binary|a text in binary",
        "a TEXT DEFAULT NULL COLLATE 'latin1_swedish_ci'|a text in latin1",
        "a TEXT DEFAULT 'x' COLLATE latin1_swedish_ci|a text in latin1",
        "a TEXT DEFAULT _utf8mb4'x' 'y' COLLATE gbk_bin|a text in gbk",
        "a VARCHAR(2) DEFAULT N'x' NOT NULL|a varchar(2) NOT_NULL",
        "a BIT(3) DEFAULT b'101' NOT NULL|a bit(3) NOT_NULL",
        "a BINARY(3) DEFAULT 0x41 NOT NULL|a binary(3) NOT_NULL",
        "a DATE DEFAULT DATE'2020-01-01' NOT NULL|a date NOT_NULL",
        "a DATETIME DEFAULT {ts '2020-01-01 00:00:00'} NOT NULL|a datetime NOT_NULL",
        "a INT DEFAULT \\N UNIQUE|a int UNIQUE, unique ?(a)",
        "a TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)|a"
            + " timestamp(6) NOT_NULL",
        "a TIMESTAMP DEFAULT NOW ON UPDATE LOCALTIME () NOT NULL|a timestamp NOT_NULL",
        "a TINYTEXT COLLATE utf8mb4_uca1400_ai_ci|a tinytext in utf8mb4",
        "a TEXT COLLATE uca1400_ai_ci|a text COLLATION_OF_TABLE",
        // Types of several words
        "a NATIONAL CHARACTER VARYING(5)|a nvarchar(5)",
        "a NATIONAL VARCHAR(5)|a nvarchar(5)",
        "a NATIONAL CHAR(5) BINARY|a nchar(5)",
        "a NCHAR VARCHAR(5)|a nvarchar(5)",
        "a NCHAR(5)|a nchar(5)",
        "a CHARACTER VARYING(5)|a varchar(5)",
        "a LONG VARCHAR CHARACTER SET latin1|a long varchar in latin1",
        "a LONG CHAR VARYING|a long varchar",
        "a LONG VARBINARY|a long varbinary",
        "a LONG|a long",
        // Labels: text_string
        "a ENUM('x','y''z','') CHARACTER SET binary|a enum[x;y'z;] in binary",
        "a SET('a\\%b','c\\_','d\\n') NOT NULL|a set[a\\%b;c\\_;d⏎] NOT_NULL",
        "a ENUM(0x61, x'6263', b'01100100') DEFAULT 'a'|a enum[x'a';x'bc';x'd']",
        "a ENUM('a\t','b\u3000')|a enum[a→;b\u3000]",
        // Names
        "`a``b` INT|a`b int",
        "1a INT|1a int",
        "comment VARCHAR(3) COMMENT 'x'|comment varchar(3)",
        "period INT|period int",
        "vector VECTOR|vector vector",
        "status INT, `first` INT|status int, first int",
        "system INT|system int",
        // Keys and constraints stand between columns.
        "a INT, KEY (a), INDEX i USING HASH (a) COMMENT 'x', CHECK (a > 0), FULLTEXT KEY f (a) WITH"
            + " PARSER ngram|a int, key ?(a), key i(a), key f(a)",
        "a INT, CONSTRAINT f FOREIGN KEY g (a) REFERENCES x (y) ON DELETE CASCADE, SPATIAL INDEX"
            + " (b)|a int, foreign f(a), key ?(b)",
        "a INT, PRIMARY KEY (a DESC) USING BTREE KEY_BLOCK_SIZE = 4|a int, PRIMARY(a)",
        "a INT AUTO_INCREMENT, UNIQUE (a), FOREIGN KEY g (a) REFERENCES x (y)|a int NOT_NULL,"
            + " unique ?(a), foreign g(a)",
        "a INT, CONSTRAINT c UNIQUE KEY (a), CONSTRAINT c UNIQUE u (a, b(3)), UNIQUE INDEX v ((a +"
            + " 1)) INVISIBLE|a int, unique c(a), unique u(a b:3), unique v(-)",
        "a INT, CONSTRAINT PRIMARY KEY k USING BTREE (a)|a int, PRIMARY(a)",
        "a INT, UNIQUE u (a), b INT UNIQUE|a int, b int UNIQUE, unique u(a), unique ?(b)",
        "a INT, UNIQUE KEY type TYPE BTREE (a), UNIQUE type (a), VECTOR KEY k (b)|a int, unique"
            + " type(a), unique type(a), key k(b)",
      })
  void createTableIsRead(String elements, String expected) throws Exception {
    assertEquals(
        "create d.t: " + expected, EditText.of("CREATE TABLE t (" + elements + ")", 0, MYSQL_8));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a INT WITHOUT SYSTEM VERSIONING COMPRESSED=zlib, b INT REF_SYSTEM_ID=4326|a int, b int",
        "a POINT REF_SYSTEM_ID = 1 NOT NULL|a point NOT_NULL",
        "a INT DEFAULT NEXT VALUE FOR s NOT NULL|a int NOT_NULL",
        "a INT DEFAULT (NEXTVAL(s)) INVISIBLE|a int INVISIBLE",
        "a INT DEFAULT CASE WHEN 1 THEN 2 ELSE (3) END NOT NULL|a int NOT_NULL",
        "a INT DEFAULT @@global.x NOT NULL|a int NOT_NULL",
        "a CHAR(36) DEFAULT UUID() COLLATE latin1_bin|a char(36) in latin1",
        "a INT `my option`='x' OTHER=DEFAULT NOT NULL|a int NOT_NULL",
        "a VARCHAR(3) COMPRESSED CHARACTER SET latin1|a varchar(3) in latin1",
        "s TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE, e TIMESTAMP(6) AS ROW END, PERIOD"
            + " FOR SYSTEM_TIME (s, e)|s timestamp(6) INVISIBLE ROW_START, e timestamp(6) ROW_END",
        "a INT, PERIOD FOR p (a, b), UNIQUE (c, p WITHOUT OVERLAPS), KEY IF NOT EXISTS k (a)"
            + " IGNORED|a int NOT_NULL, unique ?(c b a), key k(a)",
        "a INT WITH SYSTEM VERSIONING, b INT REFERENCES x (y)|a int, b int, foreign ?(b) versioned",
        "a mariadb_schema.date, b oracle_schema.date|a date, b datetime",
        "a UUID, b INET6, c VARCHAR2(3), d NUMBER(3)|a uuid, b inet6, c varchar2(3), d number(3)",
      })
  void createTableOfMariaDbIsRead(String elements, String expected) throws Exception {
    assertEquals(
        "create d.t: " + expected, EditText.of("CREATE TABLE t (" + elements + ")", 0, MARIADB));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "t (a INT) ENGINE=InnoDB COLLATE latin1_swedish_ci|create d.t: a int in latin1",
        "t (a INT) ENGINE=InnoDB DEFAULT COLLATE = latin1_swedish_ci, COMMENT 'x'|create d.t: a int"
            + " in latin1",
        "t (a INT) DEFAULT CHARACTER SET utf8 COLLATE utf8_bin ROW_FORMAT DYNAMIC|create d.t: a int"
            + " in utf8",
        "t (a INT) CHARSET=DEFAULT AUTO_INCREMENT 7|create d.t: a int",
        "t (a INT) UNION=(x, y) DATA DIRECTORY='x' INDEX DIRECTORY 'y' TABLESPACE ts STORAGE"
            + " DISK|create d.t: a int",
        "t (a INT) foo = 'bar', `x y` = DEFAULT|create d.t: a int",
        "t (a INT) COLLATE uca1400_ai_ci|create d.t: a int",
        "t (a INT) WITH SYSTEM VERSIONING|create d.t: a int versioned",
        "t (a INT) SEQUENCE=1|create d.t: a int",
        "t (a INT) START TRANSACTION|create d.t: a int",
        "t (a INT) START TRANSACTION ENGINE=InnoDB PARTITION BY HASH (a) PARTITIONS 4|create d.t: a"
            + " int",
        "t (a INT) PARTITION BY RANGE COLUMNS (a) SUBPARTITION BY LINEAR KEY ALGORITHM=2 (a)"
            + " SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN (1) ENGINE=x)|create d.t: a int",
        "t (a INT) PARTITION BY SYSTEM_TIME INTERVAL 1 WEEK STARTS TIMESTAMP'2020-01-01 00:00:00'"
            + " AUTO PARTITIONS 3|create d.t: a int",
        "IF NOT EXISTS t (a INT);|create if absent d.t: a int",
        "t LIKE e.u|copy d.t like e.u",
        "IF NOT EXISTS t (LIKE u)|copy if absent d.t like d.u",
      })
  void createTableIsReadWithOptions(String statement, String expected) throws Exception {
    assertEquals(expected, EditText.of("CREATE TABLE " + statement, 0, MYSQL_8));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "ADD c INT, ADD COLUMN d INT AFTER c, ADD e INT FIRST|add c int; add d int after c; add e"
            + " int first",
        "ADD (c INT, KEY (c), d INT, UNIQUE (d))|add c int; add key ?(c); add d int; add unique"
            + " ?(d)",
        "ADD COLUMN IF NOT EXISTS c INT, ADD UNIQUE KEY IF NOT EXISTS k (c)|add if absent c int;"
            + " add if absent unique k(c)",
        "ADD CONSTRAINT IF NOT EXISTS c CHECK (a > 0), ADD CONSTRAINT UNIQUE (a)|add unique ?(a)",
        "ADD INDEX (a), ADD FULLTEXT (b), ADD CONSTRAINT PRIMARY KEY (a)|add key ?(a); add key"
            + " ?(b); add PRIMARY(a)",
        "ADD system INT, ADD period INT|add system int; add period int",
        "ADD SYSTEM VERSIONING, ADD PERIOD FOR SYSTEM_TIME (s, e)|add versioning",
        "ADD PERIOD IF NOT EXISTS FOR p (s, e), ADD PERIOD FOR q (a, b)|add if absent period [s, e];"
            + " add period [a, b]",
        "DROP a, DROP COLUMN b CASCADE, DROP COLUMN IF EXISTS c|drop a; drop b; drop if present c",
        "DROP PRIMARY KEY, DROP KEY i, DROP INDEX IF EXISTS j, DROP CONSTRAINT c|drop key PRIMARY;"
            + " drop key i; drop key if present j; drop constraint c",
        "DROP FOREIGN KEY IF EXISTS f, DROP CHECK c, DROP SYSTEM VERSIONING|drop versioning",
        "DROP system, DROP PERIOD FOR SYSTEM_TIME, DROP PERIOD IF EXISTS FOR p|drop system",
        "MODIFY a BIGINT NOT NULL FIRST, MODIFY COLUMN t.b INT AFTER a|change a: a bigint NOT_NULL"
            + " first; change b: b int after a",
        "MODIFY IF EXISTS a INT|change if present a: a int",
        "CHANGE a b INT, CHANGE COLUMN `b` d.t.a CHAR(3) COLLATE gbk_bin|change a: b int; change b:"
            + " a char(3) in gbk",
        "CHANGE COLUMN IF EXISTS a b INT|change if present a: b int",
        "RENAME COLUMN a TO b, RENAME KEY i TO j, RENAME INDEX IF EXISTS j TO k|rename a to b;"
            + " rename key i to j; rename key if present j to k",
        "ALTER a SET DEFAULT 'x', ALTER COLUMN b DROP DEFAULT, ALTER c SET INVISIBLE, ALTER d SET"
            + " VISIBLE, ALTER e SET DEFAULT (1)|hide c; show d",
        "ALTER INDEX i INVISIBLE, ALTER CHECK c NOT ENFORCED, ALTER CONSTRAINT d ENFORCED, ALTER"
            + " KEY IF EXISTS k NOT IGNORED|",
        "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin|convert to utf8mb4",
        "CONVERT TO CHARSET DEFAULT|convert to default",
        "CONVERT TO CHARACTER SET DEFAULT COLLATE gbk_bin|convert to gbk",
        "ENGINE=InnoDB COLLATE latin1_swedish_ci|charset latin1",
        "COMMENT 'x' DEFAULT CHARSET = utf8 COLLATE 'utf8_bin', ADD c INT|charset utf8; add c int",
        "CHARACTER SET DEFAULT|charset default",
        "ORDER BY a, b DESC, ADD c INT|add c int",
        "ORDER BY modify, t.b|",
        "FORCE, DISABLE KEYS, ENABLE KEYS, ALGORITHM INPLACE, LOCK=NONE, WITHOUT VALIDATION,"
            + " UPGRADE PARTITIONING|",
        "WAIT 5 ADD a INT|add a int",
        "NOWAIT ADD a INT|add a int",
        "ADD a INT PARTITION BY KEY () PARTITIONS 3|add a int",
        "ADD a INT REMOVE PARTITIONING|add a int",
        "PARTITION BY HASH (a)|",
        "REMOVE PARTITIONING|",
        "ADD PARTITION (PARTITION p VALUES IN (1, 2))|",
        "LOCK=NONE, DROP PARTITION p, q|",
        "EXCHANGE PARTITION p WITH TABLE u WITHOUT VALIDATION|",
        "REORGANIZE PARTITION p INTO (PARTITION q VALUES LESS THAN MAXVALUE)|",
        "DISCARD TABLESPACE|",
        "IMPORT PARTITION p TABLESPACE|",
        "SECONDARY_LOAD|",
        "foo = bar|",
        "|",
      })
  void alterTableIsRead(String alteration, String expected) throws Exception {
    String text =
        EditText.of("ALTER TABLE t " + (alteration == null ? "" : alteration), 0, MARIADB);

    assertEquals(expected == null ? "" : "alter d.t: " + expected, text);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "ALTER TABLE t RENAME TO t|rename d.t to d.t",
        "ALTER TABLE t RENAME e.x, ADD a INT|alter d.t: add a int / rename d.t to e.x",
        "ALTER TABLE t RENAME = x|rename d.t to d.x",
        "ALTER TABLE t RENAME end|rename d.t to d.end",
        "ALTER TABLE t RENAME AS `to`|rename d.t to d.to",
        "ALTER ONLINE IGNORE TABLE IF EXISTS t ADD a INT, RENAME x|alter if present d.t: add a int"
            + " / rename if present d.t to d.x",
        "ALTER TABLE t CONVERT PARTITION p TO TABLE x|copy d.x like d.t",
        "ALTER TABLE t CONVERT TABLE x TO PARTITION p VALUES LESS THAN (1)|drop d.x",
        "RENAME TABLE a TO b, b WAIT 3 TO e.c|rename d.a to d.b / rename d.b to e.c",
        "RENAME TABLES IF EXISTS a TO b|rename if present d.a to d.b",
        "DROP TABLE a, e.b RESTRICT|drop d.a / drop e.b",
        "DROP TABLE IF EXISTS `a` /* generated by server */|drop if present d.a",
        "DROP TEMPORARY TABLE a|",
        "DROP /*!40005 TEMPORARY */ TABLE a|",
        "CREATE TEMPORARY TABLE a (x INT)|",
        "CREATE TEMPORARY TABLE a SELECT 1|",
        "CREATE OR REPLACE TABLE t (a INT)|create replacing d.t: a int",
        "CREATE OR REPLACE TABLE t LIKE u|copy replacing d.t like d.u",
        "CREATE INDEX i ON t (a) ALGORITHM=INPLACE LOCK NONE|alter d.t: add key i(a)",
        "CREATE UNIQUE INDEX IF NOT EXISTS i USING BTREE ON t (a, b(2)) COMMENT 'x'|alter d.t: add"
            + " if absent unique i(a b:2)",
        "CREATE OR REPLACE UNIQUE INDEX i ON t (a)|alter d.t: drop key if present i; add unique"
            + " i(a)",
        "DROP INDEX IF EXISTS `PRIMARY` ON e.t|alter e.t: drop key if present PRIMARY",
        "DROP INDEX i ON t WAIT 3|alter d.t: drop key i",
        "CREATE DATABASE x|database x default",
        "CREATE DATABASE IF NOT EXISTS x DEFAULT CHARACTER SET = utf8 ENCRYPTION 'N'|database if"
            + " absent x utf8",
        "CREATE OR REPLACE SCHEMA x COLLATE gbk_bin COMMENT 'x'|drop database x / database"
            + " replacing x gbk",
        "ALTER DATABASE CHARSET utf8|database d utf8",
        "ALTER DATABASE x READ ONLY = 1 DEFAULT ENCRYPTION='Y'|",
        "ALTER DATABASE x COLLATE = utf8mb4_bin READ ONLY DEFAULT|database x utf8mb4",
        "ALTER DATABASE charset CHARSET DEFAULT|database charset default",
        "DROP DATABASE IF EXISTS x|drop database x",
        "ALTER SEQUENCE s RESTART WITH 5|",
        "DROP SEQUENCE IF EXISTS s, q|drop if present d.s / drop if present d.q",
        "SET STATEMENT max_statement_time=1, a=(SELECT 1) FOR DROP TABLE a|drop d.a",
        "SET STATEMENT a=1 FOR SET STATEMENT b=2 FOR RENAME TABLE a TO b|rename d.a to d.b",
        "SET NAMES utf8|",
        "TRUNCATE TABLE t|",
        "CREATE VIEW v AS SELECT 1|",
        "CREATE DEFINER=a@b TRIGGER x BEFORE INSERT ON t FOR EACH ROW DROP TABLE t|",
        "INSERT INTO t VALUES (1)|",
        "CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x'|",
        "RENAME USER a TO b|",
        "|",
      })
  void otherStatementsAreRead(String statement, String expected) throws Exception {
    assertEquals(
        expected == null ? "" : expected,
        EditText.of(statement == null ? "" : statement, 0, MARIADB));
  }

  @Test
  void sequencesAreTables() throws Exception {
    assertEquals(
        "create if absent d.s: next_not_cached_value bigint(21) NOT_NULL,"
            + " minimum_value bigint(21) NOT_NULL, maximum_value bigint(21) NOT_NULL,"
            + " start_value bigint(21) NOT_NULL, increment bigint(21) NOT_NULL,"
            + " cache_size bigint(21) unsigned NOT_NULL,"
            + " cycle_option tinyint(1) unsigned NOT_NULL, cycle_count bigint(21) NOT_NULL",
        EditText.of("CREATE SEQUENCE IF NOT EXISTS s START 5 ENGINE=InnoDB", 0, MARIADB));
  }

  @Test
  void sqlModesDecideAboutTypes() throws Exception {
    assertEquals("create d.t: a float", EditText.of("CREATE TABLE t (a REAL)", 0x1, MYSQL_8));
    assertEquals("create d.t: a real", EditText.of("CREATE TABLE t (a REAL)", 0, MYSQL_8));
    assertEquals(
        "create d.t: a datetime, b longblob, c blob(3)",
        EditText.of("CREATE TABLE t (a DATE, b BLOB, c BLOB(3))", 0x200, MARIADB));
    assertEquals("create d.t: a date", EditText.of("CREATE TABLE t (a DATE)", 0x200, MYSQL_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (a INT FOO)",
        "CREATE TABLE t (a INT",
        "CREATE TABLE t (a INT) FOO",
        "CREATE TABLE t (a INT, )",
        "CREATE TABLE t",
        "CREATE TABLE t SELECT 1",
        "CREATE TABLE t (a INT) SELECT 1",
        "CREATE TABLE t (a INT) ENGINE=InnoDB AS SELECT 1",
        "CREATE TABLE t (SELECT 1)",
        "CREATE TABLE t ((SELECT 1))",
        "CREATE TABLE t (a INT) PARTITION BY HASH (a) IGNORE SELECT 1",
        "CREATE TABLE t ENGINE=InnoDB WITH x AS (SELECT 1) SELECT * FROM x",
        "CREATE TABLE t (a ENUM(N'x'))",
        "ALTER TABLE t some garbage",
        "ALTER TABLE t ADD a",
        "ALTER TABLE t ADD a INT NEWWORD",
        "ALTER TABLE t DROP",
        "ALTER TABLE t ADD a INT; DROP TABLE t",
        "ALTER TABLE",
        "RENAME TABLE a b",
        "DROP TABLE a b",
        "CREATE SEQUENCE s AS INT",
        "ALTER DATABASE x FOO",
      })
  void unknownClausesAreRefused(String statement) {
    assertThrows(UnsupportedDdlException.class, () -> EditText.of(statement, 0, MYSQL_8));
  }

  @Test
  void refusalSaysWhere() {
    var e =
        assertThrows(
            UnsupportedDdlException.class,
            () -> EditText.of("ALTER TABLE t ADD a INT, FROB x", 0, MYSQL_8));

    assertEquals("expected an alteration at character 26, found FROB", e.getMessage());
  }

  @Test
  void timeIsLinear() throws Exception {
    String many = "a INT, ".repeat(1_000_000) + "b INT";
    String nested = "CREATE TABLE t (a INT DEFAULT " + "(".repeat(2_000_000);

    assertTrue(EditText.of("CREATE TABLE t (" + many + ")", 0, MYSQL_8).length() > 1_000_000);
    assertThrows(UnsupportedDdlException.class, () -> EditText.of(nested, 0, MYSQL_8));
    assertEquals(
        "", EditText.of("ALTER TABLE t " + "/*!99999 /* x */".repeat(500_000), 0, MYSQL_8));
  }
}
