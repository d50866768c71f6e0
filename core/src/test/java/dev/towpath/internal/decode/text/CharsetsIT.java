package dev.towpath.internal.decode.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Characters that character sets have, each compared with what servers store of it. */
class CharsetsIT {
  private static final int CHUNK = 4096;

  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_5_7", "MYSQL_8_0"})
  void characterIsStoredAsServersStoreIt(MySqlVersion version) throws SQLException {
    compare(version);
  }

  @Tag("servers")
  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_9", "MARIADB_11_4"})
  void characterIsStoredAsFurtherServersStoreIt(MySqlVersion version) throws SQLException {
    compare(version);
  }

  private static void compare(MySqlVersion version) throws SQLException {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().version(version).start();
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE d CHARACTER SET utf8mb4");
      statement.execute("USE d");
      statement.execute("CREATE TABLE c (n INT PRIMARY KEY, s CHAR(1) CHARACTER SET utf8mb4)");
      insertCharacters(connection);
      List<String> wrong = new ArrayList<>();
      int known = 0;
      for (String charset : charsets(statement)) {
        known += compare(statement, charset, wrong);
      }
      assertEquals(List.of(), wrong, version.toString());
      assertTrue(known > 2_000_000, known + " characters");
    }
  }

  /** The characters of the basic plane; those beyond it are in Unicode's own sets and gb18030. */
  private static void insertCharacters(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO c VALUES (?, ?)")) {
      connection.setAutoCommit(false);
      for (int n = 0x80; n < 0x10000; n++) {
        if (!Character.isSurrogate((char) n)) {
          insert.setInt(1, n);
          insert.setBytes(2, Character.toString(n).getBytes(StandardCharsets.UTF_8));
          insert.addBatch();
        }
        if (n % CHUNK == CHUNK - 1) {
          insert.executeBatch();
        }
      }
      connection.commit();
    }
  }

  private static List<String> charsets(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("SHOW CHARACTER SET")) {
      while (result.next()) {
        if (!result.getString(1).equals("binary")) {
          names.add(result.getString(1));
        }
      }
    }
    return names;
  }

  private static int compare(Statement statement, String charset, List<String> wrong)
      throws SQLException {
    int known = 0;
    String query = "SELECT n, HEX(CONVERT(CONVERT(s USING %s) USING utf16)) FROM c ORDER BY n";
    try (ResultSet result = statement.executeQuery(query.formatted(charset))) {
      while (result.next()) {
        int character = result.getInt(1);
        String stored = Character.toString(Integer.parseInt(result.getString(2), 16));
        String kept = Charsets.storable(Character.toString(character), charset);
        if (stored.equals(kept)) {
          known++;
        } else if (kept != null || !isRare(character)) {
          wrong.add("U+%04X in %s: %s, not %s".formatted(character, charset, stored, kept));
        }
      }
    }
    return known;
  }

  /** Characters for which it is no loss that nothing is known. */
  private static boolean isRare(int character) {
    return character == 0xfffd
        || character == 0x6661
        || Character.getType(character) == Character.PRIVATE_USE;
  }
}
