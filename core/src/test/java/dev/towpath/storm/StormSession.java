package dev.towpath.storm;

import dev.towpath.embedded.EmbeddedMySql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A session that speaks one character set and changes its {@code sql_mode} now and then. Used by
 * one thread.
 */
final class StormSession implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;
  private final String charset;
  private final List<String> modes;
  private String mode = "";

  StormSession(EmbeddedMySql server, String charset, List<String> modes) throws SQLException {
    this.connection = server.connection();
    this.statement = connection.createStatement();
    this.charset = charset;
    this.modes = List.copyOf(modes);
    statement.execute("SET SESSION sql_mode = '', lock_wait_timeout = 5");
    statement.execute("USE " + SchemaStorm.DATABASES.get(0));
    if (!charset.equals("utf8mb4")) {
      statement.execute("SET NAMES " + charset);
    }
  }

  /** Changes the mode now and then. */
  void vary(Random random) throws SQLException {
    if (random.nextInt(10) == 0) {
      mode = modes.get(random.nextInt(modes.size()));
      statement.execute("SET SESSION sql_mode = '" + mode + "'");
    }
  }

  /** Returns whether it is in mode ORACLE. */
  boolean isOracle() {
    return mode.equals("ORACLE");
  }

  /**
   * Executes a statement in the session's character set. The driver sends UTF-8 regardless of the
   * session, so the server converts the text of another one itself, or takes UTF-8 for latin1.
   */
  String execute(String sql, Random random) throws SQLException {
    String text =
        mode.contains("ANSI_QUOTES") && sql.indexOf('"') < 0 ? sql.replace('`', '"') : sql;
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    if (ascii || charset.equals("utf8mb4") || (charset.equals("latin1") && random.nextBoolean())) {
      statement.execute(text);
    } else {
      String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      statement.execute("SET @s = CONVERT(_utf8mb4 x'" + bytes + "' USING " + charset + ")");
      statement.execute("PREPARE p FROM @s");
      statement.execute("EXECUTE p");
    }
    return "/* %s %s */ %s".formatted(charset, mode, text);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
