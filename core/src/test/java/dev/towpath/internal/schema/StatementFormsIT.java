package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.mysql.MySqlSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each form of a statement that a server accepts, compared with the definition the server has
 * afterwards. Forms that only other servers know are left out by the server itself.
 */
class StatementFormsIT {
  private static final String T =
      "CREATE TABLE t (id INT PRIMARY KEY, a INT, m TEXT, e ENUM('x','y'), KEY i (a))";

  private static final List<String> KEYWORDS = List.of("to", "index", "column", "if", "like");

  private static final List<String> COLUMNS =
      List.of(
          "INT INVISIBLE",
          "INT /*!80023 INVISIBLE */",
          "INT /*!50700 UNSIGNED */",
          "INT /*M! UNSIGNED */",
          "INT(5) ZEROFILL UNSIGNED COMMENT 'x, y'",
          "POINT NOT NULL SRID 4326",
          "POINT REF_SYSTEM_ID = 1",
          "VARCHAR(5) UNICODE",
          "VARCHAR(5) ASCII BINARY",
          "CHAR(3) BYTE",
          "ENUM(0x61,x'6263',b'01100100')",
          "ENUM('a\\%','b\\_','c\\\\','d''e')",
          "LONG VARCHAR",
          "LONG",
          "LONG CHAR VARYING",
          "LONG VARBINARY",
          "NATIONAL CHARACTER VARYING(5)",
          "NCHAR VARCHAR(5)",
          "NATIONAL CHAR(3)",
          "DOUBLE PRECISION(7,2)",
          "DOUBLE PRECISION",
          "TEXT DEFAULT NULL COLLATE 'utf8_bin'",
          "TEXT COLLATE utf8mb4_bin NOT NULL",
          "CHAR(5) DEFAULT 'x' COLLATE gbk_bin",
          "CHAR(5) DEFAULT _latin1'x' 'y' NOT NULL",
          "CHAR(5) DEFAULT N'x' COLLATE utf8mb4_bin",
          "TEXT COLLATE uca1400_ai_ci",
          "TEXT COLLATE utf8mb4_uca1400_ai_ci",
          "JSON COLLATE ucs2_general_ci",
          "JSON COLLATE uca1400_ai_ci",
          "NCHAR(3) COLLATE utf8_bin",
          "BLOB COLLATE utf8_bin",
          "BLOB(100) COLLATE latin1_bin",
          "BLOB(100) COLLATE utf8_bin",
          "BLOB COLLATE `binary`",
          "TINYBLOB COLLATE gbk_bin",
          "LONG VARBINARY COLLATE utf8_bin",
          "LONGBLOB NOT NULL COLLATE utf8_bin",
          "BINARY COLLATE utf8_bin",
          "VARBINARY(3) COLLATE utf8_bin",
          "UUID COLLATE ucs2_bin",
          "INET6 COLLATE ucs2_bin",
          "POINT COLLATE utf8_bin",
          "BIT(3) COLLATE utf8_bin",
          "DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
          "INT DEFAULT (1 + (2)) CHECK (1 > 0) COMMENT 'x'",
          "INT DEFAULT CASE WHEN 1 THEN 2 ELSE 3 END",
          "INT GENERATED ALWAYS AS (a + 1) STORED UNIQUE",
          "INT AS (a * 2)",
          "INT AS (a) PERSISTENT",
          "INT REFERENCES x (y)",
          "INT CONSTRAINT c CHECK (n > 0) NOT ENFORCED",
          "BIGINT SERIAL DEFAULT VALUE",
          "MEDIUMINT COLUMN_FORMAT FIXED STORAGE DISK");

