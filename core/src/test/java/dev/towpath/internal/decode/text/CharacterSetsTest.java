package dev.towpath.internal.decode.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.EventBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterSetsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "utf8mb4, f09f9880, 😀, 4",
        "utf8mb3, e6bca2, 漢, 3",
        "utf8, e6bca2, 漢, 3",
        "latin1, 80e9, €é, 1",
        "latin2, b1, ą, 1",
        "latin5, f0, ğ, 1",
        "latin7, e0, ą, 1",
        "greek, e1a1, αʽ, 1",
        "hebrew, e0af, א‾, 1",
        "cp1250, 9a, š, 1",
        "cp1251, e0, а, 1",
        "cp1256, c7, ا, 1",
        "cp1257, e0, ą, 1",
        "cp850, 82, é, 1",
        "cp852, a5, ą, 1",
        "cp866, a0fcfd, аⁿ², 1",
        "koi8r, c1, а, 1",
        "koi8u, a495, є•, 1",
        "gbk, baba, 汉, 2",
        "gb2312, baba, 汉, 2",
        "gb18030, 8139ee39, 㐀, 4",
        "big5, ba7ef9d6, 漢碁, 2",
        "sjis, 8abf815c, 漢―, 2",
        "cp932, 8740, ①, 2",
        "ujis, b4c1a1bd, 漢―, 3",
        "eucjpms, ada1a1c1, ①～, 3",
        "euckr, b0a18141, 가갂, 2",
        "tis620, a1, ก, 1",
        "utf16, d83dde00, 😀, 4",
        "utf16le, 3dd800de, 😀, 4",
        "utf32, 0001f600, 😀, 4",
        "ucs2, 6f22, 漢, 2",
        "ascii, 41, A, 1",
        "dec8, a8d7, ¤Œ, 1",
        "hp8, e0a1, ÁÀ, 1",
        "swe7, 5b5c5d, ÄÖÅ, 1",
        "keybcs2, 80, Č, 1",
        "macce, 88, ą, 1",
        "macroman, 8e, é, 1",
        "geostd8, c0, ა, 1",
        "armscii8, b2ff, Ա', 1"
      })
  void everyCharacterSetOfMySqlIsRead(String name, String hex, String text, int maxBytes) {
    byte[] bytes = EventBytes.ofHex(hex);

    assertEquals(text, CharacterSets.of(name).decode(bytes, 0, bytes.length));
    assertEquals(maxBytes, CharacterSets.of(name).maxBytes());
  }

  @Test
  void latin1HasTheControlCharactersThatCp1252Lacks() {
    byte[] bytes = EventBytes.ofHex("818d8f909d");

    assertEquals("\u0081\u008d\u008f\u0090\u009d", CharacterSets.of("latin1").decode(bytes, 0, 5));
  }

  @Test
  void asciiIsReadFromTheMiddleOfABuffer() {
    byte[] bytes = EventBytes.ofHex("ff6162636465666768696aff");

    for (String name : new String[] {"latin1", "gbk", "sjis", "utf8mb4", "swe7"}) {
      assertEquals("abcdefghij", CharacterSets.of(name).decode(bytes, 1, 10), name);
    }
  }

  @Test
  void anUnknownCharacterSetIsNamed() {
    DecodeException error = assertThrows(DecodeException.class, () -> CharacterSets.of("klingon"));

    assertEquals("character set klingon is unknown", error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "33, utf8mb3", "45, utf8mb4", "63, binary", "8, latin1", "255, utf8mb4", "309, utf8mb4",
    "323, utf8mb4", "249, gb18030", "28, gbk", "54, utf16", "101, utf16", "128, ucs2",
    "159, ucs2", "160, utf32", "192, utf8mb3", "224, utf8mb4", "576, utf8mb3", "608, utf8mb4",
    "640, ucs2", "1057, utf8mb3", "1071, latin1", "2048, utf8mb3", "2304, utf8mb4", "3072, utf32"
  })
  void aCollationBelongsToACharacterSet(int collation, String charset) {
    assertEquals(charset, Collations.charsetOf(collation));
  }

  @ParameterizedTest
  @CsvSource({"0", "17", "100", "251", "700000", "5000", "720"})
  void anUnknownCollationBelongsToNone(int collation) {
    assertNull(Collations.charsetOf(collation));
  }
}
