package dev.towpath.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementReaderTest {
  private static final ServerDialect MYSQL_8 = new ServerDialect(80_033, false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "create table t (id int)|CREATE_TABLE d.t",
        "CREATE TEMPORARY TABLE IF NOT EXISTS `shop`.`or``der` LIKE x|CREATE_TABLE shop.or`der",
        "create or replace table s . t (a int)|CREATE_TABLE s.t",
        "CREATE OR REPLACE TEMPORARY TABLE .t (a int)|CREATE_TABLE d.t",
        "ALTER TABLE t ADD COLUMN `table` int|ALTER_TABLE d.t",
        "ALTER TABLE IF EXISTS t ADD a INT, RENAME TO e.u|ALTER_TABLE d.t,e.u",
        "ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX c TO d, RENAME = end|ALTER_TABLE"
            + " d.t,d.end",
        "ALTER TABLE t RENAME u, RENAME KEY a TO b|ALTER_TABLE d.t,d.u",
        "ALTER TABLE t CONVERT TABLE u TO PARTITION p|ALTER_TABLE d.t,d.u",
        "ALTER TABLE t CONVERT PARTITION p TO TABLE e.u|ALTER_TABLE d.t,e.u",
        "ALTER TABLE t CONVERT TO CHARACTER SET utf8|ALTER_TABLE d.t",
        "ALTER IGNORE TABLE t ADD CHECK (a = 'RENAME')|ALTER_TABLE d.t",
        "/* note */ alter /*!50101 online */ table -- now⏎ t drop a|ALTER_TABLE d.t",
        "# first⏎DROP TABLE IF EXISTS a, s.b ,`c` /* by server */|DROP_TABLE d.a,s.b,d.c",
        "DROP TABLES `if`|DROP_TABLE d.if",
        "truncate t|TRUNCATE_TABLE d.t",
        "TRUNCATE TABLE s.t|TRUNCATE_TABLE s.t",
        "RENAME TABLE a TO s.b, c WAIT 5 TO d|RENAME_TABLE d.a,s.b,d.c,d.d",
        "RENAME TABLES IF EXISTS a TO b|RENAME_TABLE d.a,d.b",
        "CREATE UNIQUE INDEX i USING BTREE ON t (a)|CREATE_INDEX d.t",
        "CREATE INDEX IF NOT EXISTS i ON s.t (a)|CREATE_INDEX s.t",
        "DROP INDEX i ON s.t|DROP_INDEX s.t",
        "CREATE DATABASE IF NOT EXISTS x|CREATE_DATABASE",
        "ALTER SCHEMA COLLATE utf8_bin|ALTER_DATABASE",
        "DROP DATABASE x|DROP_DATABASE",
        "CREATE SEQUENCE s START WITH 1|CREATE_SEQUENCE d.s",
        "ALTER SEQUENCE IF EXISTS s RESTART|ALTER_SEQUENCE d.s",
        "DROP SEQUENCE a, b|DROP_SEQUENCE d.a,d.b",
        "SET STATEMENT max_statement_time = ABS(1), a = 'FOR' FOR ALTER TABLE t ADD a"
            + " INT|ALTER_TABLE d.t",
        "CREATE VIEW v AS SELECT 1|VIEW",
        "CREATE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW v AS SELECT 1|VIEW",
        "CREATE DEFINER = event@127.0.0.1 TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET"
            + " @a=1|TRIGGER",
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON"
            + " x*/|TRIGGER",
        "CREATE DEFINER=CURRENT_USER() EVENT e ON SCHEDULE EVERY 1 DAY DO DROP TABLE t|EVENT",
        "CREATE DEFINER=a@host.name.org FUNCTION f() RETURNS INT RETURN 1|ROUTINE",
        "CREATE AGGREGATE FUNCTION f RETURNS STRING SONAME 'x'|ROUTINE",
        "DROP PROCEDURE p|ROUTINE",
        "CREATE USER IF NOT EXISTS u|ACCOUNT",
        "CREATE OR REPLACE ROLE r|ACCOUNT",
        "RENAME USER a TO b|ACCOUNT",
        "GRANT SELECT ON a.b TO c|ACCOUNT",
        "SET PASSWORD FOR u = 'x'|ACCOUNT",
        "SET DEFAULT ROLE r TO u|ACCOUNT",
        "SET STATEMENT a=1 FOR GRANT ALL ON *.* TO u|ACCOUNT",
        "SET NAMES utf8|SET",
        "SET STATEMENT a=1|OTHER",
        "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'x')|OTHER_DEFINITION",
        "CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x'|OTHER_DEFINITION",
        "ALTER TABLESPACE t ADD DATAFILE 'x'|OTHER_DEFINITION",
        "INSERT INTO t VALUES ('drop table x')|INSERT d.t",
        "INSERT LOW_PRIORITY IGNORE s.t SET a = 1|INSERT s.t",
        "REPLACE DELAYED INTO t SELECT * FROM u|REPLACE d.t",
        "UPDATE t SET a = 1|UPDATE d.t",
        "UPDATE IGNORE a x JOIN s.b AS y ON (x.i = y.i), (SELECT 1) z, (c, d) SET x.a = 1|UPDATE"
            + " d.a,s.b,d.c,d.d",
        "-- why⏎ delete from t where a in (select b from u)|DELETE d.t",
        "DELETE QUICK FROM s.t LIMIT 1|DELETE s.t",
        "DELETE a, b.* FROM t AS a INNER JOIN u AS b WHERE a.i = b.i|DELETE d.t,d.u",
        "DELETE FROM a, b USING t AS a LEFT JOIN u AS b USING (x)|DELETE d.t,d.u",
        "WITH RECURSIVE c (n) AS (SELECT 1), e AS (SELECT 2) DELETE FROM t|DELETE d.t",
        "WITH c AS (SELECT 1) SELECT 2|QUERY",
        "LOAD DATA LOCAL INFILE 'f' REPLACE INTO TABLE s.t (a)|LOAD s.t",
        "LOAD INDEX INTO CACHE t|OTHER",
        "((SELECT `d`.`f`()))|QUERY",
        "CALL p()|QUERY",
        "BEGIN|TRANSACTION",
        "XA START 'x'|TRANSACTION",
        "OPTIMIZE TABLE t|MAINTENANCE",
        "FLUSH TABLES|OTHER",
        "`create` table t|OTHER",
        "表 CREATE TABLE|OTHER",
        "# nothing|OTHER",
        "CREATE|OTHER_DEFINITION",
        "ALTER TABLE|ALTER_TABLE",
        "CREATE TABLE 订单 (id int)|CREATE_TABLE d.订单",
        "((|OTHER",
      })
  void firstWordsTell(String sql, String expected) {
    StatementReader read = StatementReader.of(SqlText.of(sql.replace('⏎', '\n')), 0, MYSQL_8, "d");

    String tables = read.tables().stream().map(String::valueOf).collect(Collectors.joining(","));
    assertEquals(expected, (read.kind() + " " + tables).strip());
  }

  @Test
  void temporaryTablesAreTold() {
    assertTrue(read("CREATE TEMPORARY TABLE t (a INT)").isTemporary());
    assertTrue(read("DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `t`").isTemporary());
    assertFalse(read("CREATE TABLE temporary (a INT)").isTemporary());
  }

  @Test
  void databasesAreTold() {
    assertEquals("x", read("CREATE DATABASE IF NOT EXISTS x CHARSET utf8").database());
    assertEquals("d", read("ALTER DATABASE CHARSET utf8").database());
    assertEquals("d", read("ALTER DATABASE COMMENT = 'x'").database());
    assertEquals("charset", read("ALTER DATABASE charset CHARSET utf8").database());
    assertEquals("comment", read("DROP SCHEMA comment").database());
  }

  @Test
  void quotesOfTheSqlModeCount() {
    StatementReader read = StatementReader.of(SqlText.of("DROP TABLE \"a b\""), 0x4, MYSQL_8, "d");

    assertEquals("[d.a b]", read.tables().toString());
  }

  private static StatementReader read(String sql) {
    return StatementReader.of(SqlText.of(sql), 0, MYSQL_8, "d");
  }
}
