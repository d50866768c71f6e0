package dev.towpath.internal.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.filter.StatementKind;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import dev.towpath.internal.sql.StatementReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatementKindsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "create table t (id int)|DDL",
        "/* by hand */ CREATE OR REPLACE VIEW v AS SELECT 1|DDL",
        "CREATE DATABASE user|DDL",
        "CREATE TABLE user (id int)|DDL",
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x*/|DDL",
        "ALTER TABLE t ADD x INT|DDL",
        "DROP TABLE `user`|DDL",
        "DROP TEMPORARY TABLE IF EXISTS t|DDL",
        "rename table a to b|DDL",
        "TRUNCATE t|DDL",
        "GRANT SELECT ON *.* TO u|DCL",
        "revoke all on *.* from u|DCL",
        "CREATE USER IF NOT EXISTS u|DCL",
        "CREATE OR REPLACE ROLE r|DCL",
        "ALTER USER u IDENTIFIED BY 'x'|DCL",
        "DROP ROLE r|DCL",
        "RENAME USER a TO b|DCL",
        "SET PASSWORD FOR u = 'x'|DCL",
        "SET DEFAULT ROLE r TO u|DCL",
        "INSERT INTO t VALUES ('create table')|DML",
        "-- why⏎ update t set a = 1|DML",
        "DELETE FROM t|DML",
        "REPLACE INTO t VALUES (1)|DML",
        "LOAD DATA LOCAL INFILE 'f' INTO TABLE t|DML",
        "WITH c AS (SELECT 1) DELETE FROM t|DML",
        "SELECT `d`.`f`()|DML",
        "((SELECT f()))|DML",
        "SET STATEMENT max_statement_time=1 FOR DELETE FROM t|DML",
        "SET STATEMENT max_statement_time=1 FOR ALTER TABLE t ENGINE=InnoDB|DDL",
        "SET STATEMENT max_statement_time=1|OTHER",
        "SET GLOBAL x = 1|OTHER",
        "ANALYZE TABLE t|OTHER",
        "OPTIMIZE TABLE t|OTHER",
        "FLUSH TABLES|OTHER",
        "`create` table t|OTHER",
        "表 CREATE TABLE|OTHER",
        "# nothing|OTHER",
        "((|OTHER",
      })
  void firstKeywordsTellTheKind(String sql, StatementKind kind) {
    assertEquals(kind, StatementKinds.of(read(sql.replace('⏎', '\n'))));
  }

  private static StatementReader read(String sql) {
    return StatementReader.of(SqlText.of(sql), 0, new ServerDialect(0, false), "d");
  }
}
