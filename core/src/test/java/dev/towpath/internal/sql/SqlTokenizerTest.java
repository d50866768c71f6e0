package dev.towpath.internal.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.decode.text.Charsets;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the tokens of statements; each rule is one of {@code lex_one_token} in sql_lex.cc. */
class SqlTokenizerTest {
  private static final ServerDialect MYSQL_5_7 = new ServerDialect(50_722, false);
  private static final ServerDialect MYSQL_8 = new ServerDialect(80_033, false);
  private static final ServerDialect MARIADB = new ServerDialect(110_405, true);
  private static final long ANSI_QUOTES = 0x4;
  private static final long NO_BACKSLASH_ESCAPES = 0x100000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a bc_1$ 表x|W:a W:bc_1$ W:表x",
        "`a b` `c``d` ``|N:a b N:c`d N:",
        "t.1a t.1e5 t.0x10 t.select|N:t Y:. N:1a N:t Y:. N:1e5 N:t Y:. N:0x10 N:t Y:. N:select",
        "t . select|W:t Y:. W:select",
        "`t`.b|N:t Y:. N:b",
        // A keyword before a dot and a name is a name: RENAME to.x.
        "to.x to.`x` to .x to. x|N:to Y:. N:x W:to Y:. N:x W:to Y:. N:x W:to Y:. W:x",
        "1 1.5 .5 1e5 1e+5 1E-5 1.|1:1 1:1.5 1:.5 1:1e5 1:1e+5 1:1E-5 1:1.",
        "1a 1e 1ea 2_x 1a.5|W:1a W:1e W:1ea W:2_x N:1a Y:. N:5",
        "0x1F 0x1G 0b01 0b02 0x 0X1F|H:0x1F W:0x1G B:0b01 W:0b02 W:0x W:0X1F",
        "x'1f' X'1F' b'01' B'1' x '1f'|H:x'1f' H:X'1F' B:b'01' B:B'1' W:x S:1f",
        "n'a' N'b' _utf8mb4'c'|L:a L:b W:_utf8mb4 S:c",
        "'a''b' \"c\"\"d\" 'e\"f'|S:a'b S:c\"d S:e\"f",
        "'a\\'b' '\\n\\t\\r\\0\\Z\\b\\x' 'a\\%b\\_c' 'a\\\\'|S:a'b S:⏎→⇐∅∎⌫x S:a\\%b\\_c S:a\\",
        "'a' 'b'|S:a S:b",
        "@x @@y a@b|Y:@ W:x Y:@ Y:@ W:y W:a Y:@ W:b",
        "a=b,(c)|W:a Y:= W:b Y:, Y:( W:c Y:)",
        "a # b⏎c|W:a W:c",
        "a -- b⏎c|W:a W:c",
        "a --⏎c|W:a W:c",
        "a--b|W:a Y:- Y:- W:b",
        "a--|W:a",
        "a /* b */ c /**/ d|W:a W:c W:d",
        "a/*b*/c|W:a W:c",
        "a /*/ b */ c|W:a W:c",
        "a /* b|W:a",
        "a /*! b */ c|W:a W:b W:c",
        "a /*!80000 b */ c|W:a W:b W:c",
        "a /*!080000 b */ c|W:a W:b W:c",
        "a /*!80033b*/ c|W:a W:b W:c",
        "a /*!80034 b */ c|W:a W:c",
        "a /*!99999 b /* c */ d */ e|W:a W:e",
        "a /*!50000 b /* c */ d */ e|W:a W:b W:d W:e",
        "a /*!500 b */ c|W:a 1:500 W:b W:c",
        "a /*M! b */ c|W:a W:c",
        "a */ b|W:a Y:* Y:/ W:b",
        "a' 'b|W:a S:  W:b",
        "'a|S:a",
        "`a|N:a",
        "'a\\|S:a\\",
        "a∅b|W:a Y:∅ W:b",
        "\u0085 \u3000a|W:\u0085 W:\u3000a",
        "a;|W:a Y:;",
        "|",
      })
  void statementIsSplit(String sql, String expected) {
    assertEquals(expected == null ? "" : expected, tokens(sql == null ? "" : sql, 0, MYSQL_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a /*!50000 b */ c|W:a W:b W:c",
        // MariaDB skips comments for MySQL versions from 5.7 to 9.9 (sql_lex.cc, "Skip MySQL").
        "a /*!50700 b */ c|W:a W:c",
        "a /*!80023 INVISIBLE */ c|W:a W:c",
        "a /*!100000 b */ c|W:a W:b W:c",
        "a /*!110405 b */ c|W:a W:b W:c",
        "a /*!110406 b */ c|W:a W:c",
        "a /*M! b */ c|W:a W:b W:c",
        "a /*M!100307 b */ c|W:a W:b W:c",
        "a /*M!50701 b */ c|W:a W:b W:c",
        "a /*M!999999 b */ c|W:a W:c",
      })
  void executedCommentsOfMariaDbAreRead(String sql, String expected) {
    assertEquals(expected, tokens(sql, 0, MARIADB));
  }

  @Test
  void executedCommentsOfLaterVersionsAreLeftOut() {
    assertEquals("W:a W:c", tokens("a /*!80023 b */ c", 0, MYSQL_5_7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // Each byte is one of ISO 8859-1 here.
        "latin1|a\u00a0b|W:a W:b",
        "cp1251|a\u00a0b|W:a\u00a0b",
        "cp852|a\u00ffb\u00a0c|W:a W:bác",
        "armscii8|a\u00a0b\u00a4\u00a5c|W:a W:b)(c",
        "latin7|a --\u0081b|W:a",
        "latin1|a --\u0081b|W:a Y:- Y:- W:\u0081b",
        "swe7|`a` {b|N:a W:äb",
        "utf8mb4|a\u00c2\u00a0b|W:a\u00a0b",
        "gbk|a\u00a1\u00a1b|W:a\u3000b",
        "sjis|'\u0081_' b|S:\\ W:b",
        "sjis|\u0081_|W:\\",
        "gbk|'\u00bf\\' b|S:縗 W:b",
      })
  void bytesAreWhatTheyAreInTheSession(String charset, String latin1, String expected) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    String text = Charsets.decode(charset, bytes, 0, bytes.length);

    assertEquals(expected, tokens(SqlText.of(text, charset, bytes, 0, bytes.length), 0, MYSQL_8));
  }

  @Test
  void sqlModeDecidesAboutQuotesAndBackslashes() {
    assertEquals("N:a\"b S:c", tokens("\"a\"\"b\" 'c'", ANSI_QUOTES, MYSQL_8));
    assertEquals("S:a\\ S:b", tokens("'a\\' 'b'", NO_BACKSLASH_ESCAPES, MYSQL_8));
  }

  @Test
  void keywordsAreComparedInAsciiOnly() {
    SqlToken token = new SqlTokenizer(SqlText.of("lıke"), 0, MYSQL_8).next();

    assertFalse(token.is("LIKE"));
    assertEquals("LıKE", token.upper());
    assertTrue(new SqlTokenizer(SqlText.of("liKe"), 0, MYSQL_8).next().is("LIKE"));
  }

  @Test
  void bytesAreFilledUpOnTheLeft() {
    assertArrayEquals(new byte[] {0xA, 0x1F}, bytes("0xA1F"));
    assertArrayEquals(new byte[] {0x61}, bytes("x'61'"));
    assertArrayEquals(new byte[] {1, (byte) 0x80}, bytes("b'110000000'"));
    assertArrayEquals(new byte[0], bytes("x''"));
  }

  private static byte[] bytes(String literal) {
    return new SqlTokenizer(SqlText.of(literal), 0, MYSQL_8).next().bytes();
  }

  private static String tokens(String sql, long sqlMode, ServerDialect dialect) {
    SqlText text = SqlText.of(sql.replace('⏎', '\n').replace('∅', '\0'));
    return tokens(text, sqlMode, dialect);
  }

  private static String tokens(SqlText sql, long sqlMode, ServerDialect dialect) {
    var tokenizer = new SqlTokenizer(sql, sqlMode, dialect);
    var text = new StringJoiner(" ");
    for (SqlToken token = tokenizer.next(); !token.isEnd(); token = tokenizer.next()) {
      text.add(letter(token.kind()) + ":" + visible(token.text()));
    }
    return text.toString();
  }

  private static String visible(String text) {
    return text.replace('\n', '⏎')
        .replace('\t', '→')
        .replace('\r', '⇐')
        .replace('\0', '∅')
        .replace('\032', '∎')
        .replace('\b', '⌫');
  }

  private static char letter(SqlToken.Kind kind) {
    return switch (kind) {
      case WORD -> 'W';
      case NAME -> 'N';
      case STRING -> 'S';
      case NATIONAL -> 'L';
      case HEX -> 'H';
      case BIT -> 'B';
      case NUMBER -> '1';
      case SYMBOL -> 'Y';
      case END -> 'E';
    };
  }
}
