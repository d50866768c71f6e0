package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Types and labels of declared columns, compared with what servers show. */
class DeclaredTypesIT {
  /** The labels in the text of a type, also where the server has cut it. */
  private static final String LABELS_SHOWN = "(?s)\\(.*[)']";

  private static final Map<String, Long> MODES =
      new TreeMap<>(Map.of("", 0L, "REAL_AS_FLOAT", 1L, "ORACLE", 0x200L));
  private static final List<String> TYPES =
      List.of(
          "NUMBER",
          "NUMBER(10)",
          "NUMBER(10,2)",
          "VARCHAR2(10)",
          "RAW(10)",
          "CLOB",
          "BLOB",
          "BLOB(100)",
          "DATE",
          "TIMESTAMP(3) NULL",
          "REAL",
          "REAL(7,3)",
          "REAL UNSIGNED",
          "CHAR(5) BYTE",
          "CHAR BYTE",
          "VARCHAR(5) BYTE",
          "TEXT BYTE",
          "TEXT(70000) BYTE",
          "CHAR(5) ASCII",
          "VARCHAR(5) ASCII",
          "TEXT ASCII",
          "CHAR(5) UNICODE",
          "VARCHAR(5) UNICODE",
          "TEXT UNICODE",
          "TEXT(100) UNICODE",
          "ENUM('a') ASCII",
          "LONG",
          "LONG VARCHAR",
          "LONG CHAR VARYING",
          "LONG CHARACTER VARYING",
          "LONG VARCHARACTER",
          "LONG VARBINARY",
          "LONG BYTE",
          "LONG VARCHAR BYTE",
          "LONG ASCII",
          "SERIAL",
          "UUID",
          "INET4",
          "INET6",
          "VECTOR(3)",
          "VECTOR",
          "XMLTYPE",
          "CHAR VARYING(5)",
          "NCHAR VARCHAR(5)",
          "NCHAR VARYING(5)",
          "NATIONAL CHAR VARYING(5)",
          "NATIONAL CHARACTER VARYING(5)",
          "NATIONAL VARCHARACTER(5)",
          "NCHAR VARCHARACTER(5)",
          "NATIONAL CHARACTER(5)",
          "NATIONAL CHAR(5)",
          "NATIONAL VARCHAR(5)",
          "NVARCHAR(5)",
          "NCHAR",
          "CHARACTER VARYING(5)",
          "VARCHARACTER(5)",
          "FLOAT4",
          "FLOAT8",
          "FLOAT8(7,3)",
          "FLOAT(24)",
          "FLOAT(25)",
          "FLOAT(53)",
          "FLOAT(0)",
          "FLOAT(7,3) UNSIGNED ZEROFILL",
          "DOUBLE PRECISION(9,2)",
          "DOUBLE(10,2)",
          "INT1",
          "INT2 UNSIGNED",
          "INT3",
          "INT4",
          "INT8",
          "MIDDLEINT(3)",
          "INT(0)",
          "TINYINT(1)",
          "TINYINT(1) UNSIGNED",
          "TINYINT(1) ZEROFILL",
          "BOOL",
          "BOOLEAN",
          "INT SIGNED",
          "BIGINT ZEROFILL",
          "DEC",
          "DEC(0)",
          "DECIMAL(5)",
          "FIXED(5,2) ZEROFILL",
          "NUMERIC(5,2) UNSIGNED",
          "BIT",
          "BIT(9)",
          "YEAR(4)",
          "YEAR(2)",
          "YEAR",
          "BINARY",
          "BINARY(0)",
          "VARBINARY(300)",
          "VARBINARY(70000)",
          "VARCHAR(70000)",
          "VARCHAR(70000) CHARACTER SET binary",
          "VARCHAR(20000) CHARACTER SET utf8mb4",
          "VARCHAR(65533) CHARACTER SET latin1",
          "TEXT(0)",
          "TEXT(63)",
          "TEXT(64)",
          "TEXT(16384)",
          "TEXT(5000000)",
          "BLOB(0)",
          "BLOB(255)",
          "BLOB(256)",
          "BLOB(16777216)",
          "TINYBLOB",
          "MEDIUMBLOB",
          "LONGBLOB",
          "TINYTEXT",
          "MEDIUMTEXT",
          "LONGTEXT",
          "GEOMETRY",
          "POINT",
          "LINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION",
          "GEOMCOLLECTION",
          "JSON",
          "TIME(6)",
          "TIME",
          "DATETIME(0)",
          "DATETIME(3)",
          "CHAR(0)",
          "VARCHAR(0)",
          "ENUM('a','b') CHARACTER SET binary",
          "SET('a','b') BYTE",
          "TEXT CHARACTER SET binary",
          "INTEGER",
          "MEDIUMINT UNSIGNED",
          "CHARACTER(5)");
  private static final List<String> CHARSETS =
      List.of(
          "utf8mb4", "latin1", "gbk", "utf8", "ascii", "cp1251", "koi8r", "sjis", "ucs2", "utf16");
  private static final List<String> LABELS =
      List.of("p", "é", "模", "я", "€", "ÿ", "a ", "a\\t", " a\\n ", "a\u3000", "\u00a0 ", "  ");

