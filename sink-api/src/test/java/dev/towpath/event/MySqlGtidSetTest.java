package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MySqlGtidSetTest {
  private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String B = "f0000000-0000-0000-0000-000000000001";

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "A:1                              | A:1",
        "A:1-5                            | A:1-5",
        "A:5-5                            | A:5",
        "A:1-5:7-9                        | A:1-5:7-9",
        "A:7-9:1-5                        | A:1-5:7-9",
        "A:1-5:6                          | A:1-6",
        "A:1-5:3-9                        | A:1-9",
        "A:1-9:3                          | A:1-9",
        "A:1,A:3                          | A:1:3",
        "B:1,A:1                          | A:1,B:1",
        "A:blue:1-3                       | A:blue:1-3",
        "A:1-3:blue:1-3:5:green:7         | A:1-3:blue:1-3:5:green:7",
        "A:green:7:blue:5                 | A:blue:5:green:7",
        "A:blue:1,A:1,A:blue:2            | A:1:blue:1-2",
        "A:Blue_1:1                       | A:blue_1:1",
        "A:1-9223372036854775806          | A:1-9223372036854775806",
        "A:9223372036854775805:9223372036854775806 | A:9223372036854775805-9223372036854775806",
        "' A : 1 - 5 : 7 , ,\n B:1 ,'     | A:1-5:7,B:1",
      })
  void textIsReadAndPrintedInCanonicalForm(String text, String canonical) {
    GtidSet set = GtidSet.parse(uuids(text));

    assertEquals(uuids(canonical), set.toString());
    assertEquals(set, GtidSet.parse(set.toString()));
    assertEquals(set.hashCode(), GtidSet.parse(set.toString()).hashCode());
  }

  @Test
  void setsOfManyGapsAreReadAtOnce() {
    var text = new StringBuilder("3e11fa47-71ca-11e1-9e33-c80aa9429562");
    for (int number = 1; number < 200_000; number += 2) {
      text.append(':').append(number);
    }

    assertEquals(text.toString(), GtidSet.parse(text.toString()).toString());
  }

  @Test
  void uuidsMayBeInCapitalsOrWithoutDashes() {
    assertEquals(GtidSet.parse(A + ":1"), GtidSet.parse("3E11FA4771CA11E19E33C80AA9429562:1"));
  }

  @Test
  void blankTextIsTheEmptySet() {
    assertSame(GtidSet.empty(), GtidSet.parse(" \n\t"));
    assertTrue(GtidSet.parse(" , ,").isEmpty());
    assertEquals("", GtidSet.empty().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A                          | has no interval",
        "A:                         | is neither a tag nor an interval",
        "A:blue                     | has no interval",
        "A:1:blue                   | has no interval",
        "A:blue:green:1             | tag 'blue' has no interval",
        "A:0                        | '0' is not an interval of numbers from 1",
        "A:5-3                      | '5-3' is not an interval",
        "A:-5                       | '-5' is neither",
        "A:1-2-3                    | '1-2-3' is neither",
        "A:+1                       | '+1' is neither",
        "A:1-                       | '1-' is neither",
        "A:٣                        | is neither",
        "A:1x                       | '1x' is neither",
        "A:a-b:1                    | 'a-b' is neither",
        "A:9223372036854775807      | is not an interval",
        "A:9223372036854775808      | holds a number out of range",
        "A:a23456789012345678901234567890123:1 | is neither",
        "3e11fa47:1                 | '3e11fa47' is not a UUID",
        "+e11fa4771ca11e19e33c80aa9429562:1  | is not a UUID",
        "3e11fa4771-ca-11e1-9e33-c80aa9429562:1 | is not a UUID",
        "3e11fa47-71ca-11e1-9e33-c80aa942956g:1 | is not a UUID",
        "hello                      | 'hello' is not a UUID",
      })
  void malformedTextIsRefusedWithTheReason(String text, String reason) {
    var refused = assertThrows(IllegalArgumentException.class, () -> GtidSet.parse(uuids(text)));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("not a GTID set: '"), message);
    assertTrue(message.contains(reason), message);
  }

  @Test
  void addExtendsJoinsAndInserts() {
    UUID a = UUID.fromString(A);
    var set = (MySqlGtidSet) GtidSet.empty();

    for (long number : new long[] {1, 2, 4, 3, 10, 3, 8}) {
      set = set.add(a, "", number);
    }
    set = set.add(a, "blue", 5).add(UUID.fromString(B), "", 1).add(a, "blue", 6);

    assertEquals(uuids("A:1-4:8:10:blue:5-6,B:1"), set.toString());
  }

  @Test
  void addLeavesTheSetItWasCalledOn() {
    var before = (MySqlGtidSet) GtidSet.parse(A + ":1-5");

    before.add(UUID.fromString(A), "", 6);
    before.add(UUID.fromString(B), "", 1);

    assertEquals(A + ":1-5", before.toString());
  }

  @Test
  void setThatGrewByOneIsAsGoodAsOneThatWasRead() {
    UUID a = UUID.fromString(A);
    var set = (MySqlGtidSet) GtidSet.parse(A + ":1-3:7");

    MySqlGtidSet grown = set.add(a, "", 8).add(a, "", 9);

    GtidSet read = GtidSet.parse(A + ":1-3:7-9");
    assertEquals(read, grown);
    assertEquals(read.hashCode(), grown.hashCode());
    assertEquals(read.toString(), grown.toString());
    assertEquals(GtidSet.parse(A + ":8-9"), grown.subtract(set));
    assertEquals(GtidSet.parse(A + ":1-3:7-9:11"), grown.add(a, "", 11));
    assertEquals(GtidSet.parse(A + ":1-9"), grown.union(GtidSet.parse(A + ":4-6")));
    assertEquals(read, grown.add(a, "", 8));
    assertTrue(grown.contains(set) && !set.contains(grown));
  }

  @Test
  void addRefusesWhatIsNoTransaction() {
    var set = (MySqlGtidSet) GtidSet.empty();
    UUID a = UUID.fromString(A);

    assertThrows(IllegalArgumentException.class, () -> set.add(a, "", 0));
    assertThrows(IllegalArgumentException.class, () -> set.add(a, "", Long.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, () -> set.add(a, "Blue", 1));
  }

  @Test
  void tagsAreSourcesOfTheirOwn() {
    GtidSet plain = GtidSet.parse(A + ":1-5");
    GtidSet tagged = GtidSet.parse(A + ":blue:1-5");

    assertFalse(plain.contains(tagged));
    assertFalse(tagged.contains(plain));
    assertEquals(plain, plain.subtract(tagged));
    assertEquals(A + ":1-5:blue:1-5", plain.union(tagged).toString());
    assertNotEquals(plain, tagged);
  }

  @Test
  void emptySetIsContainedInEveryOther() {
    GtidSet set = GtidSet.parse(A + ":1");

    assertTrue(set.contains(GtidSet.empty()));
    assertTrue(GtidSet.empty().contains(GtidSet.empty()));
    assertFalse(GtidSet.empty().contains(set));
    assertSame(set, set.union(GtidSet.empty()));
    assertSame(set, GtidSet.empty().union(set));
    assertEquals(set, set.subtract(GtidSet.empty()));
    assertSame(GtidSet.empty(), set.subtract(set));
  }

  @Test
  void intervalsAreVisitedInOrder() {
    List<String> visited = new ArrayList<>();
    var set = (MySqlGtidSet) GtidSet.parse(uuids("B:3,A:blue:1-2:1:7-9"));

    set.forEachInterval(
        (source, tag, first, last) -> visited.add(source + tag + '/' + first + '/' + last));

    assertEquals(List.of(A + "blue/1/2", A + "blue/7/9", B + "/3/3"), visited);
  }

  private static String uuids(String text) {
    return text.replaceAll("A(?= *(:|$|,))", A).replaceAll("B(?= *:)", B);
  }
}
