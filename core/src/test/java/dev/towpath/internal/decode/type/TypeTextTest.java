package dev.towpath.internal.decode.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int(10) unsigned | int unsigned",
        "INT UNSIGNED | int unsigned",
        "int(5) unsigned zerofill | int unsigned",
        "tinyint(1) | tinyint",
        "decimal(10,2) unsigned | decimal(10,2) unsigned",
        "decimal(10, 2) | decimal(10,2)",
        "double(10,2) | double",
        "float unsigned | float unsigned",
        "varchar(20) | varchar(20)",
        "datetime(6) | datetime(6)",
        "datetime /* mariadb-5.3 */ | datetime",
        "time(0) | time",
        "year(4) | year",
        "geometrycollection | geomcollection",
        "uuid | binary(16)",
        "longtext | longtext",
        "vector(3) | vector(3)",
        "char(3 | char(3)"
      })
  void textsOfEqualTypesAreEqual(String text, String canonical) {
    assertEquals(canonical, TypeText.parse(text).toString());
  }

  @Test
  void labelsAreReadAsMySqlEscapesThem() {
    TypeText type = TypeText.parse("enum('a','it''s','with,comma'')','b\\\\s','\\n\\r\\0','')");

    assertEquals(List.of("a", "it's", "with,comma')", "b\\s", "\n\r\0", ""), type.labels());
    assertEquals("enum('a','it''s','with,comma'')','b\\\\s','\\n\\r\\0','')", type.toString());
  }

  @Test
  void theWordUnsignedInALabelMeansNothing() {
    assertEquals("set('unsigned')", TypeText.parse("SET('unsigned')").toString());
  }

  @Test
  void anUnfinishedLabelEndsWithTheText() {
    assertEquals(List.of("a", "b"), TypeText.parse("enum('a','b").labels());
    assertEquals(List.of(), TypeText.parse("enum").labels());
    assertEquals(List.of("\\"), TypeText.parse("enum('\\").labels());
  }
}