  private static final List<String> ALTERATIONS =
      List.of(
          "MODIFY t.a BIGINT",
          "MODIFY a CHAR(3) AFTER m",
          "CHANGE t.a b INT FIRST",
          "RENAME = x",
          "RENAME end",
          "RENAME AS `to`",
          "RENAME COLUMN a TO `first`",
          "RENAME INDEX i TO j",
          "ADD COLUMN IF NOT EXISTS n INT",
          "ADD IF NOT EXISTS (n INT, o INT)",
          "ADD COLUMN IF NOT EXISTS n INT PRIMARY KEY",
          "MODIFY a INT NOT NULL, ADD COLUMN IF NOT EXISTS a INT UNIQUE, DROP PRIMARY KEY",
          "ADD COLUMN IF NOT EXISTS i INT NOT NULL UNIQUE, DROP PRIMARY KEY",
          "ADD COLUMN IF NOT EXISTS n INT NOT NULL UNIQUE, DROP PRIMARY KEY",
          "DROP PRIMARY KEY, ADD COLUMN IF NOT EXISTS n INT PRIMARY KEY",
          "DROP KEY i, ADD COLUMN IF NOT EXISTS i INT NOT NULL UNIQUE, DROP PRIMARY KEY",
          "ADD UNIQUE KEY n (e), ADD IF NOT EXISTS n INT NOT NULL UNIQUE, DROP PRIMARY KEY",
          "MODIFY COLUMN IF EXISTS a BIGINT PRIMARY KEY",
          "DROP COLUMN IF EXISTS a",
          "DROP INDEX IF EXISTS i",
          "MODIFY IF EXISTS a BIGINT",
          "CHANGE COLUMN IF EXISTS a b INT",
          "ADD (n INT, KEY (n), o TEXT)",
          "ADD n INT, ADD o INT AFTER n, DROP a",
          "ADD 1a INT, ADD comment TEXT COMMENT 'x', ADD period INT, ADD system INT, ADD vector"
              + " INT",
          "ADD status INT, ADD value INT, ADD `a``b` INT, ADD 订单 INT",
          "DROP PRIMARY KEY, ADD n INT PRIMARY KEY",
          "ENGINE=InnoDB COLLATE utf8_bin, ADD n TEXT",
          "ENGINE=InnoDB DEFAULT CHARSET utf8 COMMENT 'x' ROW_FORMAT=DYNAMIC, ADD n TEXT",
          "CHARACTER SET DEFAULT, ADD n TEXT",
          "COLLATE = gbk_bin",
          "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
          "CONVERT TO CHARSET gbk",
          "ALTER a SET DEFAULT 5, ALTER COLUMN a DROP DEFAULT",
          "ALTER a SET INVISIBLE",
          "ALTER INDEX i INVISIBLE",
          "ORDER BY a, m DESC",
          "ORDER BY a, m, ADD n INT",
          "FORCE, ALGORITHM=COPY, LOCK DEFAULT",
          "ADD n INT PARTITION BY HASH (id) PARTITIONS 4",
          "PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (9) COMMENT 'x')",
          "ADD CONSTRAINT c CHECK (a > 0), ADD CONSTRAINT UNIQUE u (a)",
          "WAIT 5 ADD n INT",
          "ADD SYSTEM VERSIONING, DROP SYSTEM VERSIONING",
          "RENAME to.x",
          "RENAME index.x",
          "RENAME column.x",
          "ADD n INT CHECK (n > 0) NOT NULL UNIQUE, DROP PRIMARY KEY",
          "CONVERT TO CHARACTER SET latin1, ADD n TEXT CHARACTER SET utf8mb4",
          "CONVERT TO CHARACTER SET latin1, ADD n ENUM('é') CHARACTER SET utf8mb4",
          "ADD `n😀` INT",
          "ADD n ENUM('a😀') CHARACTER SET utf8mb3",
          "CONVERT TO CHARACTER SET latin1, MODIFY e ENUM('é') CHARACTER SET utf8mb4",
          "CONVERT TO CHARACTER SET latin1, ADD n TEXT(100) CHARACTER SET utf8mb4, ADD o NCHAR(3)",
          "CONVERT TO CHARACTER SET utf8mb4, ADD n TEXT(100) CHARACTER SET latin1, ADD o TEXT(100)",
          "CONVERT TO CHARACTER SET gbk, ADD n ENUM('模') CHARACTER SET utf8mb4",
          "CONVERT TO CHARACTER SET utf8mb4, ADD n CHAR(3) CHARACTER SET binary, ADD o CHAR(3)"
              + " ASCII",
          "CHARACTER SET latin1, ADD n ENUM('é'), CONVERT TO CHARACTER SET latin1",
          "CONVERT TO CHARACTER SET gbk, ADD n BLOB COLLATE utf8_bin, ADD o VARBINARY(9)",
          "CONVERT TO CHARACTER SET binary",
          "CONVERT TO CHARSET binary, ADD n VARCHAR(9) CHARACTER SET utf8, ADD o TINYTEXT",
          "ADD n ENUM('é','it''s') CHARACTER SET binary, ADD o SET('ß ') COLLATE binary",
          "ADD n ENUM('é') CHARACTER SET binary, CONVERT TO CHARACTER SET gbk",
          "CONVERT TO CHARACTER SET sjis, ADD n ENUM('é') CHARACTER SET utf8",
          "ADD n INT COMMENT '/*', ADD o INT COMMENT '*/'",
          "ADD n INT /*! , ADD o INT */",
          "ADD n INT /*!050000 , ADD o INT */",
          "ADD n INT /*!100000 , ADD o INT */",
          "ADD n INT /*!80000, ADD o INT */",
          "ADD n INT /*!90000 , ADD o INT */",
          "ADD n INT /*!110000 , ADD o INT */",
          "ADD n INT /*+ , ADD o INT */",
          "ADD n INT /*!99999 /* x */ , ADD p INT */, ADD o INT",
          "ADD n INT /*!50000 /* x */ , ADD p INT */, ADD o INT",
          "ADD $n INT, ADD n$ INT",
          "ADD n INT DEFAULT -1 COMMENT 'x' \n, ADD \fo INT",
          "ADD n VARCHAR(9) DEFAULT x'41', ADD o VARCHAR(9) DEFAULT 0x41, ADD p BIT(3) DEFAULT"
              + " b'1'",
          "ADD n CHAR(1) DEFAULT '\\'', ADD o CHAR(1) DEFAULT ''''",
          "ADD n INT REFERENCES t (id) MATCH FULL ON DELETE CASCADE, ADD o INT",
          "ADD n INT -- , ADD o INT",
          "ADD n /* , o */ INT # , ADD o INT");

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE x (m TEXT) ENGINE=InnoDB COLLATE latin1_swedish_ci",
          "CREATE TABLE x (m TEXT DEFAULT NULL COLLATE 'latin1_swedish_ci') CHARSET=utf8",
          "CREATE TABLE x (m TEXT) COLLATE uca1400_ai_ci",
          "CREATE TABLE x (m TEXT) CHARSET DEFAULT",
          "CREATE TABLE x (e ENUM('a\\t','b\u3000')) CHARSET utf8mb4",
          "CREATE TABLE x (geo INT, status INT, PRIMARY KEY (geo) USING BTREE, KEY USING HASH"
              + " (status))",
          "CREATE TABLE x (a INT KEY, UNIQUE KEY type TYPE BTREE (a))",
          "CREATE TABLE x (a INT, b CHAR(9), PRIMARY KEY (a), UNIQUE u (b(3) DESC))",
          "CREATE TABLE x (a INT, CONSTRAINT PRIMARY KEY k (a), CONSTRAINT c UNIQUE (a))",
          "CREATE TABLE x (a INT PRIMARY KEY, b INT, CONSTRAINT f FOREIGN KEY g (b) REFERENCES x"
              + " (a) ON DELETE SET NULL)",
          "CREATE TABLE x (a INT NOT NULL, UNIQUE k (a), b INT NOT NULL UNIQUE)",
          "CREATE TABLE x (a INT NOT NULL UNIQUE, UNIQUE k (b), b INT NOT NULL)",
          "CREATE TABLE x (a TIME NOT NULL, b INT NOT NULL UNIQUE, UNIQUE k (a(3)))",
          "CREATE TABLE x (a INT NOT NULL, b MEDIUMINT NOT NULL, UNIQUE k (b(3)), UNIQUE (a))",
          "CREATE TABLE x LIKE t",
          "CREATE TABLE x (LIKE t)",
          "CREATE TABLE IF NOT EXISTS t (z INT)",
          "CREATE OR REPLACE TABLE t (z INT)",
          "CREATE TABLE x (a INT) UNION=() MAX_ROWS 5 PACK_KEYS=DEFAULT INSERT_METHOD NO",
          "CREATE TABLE x (a INT) STATS_PERSISTENT=1, CHECKSUM 1 DATA DIRECTORY ''",
          "CREATE TABLE .x (a INT)",
          "CREATE TABLE 1x (1a INT, `1` INT)",
          "CREATE UNIQUE INDEX j USING BTREE ON t (a) COMMENT 'x'",
          "DROP INDEX i ON t",
          "DROP INDEX IF EXISTS j ON t",
          "RENAME TABLE t TO x, x TO y",
          "DROP TABLE IF EXISTS no, t",
          "CREATE TEMPORARY TABLE x (a INT)",
          "SET STATEMENT max_statement_time = 9 FOR ALTER TABLE t DROP a",
          "ALTER TABLE IF EXISTS t ADD z INT",
          "CREATE TABLE to.x LIKE t",
          "CREATE TABLE x (a INT CHECK (a > 0) NOT NULL UNIQUE)",
          "CREATE TABLE x (n ENUM('é')) CHARSET latin1 COLLATE latin1_bin",
          "CREATE TABLE x (n CHAR(3) COLLATE binary, o ENUM('a ') COLLATE binary)",
          "CREATE TABLE x (n CHAR(3)) COLLATE binary",
          "CREATE TABLE ΣΑΣ (ΣΑΣ INT, σας TEXT)",
          "CREATE TABLE `x😀` (`😀😀` INT)",
          "CREATE TABLE if.exists (a INT)",
          "CREATE TABLE like.t (a INT)",
          "CREATE TABLE x (a INT, b INT) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN (1))",
          "CREATE SEQUENCE x",
          "CREATE SEQUENCE IF NOT EXISTS x START WITH 5 INCREMENT BY 2 MINVALUE 1 MAXVALUE 99 CACHE"
              + " 10 CYCLE",
          "CREATE OR REPLACE SEQUENCE x START 1 NOCYCLE NOCACHE ENGINE=InnoDB COMMENT 'x'",
          "CREATE OR REPLACE SEQUENCE t",
          "CREATE SEQUENCE IF NOT EXISTS t",
          "CREATE TEMPORARY SEQUENCE x",
          "CREATE TABLE x (next_not_cached_value BIGINT(21) NOT NULL, minimum_value BIGINT(21) NOT"
              + " NULL, maximum_value BIGINT(21) NOT NULL, start_value BIGINT(21) NOT NULL,"
              + " increment BIGINT(21) NOT NULL, cache_size BIGINT(21) UNSIGNED NOT NULL,"
              + " cycle_option TINYINT(1) UNSIGNED NOT NULL, cycle_count BIGINT(21) NOT NULL)"
              + " SEQUENCE=1",
          "CREATE SEQUENCE to.x",
          "ALTER SEQUENCE s RESTART 9 MAXVALUE 100 NOCACHE",
          "ALTER SEQUENCE IF EXISTS s CYCLE",
          "ALTER SEQUENCE IF EXISTS absent CYCLE",
          "ALTER TABLE s RENAME TO x",
          "ALTER TABLE s COMMENT 'x'",
          "RENAME TABLE s TO x",
          "CREATE TABLE x LIKE s",
          "CREATE TABLE IF NOT EXISTS s (a INT)",
          "DROP SEQUENCE s",
          "DROP SEQUENCE IF EXISTS absent, s",
          "DROP TABLE s",
          "DROP TABLE t, s",
          "SET STATEMENT max_statement_time = 9 FOR CREATE SEQUENCE x",
          "ALTER DATABASE d CHARACTER SET latin1",
          "ALTER DATABASE CHARSET latin1");

  @Test
  void mySql57AgreesWithTheParser() throws Exception {
    compare(MySqlVersion.MYSQL_5_7, 60);
  }

  @Test
  void mySql80AgreesWithTheParser() throws Exception {
    compare(MySqlVersion.MYSQL_8_0, 60);
  }

  @Test
  @Tag("servers")
  void mySql9AgreesWithTheParser() throws Exception {
    compare(MySqlVersion.MYSQL_9, 70);
  }

  @Test
  @Tag("servers")
  void mariaDbAgreesWithTheParser() throws Exception {
    compare(MySqlVersion.MARIADB_11_4, 80);
  }

  private static void compare(MySqlVersion version, int least) throws Exception {
    List<String> wrong = new ArrayList<>();
    int accepted = 0;
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().version(version).start();
        MySqlSession session =
            MySqlSession.open(
                MySqlSource.builder("127.0.0.1", mysql.port())
                    .credentials("root", () -> "")
                    .connectTimeout(Duration.ofMinutes(1))
                    .serverId(77)
                    .build());
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      var reader = new DefinitionReader(session);
      String[] before = before(version);
      for (String form : forms()) {
        reset(statement, before);
        try {
          statement.execute(form);
        } catch (SQLException e) {
          continue;
        }
        accepted++;
        var model = new Model(running(mysql), TableFilter.all(), "d", "utf8mb4");
        model.execute(before);
        model.execute(form);
        String expected = server(reader);
        String actual = model(model);
        if (!expected.equals(actual)) {
          wrong.add(form + "\n  server: " + expected + "\n  model:  " + actual);
        }
      }
    }
    assertEquals("", String.join("\n", wrong), version + ": " + accepted + " statements");
    assertTrue(accepted >= least, version + " accepted " + accepted);
  }

  private static List<String> forms() {
    List<String> forms = new ArrayList<>();
    COLUMNS.forEach(column -> forms.add("ALTER TABLE t ADD n " + column));
    COLUMNS.forEach(column -> forms.add("CREATE TABLE x (a INT, n " + column + ", o INT)"));
    ALTERATIONS.forEach(alteration -> forms.add("ALTER TABLE t " + alteration));
    forms.addAll(STATEMENTS);
    return forms;
  }

  private static String running(EmbeddedMySql mysql) throws SQLException {
    return mysql.query("SELECT VERSION()").get(0).get(0) + "";
  }

  /** A table, a sequence where there are any, and databases that are called like keywords. */
  private static String[] before(MySqlVersion version) {
    List<String> statements = new ArrayList<>();
    for (String name : KEYWORDS) {
      statements.add("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4");
    }
    statements.add(T);
    if (version == MySqlVersion.MARIADB_11_4) {
      statements.add("CREATE SEQUENCE s");
    }
    return statements.toArray(String[]::new);
  }

  private static void reset(Statement statement, String... before) throws SQLException {
    for (String name : KEYWORDS) {
      statement.execute("DROP DATABASE IF EXISTS `" + name + "`");
    }
    statement.execute("DROP DATABASE IF EXISTS d");
    statement.execute("CREATE DATABASE d CHARACTER SET utf8mb4");
    statement.execute("USE d");
    for (String sql : before) {
      statement.execute(sql);
    }
  }

  private static String server(DefinitionReader reader) throws Exception {
    List<String> tables = new ArrayList<>();
    reader
        .read(reader.tables())
        .definitions()
        .forEach((table, definition) -> tables.add(table + ": " + Model.text(definition)));
    return text(tables);
  }

  private static String model(Model model) {
    List<String> tables = new ArrayList<>();
    for (TableName table : model.catalog.tables().keySet()) {
      String text = model.table(table);
      if (!text.equals("absent")) {
        tables.add(table + ": " + text);
      }
    }
    return text(tables);
  }

  /** Servers have two names for one character set. */
  private static String text(List<String> tables) {
    return tables.stream().sorted().toList().toString().replace("utf8mb3", "utf8");
  }
}