  private static final List<String> CONVERTED = LABELS.subList(0, 6);

  private int accepted;
  private int unknown;
  private int unreadable;

  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_5_7", "MYSQL_8_0"})
  void declarationsBecomeWhatTheServerShows(MySqlVersion version) throws SQLException {
    compare(version);
  }

  @Tag("servers")
  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_9", "MARIADB_11_4"})
  void declarationsBecomeWhatFurtherServersShow(MySqlVersion version) throws SQLException {
    compare(version);
  }

  private void compare(MySqlVersion version) throws SQLException {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().version(version).start();
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      String number = String.valueOf(mysql.query("SELECT VERSION()").get(0).get(0));
      var rules = new TypeRules(ServerDialect.of(number), false);
      statement.execute("CREATE DATABASE d CHARACTER SET utf8mb4");
      statement.execute("USE d");
      statement.execute("SET NAMES utf8mb4");
      for (Map.Entry<String, Long> mode : MODES.entrySet()) {
        compareTypes(statement, rules.inMode(mode.getValue()), mode.getKey());
      }
      assertTrue(accepted > 200 && unknown == 0, accepted + " types, " + unknown + " unknown");
      accepted = 0;
      compareLabels(statement, rules);
      assertTrue(
          accepted - unknown - unreadable > 200 && unknown < accepted / 5,
          accepted + " labels, " + unknown + " unknown, " + unreadable + " that are no text");
    }
  }

  private void compareTypes(Statement statement, TypeRules rules, String mode) throws SQLException {
    for (String type : TYPES) {
      statement.execute("DROP TABLE IF EXISTS t");
      boolean accepts =
          accepts(statement, "SET sql_mode = '" + mode + "'")
              && accepts(statement, "CREATE TABLE t (c " + type + ")");
      // The mode changes what a server shows, too.
      statement.execute("SET sql_mode = ''");
      if (accepts) {
        accepted++;
        String expected = shown(statement, "t");
        assertEquals(expected, declared(rules, type), type + " in mode '" + mode + "'");
      }
    }
  }

  private static boolean accepts(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void compareLabels(Statement statement, TypeRules rules) throws SQLException {
    for (String charset : CHARSETS) {
      for (String label : LABELS) {
        String type = "ENUM('q','" + label + "') CHARACTER SET " + charset;
        statement.execute("DROP TABLE IF EXISTS t");
        statement.execute("CREATE TABLE t (c " + type + ") CHARACTER SET " + charset);
        accepted++;
        String meant = type.replace("\\t", "\t").replace("\\n", "\n");
        String declared = declared(rules, meant);
        if (declared.startsWith("unknown")) {
          unknown++;
          continue;
        }
        assertEquals(shown(statement, "t"), declared, type);
        if (CONVERTED.contains(label)) {
          convert(statement, rules, type);
        }
      }
    }
  }

  private void convert(Statement statement, TypeRules rules, String type) throws SQLException {
    for (String target : CHARSETS) {
      statement.execute("DROP TABLE IF EXISTS u");
      statement.execute("CREATE TABLE u LIKE t");
      ColumnDefinition before = definition(statement, "u");
      if (!accepts(statement, "ALTER TABLE u CONVERT TO CHARACTER SET " + target)) {
        continue;
      }
      accepted++;
      try {
        String after = text(rules.converted(before, target));
        String shown = text(definition(statement, "u"));
        // Servers show bytes that are no text in several ways; MySQL 5.7 ends there.
        boolean isText = after.indexOf('\ufffd') < 0;
        unreadable += isText ? 0 : 1;
        assertEquals(
            isText ? shown : shown.replaceFirst(LABELS_SHOWN, ""),
            isText ? after : after.replaceFirst(LABELS_SHOWN, ""),
            type + " converted to " + target);
      } catch (UnsupportedDdlException e) {
        unknown++;
      }
    }
  }

  private String declared(TypeRules rules, String type) {
    try {
      return text(rules.column(Declared.column(type), "utf8mb4"));
    } catch (UnsupportedDdlException e) {
      unknown += type.startsWith("ENUM('q'") ? 0 : 1;
      return "unknown: " + e.getMessage();
    }
  }

  private static String shown(Statement statement, String table) throws SQLException {
    return text(definition(statement, table));
  }

  private static ColumnDefinition definition(Statement statement, String table)
      throws SQLException {
    String query =
        "SELECT COLUMN_TYPE, CHARACTER_SET_NAME FROM information_schema.COLUMNS"
            + " WHERE TABLE_SCHEMA = 'd' AND COLUMN_NAME = 'c' AND TABLE_NAME = '%s'";
    try (ResultSet result = statement.executeQuery(query.formatted(table))) {
      assertTrue(result.next());
      return new ColumnDefinition("c", result.getString(1), result.getString(2), null, true);
    }
  }

  private static String text(ColumnDefinition column) {
    return column.columnType() + ' ' + column.charset();
  }
}
