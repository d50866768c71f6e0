package dev.towpath.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the secrets that are hidden in statements before people or sinks see them. */
final class StatementSecretsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "CREATE USER 'u'@'h' IDENTIFIED BY 'x'|CREATE USER 'u'@'h' IDENTIFIED BY '<secret>'",
        "CREATE USER u IDENTIFIED WITH 'p' AS '$A$''x'|CREATE USER u IDENTIFIED WITH 'p' AS"
            + " '<secret>'",
        "ALTER USER u IDENTIFIED BY 'x' REPLACE 'y'|ALTER USER u IDENTIFIED BY '<secret>' REPLACE"
            + " '<secret>'",
        "ALTER USER u IDENTIFIED WITH p AS 0xAB12|ALTER USER u IDENTIFIED WITH p AS '<secret>'",
        "CREATE USER u IDENTIFIED BY PASSWORD '*AB'|CREATE USER u IDENTIFIED BY PASSWORD"
            + " '<secret>'",
        "CREATE USER u IDENTIFIED VIA a USING 'x' OR b USING PASSWORD('y')|CREATE USER u IDENTIFIED"
            + " VIA a USING '<secret>' OR b USING PASSWORD('<secret>')",
        "GRANT ALL ON *.* TO 'u'@'h' IDENTIFIED BY 'x'|GRANT ALL ON *.* TO 'u'@'h' IDENTIFIED BY"
            + " '<secret>'",
        "SET PASSWORD FOR 'u'@'h'='*AB'|SET PASSWORD FOR 'u'@'h'='<secret>'",
        "SET PASSWORD = PASSWORD('x')|SET PASSWORD = PASSWORD('<secret>')",
        "CREATE USER u COMMENT 'kept'|CREATE USER u COMMENT 'kept'",
        "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'r', PASSWORD 'x')|CREATE SERVER"
            + " s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'r', PASSWORD '<secret>')",
        "CHANGE MASTER TO MASTER_USER='r', MASTER_PASSWORD='x'|CHANGE MASTER TO MASTER_USER='r',"
            + " MASTER_PASSWORD='<secret>'",
        "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = 'x'|CHANGE REPLICATION SOURCE TO"
            + " SOURCE_PASSWORD = '<secret>'",
        "START SLAVE USER='u' PASSWORD='x'|START SLAVE USER='u' PASSWORD='<secret>'",
        "SET STATEMENT a=1 FOR CREATE USER u IDENTIFIED BY 'x'|SET STATEMENT a=1 FOR CREATE USER u"
            + " IDENTIFIED BY '<secret>'",
        "CREATE TABLE t (a INT) CONNECTION='mysql://u:x@h/d/t'|CREATE TABLE t (a INT)"
            + " CONNECTION='mysql://u:<secret>@h/d/t'",
        "CREATE TABLE t (a INT) CONNECTION='mysql://u:x''y@h/d/t'|CREATE TABLE t (a INT)"
            + " CONNECTION='mysql://u:<secret>@h/d/t'",
        "CREATE TABLE t (a INT) CONNECTION=\"mysql://u:x'y@z@h/d/t\"|CREATE TABLE t (a INT)"
            + " CONNECTION=\"mysql://u:<secret>@h/d/t\"",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO ALTER USER u IDENTIFIED BY 'x'|CREATE EVENT e ON"
            + " SCHEDULE EVERY 1 DAY DO ALTER USER u IDENTIFIED BY '<secret>'",
        "CREATE PROCEDURE p() BEGIN SET PASSWORD FOR u = 'x'; SET @a = 'y'; END|CREATE PROCEDURE"
            + " p() BEGIN SET PASSWORD FOR u = '<secret>'; SET @a = 'y'; END",
        "CREATE FUNCTION f() RETURNS INT RETURN password = 'a'|CREATE FUNCTION f() RETURNS INT"
            + " RETURN password = 'a'",
        "CREATE TABLE t (password ENUM('a') DEFAULT 'a')|CREATE TABLE t (password ENUM('a') DEFAULT"
            + " 'a')",
        "CREATE TABLE t (a INT) COMMENT 'x'|CREATE TABLE t (a INT) COMMENT 'x'",
        "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (`password` 'x')|CREATE SERVER s FOREIGN"
            + " DATA WRAPPER mysql OPTIONS (`password` '<secret>')",
        "CREATE TABLE t (a INT) ENGINE=SPIDER COMMENT='wrapper \"mysql\", password \"x\", table"
            + " \"t\"'|CREATE TABLE t (a INT) ENGINE=SPIDER COMMENT='wrapper \"mysql\", password"
            + " \"<secret>\", table \"t\"'",
        "CREATE TABLE t (a INT) ENGINE=SPIDER PARTITION BY KEY (a) (PARTITION p COMMENT 'srv \"s\","
            + " pwd ''x\\\\''y''')|CREATE TABLE t (a INT) ENGINE=SPIDER PARTITION BY KEY (a) (PARTITION"
            + " p COMMENT 'srv \"s\", pwd ''<secret>''')",
        "CREATE TABLE t (a INT) CONNECTION='host \"h\", password \"x\"'|CREATE TABLE t (a INT)"
            + " CONNECTION='host \"h\", password \"<secret>\"'",
        "CREATE TABLE t (a INT) OPTION_LIST='user=u,password=x,a=b'|CREATE TABLE t (a INT)"
            + " OPTION_LIST='user=u,password=<secret>,a=b'",
        "CREATE TABLE t (a INT) CONNECTION='DSN=d;UID=u;PWD={x;y};a=b'|CREATE TABLE t (a INT)"
            + " CONNECTION='DSN=d;UID=u;PWD=<secret>;a=b'",
        "CREATE TABLE t (a INT) CONNECTION='jdbc:mysql://h/d?user=u&password=x&a=b'|CREATE TABLE t"
            + " (a INT) CONNECTION='jdbc:mysql://h/d?user=u&password=<secret>&a=b'",
        "CREATE TABLE t (a INT) `PASSWORD`='x'|CREATE TABLE t (a INT) `PASSWORD`='<secret>'",
        "CREATE TABLE t (a INT) PASSWORD=x, COMMENT 'y'|CREATE TABLE t (a INT) PASSWORD='<secret>',"
            + " COMMENT 'y'",
        "CREATE TABLE t (password INT, CHECK (password = a))|CREATE TABLE t (password INT, CHECK"
            + " (password = a))",
        "CREATE TABLE t (a INT COMMENT 'the password of a user')|CREATE TABLE t (a INT COMMENT 'the"
            + " password of a user')",
        "ALTER USER u /*!99999 IDENTIFIED BY 'x' */ ACCOUNT LOCK|ALTER USER u /*!99999 IDENTIFIED"
            + " BY '<secret>' */ ACCOUNT LOCK",
        "ALTER TABLE t ADD a INT /* was: ALTER USER u IDENTIFIED BY 'x' */ -- don't|ALTER TABLE t"
            + " ADD a INT /* was: ALTER USER u IDENTIFIED BY '<secret>' */ -- don't",
        "DROP TABLE t # SET PASSWORD = 'x'|DROP TABLE t # SET PASSWORD = '<secret>'",
        "ALTER USER u /*!50700 IDENTIFIED BY 'x' */|ALTER USER u /*!50700 IDENTIFIED BY '<secret>'"
            + " */",
        "SET PASSWORD FOR u = PASSWORD(_utf8'x' 'y')|SET PASSWORD FOR u ="
            + " PASSWORD(_utf8'<secret>' '<secret>')",
        "CLONE INSTANCE FROM 'u'@'h':3306 IDENTIFIED BY 'x'|CLONE INSTANCE FROM 'u'@'h':3306"
            + " IDENTIFIED BY '<secret>'",
        "ALTER USER u ADD 2 FACTOR IDENTIFIED WITH p BY 'x'|ALTER USER u ADD 2 FACTOR IDENTIFIED"
            + " WITH p BY '<secret>'",
        "CREATE PROCEDURE p() BEGIN PREPARE s FROM 'ALTER USER u IDENTIFIED BY ''x'''; END|CREATE"
            + " PROCEDURE p() BEGIN PREPARE s FROM '<secret>'; END",
        "CREATE PROCEDURE p() BEGIN CREATE SERVER s FOREIGN DATA WRAPPER m OPTIONS (PASSWORD 'x');"
            + " SELECT a WHERE password = 'b'; START SLAVE PASSWORD = 'y'; END|CREATE PROCEDURE p()"
            + " BEGIN CREATE SERVER s FOREIGN DATA WRAPPER m OPTIONS (PASSWORD '<secret>'); SELECT a"
            + " WHERE password = 'b'; START SLAVE PASSWORD = '<secret>'; END",
        "CREATE PROCEDURE p() BEGIN EXECUTE IMMEDIATE CONCAT('CREATE USER u IDENTIFIED BY ''', 'x',"
            + " ''''); SET @a = 'y'; END|CREATE PROCEDURE p() BEGIN EXECUTE IMMEDIATE"
            + " CONCAT('<secret>', '<secret>', '<secret>'); SET @a = 'y'; END",
        "CREATE TABLE t (a INT) ENGINE=CONNECT URI='mongodb://u:x@h' HTTP='http://v:y@h'|CREATE"
            + " TABLE t (a INT) ENGINE=CONNECT URI='mongodb://u:<secret>@h'"
            + " HTTP='http://v:<secret>@h'",
        "CREATE USER u IDENTIFIED BY 'never ends|CREATE USER u IDENTIFIED BY '<secret>'",
        "'|'",
      })
  void secretsAreHiddenAndNothingElse(String sql, String shown) {
    assertEquals(shown, StatementSecrets.hidden(SqlText.of(sql), 0, ServerDialect.UNKNOWN));
  }
}
