package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MariaDbGtidSetTest {
  private static final GtidSet MYSQL = GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1");

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0-1-4711                 | 0-1-4711",
        "' 0-1-4711 ,\n1-2-8 '    | 0-1-4711,1-2-8",
        "1-2-8,0-1-5              | 0-1-5,1-2-8",
        "0-1-5,0-2-7              | 0-2-7",
        "0-2-7,0-1-5              | 0-2-7",
        "4294967295-4294967295-18446744073709551615 | 4294967295-4294967295-18446744073709551615",
      })
  void textIsReadAndPrintedInCanonicalForm(String text, String canonical) {
    GtidSet set = GtidSet.parse(text);

    assertInstanceOf(MariaDbGtidSet.class, set);
    assertEquals(canonical, set.toString());
    assertEquals(set, GtidSet.parse(canonical));
    assertEquals(set.hashCode(), GtidSet.parse(canonical).hashCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-1-5,           | expected domain-server-sequence, found ''",
        "0-1-5,0-1        | found '0-1'",
        "0-1-5,0-1-2-3    | found '0-1-2-3'",
        "0-1-5,0-+1-2     | found '0-+1-2'",
        "0-1-5,a-1-2      | found 'a-1-2'",
        "4294967296-1-5   | out of range",
        "0-4294967296-5   | out of range",
        "0-1-18446744073709551616 | out of range",
      })
  void malformedTextIsRefusedWithTheReason(String text, String reason) {
    var refused = assertThrows(IllegalArgumentException.class, () -> GtidSet.parse(text));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("not a GTID set: '" + text + "'"), message);
    assertTrue(message.contains(reason), message);
  }

  @Test
  void positionContainsAllEarlierOnesOfItsDomain() {
    GtidSet position = GtidSet.parse("0-1-100,1-1-5");

    assertTrue(position.contains(GtidSet.parse("0-2-99")));
    assertTrue(position.contains(GtidSet.parse("0-1-100,1-1-5")));
    assertFalse(position.contains(GtidSet.parse("0-1-101")));
    assertFalse(position.contains(GtidSet.parse("2-1-1")));
    assertTrue(position.contains(GtidSet.empty()));
    assertFalse(GtidSet.empty().contains(position));
  }

  @Test
  void sequencesAreUnsigned() {
    GtidSet late = GtidSet.parse("0-1-18446744073709551615");

    assertTrue(late.contains(GtidSet.parse("0-1-1")));
    assertFalse(GtidSet.parse("0-1-1").contains(late));
    assertEquals(late, late.union(GtidSet.parse("0-1-1")));
  }

  @Test
  void unionTakesTheLaterOfEachDomain() {
    GtidSet union = GtidSet.parse("0-1-5,1-1-9").union(GtidSet.parse("0-2-7,1-2-8,2-1-1"));

    assertEquals("0-2-7,1-1-9,2-1-1", union.toString());
    assertEquals(union, GtidSet.empty().union(union));
    assertEquals(union, union.union(GtidSet.empty()));
  }

  @Test
  void subtractKeepsTheDomainsThatAreAhead() {
    GtidSet set = GtidSet.parse("0-1-5,1-1-9,2-1-1");

    assertEquals("1-1-9,2-1-1", set.subtract(GtidSet.parse("0-1-5,1-1-8")).toString());
    assertSame(GtidSet.empty(), set.subtract(set));
    assertEquals(set, set.subtract(GtidSet.empty()));
  }

  @Test
  void addMovesOneDomain() {
    MariaDbGtidSet before = MariaDbGtidSet.parse("0-1-5");

    assertEquals("0-2-6,3-2-1", before.add(0, 2, 6).add(3, 2, 1).toString());
    assertEquals("0-1-5", before.toString());
    assertNotEquals(before, before.add(0, 1, 6));
  }

  @Test
  void setsOfMySqlAndMariaDbCannotBeCombined() {
    GtidSet mariaDb = GtidSet.parse("0-1-5");

    assertThrows(IllegalArgumentException.class, () -> mariaDb.contains(MYSQL));
    assertThrows(IllegalArgumentException.class, () -> MYSQL.contains(mariaDb));
    assertThrows(IllegalArgumentException.class, () -> mariaDb.union(MYSQL));
    assertThrows(IllegalArgumentException.class, () -> MYSQL.union(mariaDb));
    assertThrows(IllegalArgumentException.class, () -> MYSQL.subtract(mariaDb));
    var refused = assertThrows(IllegalArgumentException.class, () -> mariaDb.subtract(MYSQL));
    assertEquals(
        "a MySQL and a MariaDB GTID set cannot be combined: 0-1-5 and " + MYSQL,
        refused.getMessage());
  }
}
