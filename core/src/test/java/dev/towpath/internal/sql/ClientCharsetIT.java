package dev.towpath.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.text.Charsets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests of the bytes that separate words, or let two dashes begin a comment, in each character set
 * of a session: the server shows that by accepting a statement.
 */
class ClientCharsetIT {
  private static final Set<String> NOT_FOR_CLIENTS = Set.of("ucs2", "utf16", "utf16le", "utf32");

  /** Blanks of full width and others beyond ASCII: parts of names. */
  private static final Map<String, String> WIDE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("big5", "a140"),
              Map.entry("cp932", "8140"),
              Map.entry("eucjpms", "a1a1"),
              Map.entry("euckr", "a1a1"),
              Map.entry("gb18030", "a1a1"),
              Map.entry("gb2312", "a1a1"),
              Map.entry("gbk", "a1a1"),
              Map.entry("sjis", "8140"),
              Map.entry("ujis", "a1a1"),
              Map.entry("utf8mb4", "c2a0"),
              Map.entry("utf8", "e38080")));

  private static final HexFormat HEX = HexFormat.of();
  private static final ServerDialect DIALECT = new ServerDialect(80_033, false);

  @Test
  void mySql57ReadsTheSameBlanks() throws Exception {
    compare(MySqlVersion.MYSQL_5_7);
  }

  @Test
  void mySql80ReadsTheSameBlanks() throws Exception {
    compare(MySqlVersion.MYSQL_8_0);
  }

  @Test
  @Tag("servers")
  void mySql9ReadsTheSameBlanks() throws Exception {
    compare(MySqlVersion.MYSQL_9);
  }

  @Test
  @Tag("servers")
  void mariaDbReadsTheSameBlanks() throws Exception {
    compare(MySqlVersion.MARIADB_11_4);
  }

  private static void compare(MySqlVersion version) throws Exception {
    List<String> wrong = new ArrayList<>();
    int blanks = 0;
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().version(version).start();
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      for (String charset : charsets(mysql)) {
        statement.execute("SET NAMES " + charset);
        for (int code = 1; code < 0x100; code = code == 0x20 ? 0x7F : code + 1) {
          byte[] bytes = {(byte) code};
          blanks += judge(statement, charset, "SELECT", bytes, "1", wrong);
          judge(statement, charset, "SELECT 1 --", bytes, " FROM FROM", wrong);
        }
        String wide = WIDE.get(charset);
        if (wide != null) {
          judge(statement, charset, "SELECT", HEX.parseHex(wide), "1", wrong);
          judge(statement, charset, "SELECT 1 AS ", HEX.parseHex(wide), "a", wrong);
        }
      }
    }
    assertEquals(List.of(), wrong, version + " and the tokenizer read differently");
    assertTrue(blanks > 100, version + " accepted " + blanks);
  }

  private static List<String> charsets(EmbeddedMySql mysql) {
    List<String> charsets = new ArrayList<>();
    mysql.query("SHOW CHARACTER SET").forEach(row -> charsets.add(String.valueOf(row.get(0))));
    charsets.removeIf(NOT_FOR_CLIENTS::contains);
    return charsets;
  }

  private static int judge(
      Statement statement,
      String charset,
      String before,
      byte[] bytes,
      String behind,
      List<String> wrong) {
    var sql = new ByteArrayOutputStream();
    sql.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
    sql.writeBytes(bytes);
    sql.writeBytes(behind.getBytes(StandardCharsets.US_ASCII));
    boolean accepted = isAccepted(statement, sql.toByteArray());
    boolean read = isRead(charset, sql.toByteArray());
    if (accepted != read) {
      wrong.add(
          "%s %s%s%s: accepted %s, read %s"
              .formatted(charset, before, HEX.formatHex(bytes), behind, accepted, read));
    }
    return accepted ? 1 : 0;
  }

  private static boolean isAccepted(Statement statement, byte[] sql) {
    try {
      statement.execute("SET @s = x'" + HEX.formatHex(sql) + "'");
      statement.execute("PREPARE s FROM @s");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Returns whether it is SELECT, a number, and at most a name, with nothing else. */
  private static boolean isRead(String charset, byte[] sql) {
    String own = charset.equals("binary") ? "utf8mb4" : charset;
    String text = Charsets.decode(own, sql, 0, sql.length);
    var tokenizer = new SqlTokenizer(SqlText.of(text, own, sql, 0, sql.length), 0, DIALECT);
    boolean isSelect = tokenizer.next().is("SELECT");
    boolean isNumber = tokenizer.next().kind() == SqlToken.Kind.NUMBER;
    SqlToken last = tokenizer.next();
    if (last.is("AS")) {
      isNumber &= tokenizer.next().isName();
      last = tokenizer.next();
    }
    return isSelect && isNumber && last.isEnd();
  }
}
