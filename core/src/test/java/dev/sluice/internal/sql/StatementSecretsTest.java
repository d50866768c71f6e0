package dev.sluice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is hidden in statements before people or sinks see them. */
@Timeout(10)
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
        "CREATE USER u IDENTIFIED BY 'never ends|CREATE USER u IDENTIFIED BY '<secret>'",
        "'|'",
      })
  void secretsAreHiddenAndNothingElse(String sql, String shown) {
    assertEquals(shown, StatementSecrets.hidden(SqlText.of(sql), 0, ServerDialect.UNKNOWN));
  }
}
