package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of what servers make of declarations; {@code DeclaredTypesIT} asks them. */
class TypeRulesTest {
  private static final long REAL_AS_FLOAT = 1;
  private static final long ORACLE = 0x200;

  private static TypeRules rules(String version) {
    return new TypeRules(ServerDialect.of(version), false);
  }

  private static String text(TypeRules rules, String sql) throws UnsupportedDdlException {
    ColumnDefinition column = rules.column(Declared.column(sql), "utf8mb4");
    return column.columnType() + (column.charset() == null ? "" : ' ' + column.charset());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5.7.22 | REAL | double",
        "5.7.22 | CHAR BYTE | binary(1)",
        "5.7.22 | TEXT(70000) BYTE | mediumblob",
        "5.7.22 | VARCHAR(5) ASCII | varchar(5) latin1",
        "5.7.22 | TEXT(100) UNICODE | tinytext ucs2",
        "5.7.22 | LONG VARCHAR | mediumtext utf8mb4",
        "5.7.22 | LONG CHARACTER VARYING | mediumtext utf8mb4",
        "5.7.22 | LONG BYTE | mediumblob",
        "5.7.22 | LONG VARBINARY | mediumblob",
        "5.7.22 | SERIAL | bigint(20) unsigned",
        "9.7.0 | SERIAL | bigint unsigned",
        "5.7.22 | NCHAR VARYING(5) | varchar(5) utf8",
        "9.7.0 | NCHAR VARYING(5) | varchar(5) utf8mb3",
        "11.4.5-MariaDB | NCHAR(5) | char(5) utf8mb3",
        "5.7.22 | INT(0) | int(11)",
        "5.7.22 | DEC(0) | decimal(10,0)",
        "5.7.22 | VARCHAR(70000) | mediumtext utf8mb4",
        "5.7.22 | VARBINARY(65536) | mediumblob",
        "5.7.22 | VARCHAR(16383) | varchar(16383) utf8mb4",
        "11.4.5-MariaDB | VARCHAR(65533) ASCII | text latin1",
        "5.7.22 | TEXT(0) | text utf8mb4",
        "9.7.0 | TEXT(0) | tinytext utf8mb4",
        "9.7.0 | VECTOR | vector(2048)",
        "11.4.5-MariaDB | UUID | uuid",
        "11.4.5-MariaDB | INET6 | inet6",
        "11.4.5-MariaDB | JSON | longtext utf8mb4",
        "11.4.5-MariaDB | JSON CHARACTER SET ucs2 | longtext ucs2",
        "11.4.5-MariaDB | YEAR(2) | year(2)",
        "8.0.12 | JSON | json",
        "5.7.22 | ENUM('a') CHARACTER SET binary | enum('a') binary",
        "8.0.12 | ENUM('a') CHARACTER SET binary | enum('a')"
      })
  void declarationsBecomeTypes(String version, String sql, String expected)
      throws UnsupportedDdlException {
    assertEquals(expected, text(rules(version), sql));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NUMBER | double",
        "NUMBER(10) | decimal(10,0)",
        "NUMBER(10,2) | decimal(10,2)",
        "VARCHAR2(10) | varchar(10) utf8mb4",
        "RAW(10) | varbinary(10)",
        "CLOB | longtext utf8mb4",
        "BLOB | longblob",
        "BLOB(256) | blob",
        "DATE | datetime"
      })
  void namesMeanOtherTypesInMariaDbsOracleMode(String sql, String expected)
      throws UnsupportedDdlException {
    assertEquals(expected, text(rules("11.4.5-MariaDB").inMode(ORACLE), sql));
  }

  @Test
  void oracleModeOfMySqlChangesNoType() throws UnsupportedDdlException {
    assertEquals("date", text(rules("5.7.22").inMode(ORACLE), "DATE"));
    assertThrows(
        UnsupportedDdlException.class, () -> text(rules("5.7.22").inMode(ORACLE), "NUMBER"));
    assertThrows(UnsupportedDdlException.class, () -> text(rules("11.4.5-MariaDB"), "NUMBER"));
  }

  @Test
  void realIsFloatWhereTheSessionSaysSo() throws UnsupportedDdlException {
    TypeRules rules = rules("8.0.12").inMode(REAL_AS_FLOAT);

    assertEquals("float(7,3)", text(rules, "REAL(7,3)"));
    assertEquals("double", text(rules, "FLOAT8"));
  }

  @Test
  void lengthOfZeroIsRefusedWhereTheVersionDoesNotTellItsMeaning() {
    assertThrows(UnsupportedDdlException.class, () -> text(rules("8.0.36"), "TEXT(0)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "utf8mb4 | \"a \" | a",
        "utf8mb4 | \"a\t\" | \"a\t\"",
        "utf8mb4 | \"a\u3000\" | \"a\u3000\"",
        "ucs2 | \" a\t \" | \" a\t\"",
        "gbk | \"a\u3000 \" | \"a\u3000\"",
        "binary | \"a \" | \"a \"",
        "latin1 | 模a | ?a",
        "utf8 | 😀a | ?a",
        "gbk | €\u00a0 | ??",
        "utf8mb4 | 😀 | 😀"
      })
  void labelsLoseBlanksAtTheirEndAndCharactersThatTheSetLacks(
      String charset, String label, String expected) throws UnsupportedDdlException {
    var spec = Declared.column("ENUM('x','" + label + "') CHARACTER SET " + charset);

    assertEquals(
        "enum('x','" + expected + "')", rules("8.0.12").column(spec, "latin1").columnType());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latin1 | 0xE9 | é",
        "gbk | 0xA1A1 | \u3000",
        "sjis | 0x5C | \\\\",
        "sjis | 0x835C | ソ",
        "ujis | 0x5C | \\\\",
        "utf8 | 0xC3A9 | é",
        "utf8mb4 | 0xF09F9880 | 😀",
        // Zeros complete the first character.
        "ucs2 | 0x61 | a",
        "ucs2 | b'01100001' | a",
        "ucs2 | 0x6162 | 慢",
        "ucs2 | 0x616263 | a扣",
        "utf16le | 0x61 | 愀",
        "utf32 | 0x6162 | 慢",
        "utf32 | 0x01F600 | 😀",
        // Blanks at the end are dropped; bytes without a character set keep them.
        "ucs2 | 0x00610020 | a",
        "latin1 | 0x6120 | a",
        "binary | 0x6120 | 'a '"
      })
  void labelsThatAreGivenAsBytesAreTextOfTheColumn(String charset, String bytes, String expected) {
    String made = ofBytes(charset, bytes);

    assertTrue(made.startsWith("e enum('x','" + expected + "')"), made);
  }

  @ParameterizedTest
  @CsvSource({
    "ascii,0xE9",
    "utf8,0xE9",
    "utf8,0xF09F9880",
    "ucs2,0xD83DDE00",
    "swe7,0x7F",
    "binary,0xE9",
    "gbk,0xA2E3"
  })
  void labelsThatAreGivenAsBytesAreRefusedWhereTheBytesAreNoText(String charset, String bytes) {
    String made = ofBytes(charset, bytes);

    String digits = bytes.substring(2).toLowerCase(Locale.ROOT);
    assertTrue(made.startsWith("unknown: ") && made.contains(digits + ", are in " + charset), made);
  }

  @Test
  void labelsOfBytesAreTextOfTheCharacterSetThatTheTableGivesThem() {
    Model model = Model.of("CREATE TABLE d (e ENUM(x'6263')) CHARSET ucs2");
    model.execute("CREATE TABLE b (e ENUM('a'))");
    model.execute("ALTER TABLE b ADD f ENUM(0x6162), CONVERT TO CHARACTER SET ucs2");
    model.execute("CREATE TABLE texts (e SET(0x61, 'é', 0xE9) CHARACTER SET latin1)");

    assertEquals("e enum('扣') ucs2", model.table("d"));
    assertEquals("e set('a','é','é') latin1", model.table("texts"));
  }

  private static String ofBytes(String charset, String bytes) {
    String column = "(e ENUM('x', %s) CHARACTER SET %s)".formatted(bytes, charset);
    return Model.of("CREATE TABLE t " + column).table("t");
  }

  @Test
  void characterWithoutAKnownCodeMakesALabelUnknown() {
    assertThrows(
        UnsupportedDdlException.class,
        () -> text(rules("8.0.12"), "ENUM('\ue000') CHARACTER SET ujis"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set('p','é') | utf8mb4 | latin1 | set('p','Ã©')",
        "enum('模') | utf8mb4 | gbk | enum('妯\ufffd')",
        "enum('模') | gbk | utf8mb4 | enum('ģ')",
        "enum('é','x') | latin1 | utf8mb4 | enum('\ufffd','x')",
        "enum('é') | latin1 | cp1251 | enum('й')",
        "enum('é') | utf8mb4 | gbk | enum('茅')",
        "enum('é') | utf8mb4 | sjis | enum('ﾃｩ')",
        "enum('😀') | utf8mb4 | utf8 | enum('\ufffd')",
        "enum('é') | utf8mb4 | ascii | enum('\ufffd\ufffd')",
        "enum('\ufffd') | latin1 | ascii | ",
        "enum('a?') | utf8mb4 | latin1 | ",
        "enum('ab') | latin1 | ucs2 | enum('慢')",
        "enum('慢') | ucs2 | latin1 | enum('ab')",
        "enum('é') | binary | latin1 | enum('é')",
        "enum('模') | utf8mb4 | utf8 | enum('模')",
        "enum('a','b') | latin1 | ucs2 | enum('\ufffd','\ufffd')",
        "enum('a','b') | latin1 | utf8mb4 | enum('a','b')",
        "tinytext | latin1 | utf8mb4 | text",
        "text | utf8 | gbk | text",
        "varchar(16383) | latin1 | utf8mb4 | varchar(16383)",
        "varchar(20000) | latin1 | utf8mb4 | "
      })
  void conversionTakesTheBytesOfLabelsForOthers(
      String type, String before, String charset, String expected) throws UnsupportedDdlException {
    var column = new ColumnDefinition("c", type, before, null, true);
    TypeRules rules = rules("8.0.12");

    if (expected == null) {
      assertThrows(UnsupportedDdlException.class, () -> rules.converted(column, charset));
    } else {
      String after = before.equals("binary") ? before : charset;
      assertEquals(
          new ColumnDefinition("c", expected, after, null, true), rules.converted(column, charset));
    }
  }
}
