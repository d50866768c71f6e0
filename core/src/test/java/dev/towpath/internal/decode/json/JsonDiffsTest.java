package dev.towpath.internal.decode.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDiffsTest {
  /** {@code {"b": 1, "aa": [true, 2, "x"]}}. */
  private static final byte[] DOCUMENT =
      EventBytes.ofHex(
          "00 0200 2900 1200 0100 1300 0200 05 0100 02 1500 62 6161"
              + " 0300 1000 04 0100 05 0200 0c 0d00 0178 0000 0000 0000");

  private static String apply(byte[] document, byte[] differences) {
    byte[] buffer =
        new EventBytes().bytes(0xee).bytes(document).bytes(0xee).bytes(differences).toArray();
    return JsonDiffs.apply(
        buffer, 1, document.length, document.length + 2, differences.length, "shop.orders.j");
  }

  private static String apply(EventBytes differences) {
    return apply(DOCUMENT, differences.toArray());
  }

  private static EventBytes replace(String path, String value) {
    return difference(0, path, value);
  }

  private static EventBytes insert(String path, String value) {
    return difference(1, path, value);
  }

  private static EventBytes remove(String path) {
    return new EventBytes().bytes(2).text(path);
  }

  private static EventBytes difference(int operation, String path, String value) {
    byte[] bytes = EventBytes.ofHex(value);
    return new EventBytes().bytes(operation).text(path).packed(bytes.length).bytes(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.b | {\"b\": 7, \"aa\": [true, 2, \"x\"]}",
        "$.\"b\" | {\"b\": 7, \"aa\": [true, 2, \"x\"]}",
        "$.\"\\u0062\" | {\"b\": 7, \"aa\": [true, 2, \"x\"]}",
        "$.aa | {\"b\": 1, \"aa\": 7}",
        "$.aa[0] | {\"b\": 1, \"aa\": [7, 2, \"x\"]}",
        "$.aa[last] | {\"b\": 1, \"aa\": [true, 2, 7]}",
        "$.aa[last-2] | {\"b\": 1, \"aa\": [7, 2, \"x\"]}"
      })
  void aPathLeadsToTheValueThatIsReplaced(String path, String text) {
    assertEquals(text, apply(replace(path, "05 0700")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.a | {\"a\": 7, \"b\": 1, \"aa\": [true, 2, \"x\"]}",
        "$.c | {\"b\": 1, \"c\": 7, \"aa\": [true, 2, \"x\"]}",
        "$.\"\" | {\"\": 7, \"b\": 1, \"aa\": [true, 2, \"x\"]}",
        "$.\"x\\\"\\\\\" | {\"b\": 1, \"aa\": [true, 2, \"x\"], \"x\\\"\\\\\": 7}",
        "$.ab | {\"b\": 1, \"aa\": [true, 2, \"x\"], \"ab\": 7}",
        "$.é | {\"b\": 1, \"aa\": [true, 2, \"x\"], \"é\": 7}",
        "$.\"é\\t😀\" | {\"b\": 1, \"aa\": [true, 2, \"x\"], \"é\\t😀\": 7}",
        "$.aa[0] | {\"b\": 1, \"aa\": [7, true, 2, \"x\"]}",
        "$.aa[3] | {\"b\": 1, \"aa\": [true, 2, \"x\", 7]}",
        "$.aa[4294967295] | {\"b\": 1, \"aa\": [true, 2, \"x\", 7]}",
        "$.aa[last] | {\"b\": 1, \"aa\": [true, 2, 7, \"x\"]}",
        "$.aa[last-9] | {\"b\": 1, \"aa\": [7, true, 2, \"x\"]}"
      })
  void insertedValuesStandInTheOrderOfKeysOrIndexes(String path, String text) {
    assertEquals(text, apply(insert(path, "05 0700")));
  }

  @Test
  void removedValuesAreGone() {
    assertEquals("{\"aa\": [true, 2, \"x\"]}", apply(remove("$.b")));
    assertEquals("{\"b\": 1, \"aa\": [true, \"x\"]}", apply(remove("$.aa[1]")));
    assertEquals("{}", apply(remove("$.b").bytes(remove("$.aa").toArray())));
  }

  @Test
  void laterDifferencesSeeWhatEarlierOnesDid() {
    EventBytes differences =
        insert("$.n", "00 0000 0400")
            .bytes(insert("$.n.list", "02 0000 0400").toArray())
            .bytes(insert("$.n.list[0]", "0c 0161").toArray())
            .bytes(insert("$.n.list[0]", "0402").toArray())
            .bytes(remove("$.aa").toArray())
            .bytes(replace("$.b", "0b 000000000000f03f").toArray());

    assertEquals("{\"b\": 1.0, \"n\": {\"list\": [false, \"a\"]}}", apply(differences));
  }

  @Test
  void noDifferencesLeaveTheDocument() {
    assertEquals("{\"b\": 1, \"aa\": [true, 2, \"x\"]}", apply(new EventBytes()));
    assertEquals("null", apply(new byte[0], new byte[0]));
  }

  @Test
  void differencesThatDoNotFitAreRefusedWithTheirPath() {
    assertRefused(replace("$.c", "0400"), misfit("REPLACE $.c"));
    assertRefused(replace("$.aa[3]", "0400"), misfit("REPLACE $.aa[3]"));
    assertRefused(replace("$.b.x", "0400"), misfit("REPLACE $.b.x"));
    assertRefused(replace("$.x.y.z", "0400"), misfit("REPLACE $.x.y.z"));
    assertRefused(insert("$.b", "0400"), misfit("INSERT $.b"));
    assertRefused(insert("$.b[0]", "0400"), misfit("INSERT $.b[0]"));
    assertRefused(insert("$.aa.x", "0400"), misfit("INSERT $.aa.x"));
    assertRefused(remove("$.aa[last-3]"), misfit("REMOVE $.aa[last-3]"));
    assertRefused(remove("$[0]"), misfit("REMOVE $[0]"));
  }

  private static String misfit(String difference) {
    return "shop.orders.j: the difference "
        + difference
        + " does not fit the document of the before image";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$ | 2",
        "b | 1",
        "$b | 2",
        "$. | 3",
        "$.a. | 5",
        "$.a[ | 5",
        "$[] | 3",
        "$[1 | 4",
        "$[-1] | 3",
        "$[4294967296] | 13",
        "$[99999999999999999999] | 13",
        "$[last-] | 8",
        "$[*] | 3",
        "$.* | 3",
        "$**.a | 2",
        "$.\"a | 5",
        "$.\"\\x\" | 6",
        "$.\"\\u00zz\" | 8",
        "$.\"\\ | 5",
        "$.a b | 4"
      })
  void pathsThatServersDoNotWriteAreRefused(String path, int character) {
    assertRefused(
        remove(path),
        "shop.orders.j: the JSON path " + path + " cannot be read at character " + character);
  }

  @Test
  void malformedDifferencesAreRefusedWithTheirPlace() {
    String differences = "shop.orders.j, JSON differences, byte ";
    assertRefused(new EventBytes().hex("03 00"), differences + "1: operation 3 is unknown");
    assertRefused(
        new EventBytes().hex("02 05 24"),
        differences + "1: length of path is 5, but only 1 bytes follow");
    assertRefused(
        new EventBytes().hex("02"),
        differences + "1: length of path needs 1 bytes, but only 0" + " are left");
    assertRefused(replace("$.b", ""), differences + "6: a value without bytes");
    assertRefused(
        replace("$.b", "0d00"), "shop.orders.j, JSON difference, JSON byte 1: type 13 is unknown");
    DecodeException error =
        assertThrows(DecodeException.class, () -> apply(new byte[0], remove("$.a").toArray()));
    assertEquals("shop.orders.j: differences to a document that is empty", error.getMessage());
  }

  @Test
  void noMoreThanAHundredLevelsNest() {
    EventBytes differences = replace("$.aa[0]", "02 0000 0400");
    StringBuilder path = new StringBuilder("$.aa[0]");
    for (int level = 3; level < 100; level++) {
      path.append("[0]");
      differences.bytes(insert(path.toString(), "02 0000 0400").toArray());
    }
    assertEquals(
        "{\"b\": 1, \"aa\": [" + "[".repeat(98) + "]".repeat(98) + ", 2, \"x\"]}",
        apply(differences));

    differences.bytes(insert(path + "[0]", "02 0000 0400").toArray());

    assertRefused(differences, "shop.orders.j, JSON difference, JSON byte 1: more than 100 levels");
  }

  private static void assertRefused(EventBytes differences, String message) {
    DecodeException error = assertThrows(DecodeException.class, () -> apply(differences));

    assertEquals(message, error.getMessage());
  }
}
