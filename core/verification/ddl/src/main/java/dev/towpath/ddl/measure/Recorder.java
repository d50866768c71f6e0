package dev.towpath.ddl.measure;

import dev.towpath.ddl.Generation;
import dev.towpath.ddl.ServerTables;
import dev.towpath.ddl.Statements;
import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import dev.towpath.ddl.Words;
import dev.towpath.embedded.EmbeddedMySql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recorder of the statements that one server accepts. Used by one thread.
 *
 * <p>It records the text of the binlog, which parsers read: there a CREATE TABLE from a query has
 * columns, and a DROP TABLE has quotes.
 */
final class Recorder implements AutoCloseable {
  private static final Pattern USE = Pattern.compile("(?s)use `((?:[^`]|``)*)`; (.*)");
  private static final List<String> DATABASES = List.of("m", "n", "größe db");

  /** The modes that change how a text is parsed, with their bits. */
  private static final Map<String, Long> MODES =
      Map.of("", 0L, "ANSI_QUOTES", 0x4L, "NO_BACKSLASH_ESCAPES", 0x100000L, "REAL_AS_FLOAT", 0x1L);

  private final Generation generation;
  private final Corpus corpus;
  private final EmbeddedMySql server;
  private final Connection connection;
  private final Connection watching;
  private final Statement statement;
  private final Statement events;
  private final ServerTables tables;
  private final String version;
  private final String charset;
  private String mode = "";
  private String file = "";
  private long offset = 4;
  private int recorded;
  private int executed;

  Recorder(Generation generation, Corpus corpus) throws SQLException {
    this.generation = generation;
    this.corpus = corpus;
    this.server =
        EmbeddedMySql.builder()
            .version(generation.server())
            .options("--skip-innodb-doublewrite", "--character-set-server=latin1")
            .start();
    this.connection = server.connection();
    this.watching = server.connection();
    this.statement = connection.createStatement();
    this.events = watching.createStatement();
    version = first("SELECT VERSION()");
    charset = first("SELECT @@GLOBAL.character_set_server");
    file = first("SHOW BINARY LOGS");
    statement.execute("SET lock_wait_timeout = 5");
    for (String database : DATABASES) {
      statement.execute("CREATE DATABASE `" + database + "` CHARACTER SET latin1");
    }
    statement.execute("USE m");
    tables = new ServerTables(watching, DATABASES);
    logged();
  }

  private String first(String query) throws SQLException {
    try (ResultSet rows = events.executeQuery(query)) {
      rows.next();
      return Objects.requireNonNull(rows.getString(1), query);
    }
  }

  /** Returns how many statements were recorded. */
  int recorded() {
    return recorded;
  }

  /** Returns how many statements were executed, accepted or not. */
  int executed() {
    return executed;
  }

  /** Executes random statements until {@code count} are recorded. */
  void random(int count, Random random) throws SQLException, IOException {
    var statements = new Statements(random, generation, DATABASES);
    Map<TableId, TableImage> before = tables.read();
    int end = recorded + count;
    while (recorded < end) {
      if (random.nextInt(40) == 0) {
        mode = random.nextBoolean() ? "" : List.copyOf(MODES.keySet()).get(random.nextInt(4));
        statement.execute("SET sql_mode = '" + mode + "'");
      }
      String sql = statements.next(before);
      before = record("random", mode.equals("ANSI_QUOTES") ? ansi(sql) : sql, before);
    }
  }

  private static String ansi(String sql) {
    return sql.indexOf('"') < 0 ? sql.replace('`', '"') : sql;
  }

  /** Executes each form of each {@code step}-th word. */
  void words(int step) throws SQLException, IOException {
    mode = "";
    statement.execute("SET sql_mode = ''");
    for (int i = 0; i < Words.all().size(); i += step) {
      String word = Words.all().get(i);
      for (WordForms.Case form : WordForms.of(word)) {
        clear(word);
        for (String setup : form.setup()) {
          statement.execute(setup);
        }
        logged();
        record("words", form.sql(), tables.read());
      }
    }
    clear("x");
  }

  private void clear(String word) throws SQLException {
    for (TableId table : tables.read().keySet()) {
      statement.execute("DROP TABLE " + table.quoted());
    }
    if (!List.of("information_schema", "mysql", "performance_schema", "sys", "m").contains(word)) {
      statement.execute("DROP DATABASE IF EXISTS `" + word + "`");
    }
  }

  /** Executes a statement and records it if the server accepted it; returns the tables after it. */
  private Map<TableId, TableImage> record(
      String source, String sql, Map<TableId, TableImage> before) throws SQLException, IOException {
    executed++;
    Map<String, String> databases = tables.databases();
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      // A statement that fails after some of its tables has changed them.
      logged();
      return tables.read();
    }
    String text = logged();
    if (text.isEmpty()) {
      return tables.read();
    }
    Map<TableId, TableImage> after = tables.read();
    Matcher use = USE.matcher(text);
    boolean used = use.matches();
    var session =
        new Recorded.Session(
            version,
            Objects.requireNonNull(MODES.get(mode)),
            charset,
            used ? use.group(1).replace("``", "`") : "");
    corpus.add(new Recorded(source, session, databases, before, after, used ? use.group(2) : text));
    recorded++;
    return after;
  }

  /** Returns the statement in the binlog since the last call; empty unless there is exactly one. */
  private String logged() throws SQLException {
    String text = "";
    int count = 0;
    try (ResultSet rows =
        events.executeQuery("SHOW BINLOG EVENTS IN '" + file + "' FROM " + offset)) {
      while (rows.next()) {
        offset = rows.getLong("End_log_pos");
        String info = Objects.requireNonNullElse(rows.getString("Info"), "");
        if ("Query".equals(rows.getString("Event_type")) && !info.matches("BEGIN|COMMIT")) {
          text = info.replaceFirst(" /\\* xid=\\d+ \\*/$", "");
          count++;
        }
      }
    }
    // A drop of tables of two engines is logged as two statements.
    return count == 1 ? text : "";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    watching.close();
    server.close();
  }
}
