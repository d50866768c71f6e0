package dev.towpath.verification.suites;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.verification.suites.Script.Command;
import dev.towpath.verification.suites.Script.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interpreter of the part of mysqltest that sends statements to a server. Results are not
 * compared; failed statements are counted. Used by one thread.
 */
final class Interpreter implements AutoCloseable {
  private static final int MOST_TURNS = 300;
  private static final int MOST_INCLUDES = 16;
  private static final int MOST_STATEMENTS = 20_000;
  private static final Pattern LET = Pattern.compile("(?s)\\$(\\w+)\\s*=\\s*(.*)");

  /** Commands without effect on tables. */
  private static final Set<String> NOTHING =
      Set.of(
          "echo",
          "error",
          "sorted_result",
          "replace_column",
          "replace_regex",
          "replace_result",
          "sleep",
          "real_sleep",
          "reap",
          "query_vertical",
          "query_horizontal",
          "vertical_results",
          "horizontal_results",
          "result_format",
          "lowercase_result",
          "partially_sorted_result",
          "character_set",
          "ping",
          "output",
          "replace_numeric_round",
          "start_timer",
          "remove_file",
          "remove_files_wildcard",
          "mkdir",
          "rmdir",
          "file_exists",
          "list_files",
          "optimizer_trace",
          "query_attributes",
          "skip_if_hypergraph",
          "cat_file",
          "diff_files",
          "require",
          "assert",
          "force-rmdir",
          "list_files_write_file",
          "list_files_append_file",
          "reset_connection");

  private static final Set<String> UNSUPPORTED =
      Set.of(
          "perl",
          "exec",
          "execw",
          "exec_in_background",
          "system",
          "write_file",
          "append_file",
          "copy_file",
          "move_file",
          "shutdown_server",
          "send_shutdown",
          "send_kill",
          "send_quit",
          "save_master_pos",
          "sync_with_master",
          "sync_slave_with_master",
          "change_user",
          "chmod",
          "copy_files_wildcard",
          "wait_for_slave_to_stop",
          "force-cpdir",
          "unreadable",
          "die",
          "dirty_close");

  private final EmbeddedMySql server;
  private final Path root;
  private final StatementGate gate;
  private final Map<String, Connection> connections = new HashMap<>();
  private final Variables variables = new Variables();
  private String current = "default";
  private boolean parsing = true;
  private int statements;
  private int failed;
  private int includes;
  private volatile boolean aborted;

  /** A callback before statements. */
  interface StatementGate {
    /** Called before a statement; throws if the script cannot continue. */
    void before(String sql) throws SkipException;
  }

  Interpreter(EmbeddedMySql server, Path root, StatementGate gate) throws SQLException {
    this.server = server;
    this.root = root;
    this.gate = gate;
    variables.set("engine_type", "InnoDB");
    variables.set("ENGINE", "InnoDB");
    variables.set("DEFAULT_ENGINE", "InnoDB");
    open("default", "root", "", "test");
  }

  int statements() {
    return statements;
  }

  int failed() {
    return failed;
  }

  /** Ends all connections from another thread, so that a waiting statement returns. */
  void abort() {
    aborted = true;
    for (Connection connection : List.copyOf(connections.values())) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        throw new IllegalStateException("cannot abort a connection", e);
      }
    }
  }

  /** Runs a script to its end. */
  void run(Script script) throws SkipException, IOException, SQLException {
    if (includes == MOST_INCLUDES) {
      throw new SkipException("an include that includes itself");
    }
    includes++;
    try {
      runAll(script);
    } finally {
      includes--;
    }
  }

  private void runAll(Script script) throws SkipException, IOException, SQLException {
    List<Command> commands = script.commands();
    int[] turns = new int[commands.size()];
    int at = 0;
    while (at < commands.size()) {
      Command command = commands.get(at);
      switch (command.kind()) {
        case IF -> at = condition(command.text()) ? at + 1 : end(commands, at) + 1;
        case WHILE -> {
          boolean again = turns[at]++ < MOST_TURNS && condition(command.text());
          at = again ? at + 1 : end(commands, at) + 1;
        }
        case END -> at = afterEnd(commands, at);
        case SQL -> {
          if (parsing) {
            execute(command.text());
          }
          at++;
        }
        case COMMAND -> {
          if (command.name().equals("exit") || command.name().equals("skip")) {
            return;
          }
          command(command, script.file());
          at++;
        }
      }
    }
  }

  private static int end(List<Command> commands, int start) {
    int depth = 0;
    for (int at = start; at < commands.size(); at++) {
      Kind kind = commands.get(at).kind();
      depth += kind == Kind.IF || kind == Kind.WHILE ? 1 : kind == Kind.END ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    return commands.size();
  }

  private static int afterEnd(List<Command> commands, int end) {
    int depth = 0;
    for (int at = end; at >= 0; at--) {
      Kind kind = commands.get(at).kind();
      depth += kind == Kind.END ? 1 : kind == Kind.IF || kind == Kind.WHILE ? -1 : 0;
      if (depth == 0) {
        return kind == Kind.WHILE ? at : end + 1;
      }
    }
    return end + 1;
  }

  private boolean condition(String text) throws SQLException {
    String condition = text.strip();
    if (condition.startsWith("!")) {
      return !condition(condition.substring(1));
    }
    Matcher comparison =
        Pattern.compile("(?s)(\\$\\w+)\\s*(==|!=|<=|>=|<|>)\\s*(.*)").matcher(condition);
    if (comparison.matches()) {
      String left = variables.replace(comparison.group(1));
      String right = unquoted(variables.replace(comparison.group(3)));
      return compare(left, comparison.group(2), right);
    }
    String value = value(condition);
    return !value.isEmpty() && !value.equals("0");
  }

  private static boolean compare(String left, String operator, String right) {
    int order =
        left.matches("-?\\d{1,18}") && right.matches("-?\\d{1,18}")
            ? Long.compare(Long.parseLong(left), Long.parseLong(right))
            : left.compareTo(right);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<=" -> order <= 0;
      case ">=" -> order >= 0;
      case "<" -> order < 0;
      default -> order > 0;
    };
  }

  private static String unquoted(String text) {
    String stripped = text.strip();
    boolean quoted = stripped.length() > 1 && "'\"".indexOf(stripped.charAt(0)) >= 0;
    return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
  }

  private String value(String text) throws SQLException {
    String value = text.strip();
    if (value.length() > 1 && value.startsWith("`") && value.endsWith("`")) {
      return first(variables.replace(value.substring(1, value.length() - 1)));
    }
    if (value.startsWith("query_get_value")) {
      return "";
    }
    return variables.replace(value);
  }

  private String first(String query) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() && rows.getString(1) != null ? rows.getString(1) : "";
    } catch (SQLException e) {
      failed++;
      return "";
    }
  }

  private void command(Command command, Path file) throws SkipException, IOException, SQLException {
    String name = command.name();
    String text = command.text();
    if (name.equals("enable_parsing") || name.equals("disable_parsing")) {
      parsing = name.equals("enable_parsing");
    } else if (!parsing || NOTHING.contains(name) || name.matches("(dis|en)able_.*")) {
      return;
    } else if (UNSUPPORTED.contains(name)) {
      throw new SkipException("command " + name);
    } else {
      switch (name) {
        case "eval", "evalp", "send_eval" -> evaluate(text);
        case "send", "query" -> execute(text);
        case "let" -> let(text);
        case "inc" -> add(text, 1);
        case "dec" -> add(text, -1);
        case "expr" -> let(text.replaceFirst("=.*", "= 0"));
        case "source" -> source(variables.replace(text), file);
        case "connect" -> connect(variables.replace(text));
        case "connection" -> current = variables.replace(text).strip();
        case "disconnect" -> disconnect(variables.replace(text).strip());
        default -> throw new SkipException("command " + name);
      }
    }
  }

  private void evaluate(String text) throws SkipException, SQLException {
    if (text.matches("(?s).*\\$\\{?(MYSQL|MASTER|SLAVE|MTR|UMASK)[A-Z_]*.*")) {
      failed++;
      return;
    }
    execute(variables.replace(text));
  }

  private void let(String text) throws SQLException {
    Matcher let = LET.matcher(text.strip());
    if (let.matches()) {
      variables.set(let.group(1), unquoted(value(let.group(2))));
    } else {
      Matcher plain = LET.matcher("$" + text.strip());
      if (plain.matches()) {
        variables.set(plain.group(1), unquoted(value(plain.group(2))));
      }
    }
  }

  private void add(String variable, int number) {
    String name = variable.strip().replace("$", "");
    String value = variables.get(name);
    long before = value.matches("-?\\d{1,18}") ? Long.parseLong(value) : 0;
    variables.set(name, Long.toString(before + number));
  }

  private void source(String text, Path file) throws SkipException, IOException, SQLException {
    String name = text.strip().replaceAll("[;'\"]", "");
    String base = name.substring(name.lastIndexOf('/') + 1);
    Includes.Effect effect = Includes.effect(base);
    if (effect == Includes.Effect.SKIP) {
      throw new SkipException("include " + base);
    } else if (effect == Includes.Effect.NONE) {
      return;
    }
    for (Path place :
        List.of(root.resolve(name), file.resolveSibling(name), file.resolveSibling("../" + name))) {
      if (Files.isRegularFile(place)) {
        run(Script.read(place));
        return;
      }
    }
    throw new SkipException("include " + base + " is not there");
  }

  private void connect(String text) throws SQLException {
    String[] parts = text.strip().replaceAll("[();]", " ").split(",", -1);
    String user = parts.length > 2 ? parts[2].strip() : "root";
    String password = parts.length > 3 ? parts[3].strip() : "";
    String database = parts.length > 4 ? parts[4].strip() : "test";
    open(parts[0].strip(), user.isEmpty() ? "root" : user, password, database);
  }

  private void open(String name, String user, String password, String database)
      throws SQLException {
    Connection connection;
    try {
      connection = server.connection(user, password.startsWith("*") ? "" : password);
    } catch (SQLException e) {
      // The script may expect the refusal.
      failed++;
      return;
    }
    Connection before = connections.put(name, connection);
    if (before != null) {
      before.close();
    }
    current = name;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION lock_wait_timeout = 2, innodb_lock_wait_timeout = 1");
      if (!database.isEmpty() && !database.startsWith("*")) {
        statement.execute("USE `" + database + "`");
      }
    } catch (SQLException e) {
      failed++;
    }
  }

  private void disconnect(String name) throws SQLException {
    Connection connection = connections.remove(name);
    if (connection != null) {
      connection.close();
    }
  }

  private Connection connection() throws SQLException {
    Connection connection = connections.get(current);
    if (connection == null || connection.isClosed()) {
      open(current, "root", "", "test");
      connection = connections.get(current);
    }
    if (connection == null) {
      throw new SQLException("the server accepts no connection");
    }
    return connection;
  }

  private void execute(String sql) throws SkipException, SQLException {
    String text = sql.strip();
    if (Forbidden.statement(text)) {
      failed++;
      return;
    }
    if (++statements > MOST_STATEMENTS) {
      throw new SkipException("more than " + MOST_STATEMENTS + " statements");
    }
    if (aborted) {
      throw new SkipException("too slow");
    }
    gate.before(text.toUpperCase(Locale.ROOT));
    try (Statement statement = connection().createStatement()) {
      boolean more = statement.execute(text);
      while (more || statement.getUpdateCount() >= 0) {
        more = statement.getMoreResults();
      }
    } catch (SQLException e) {
      // Scripts include statements that a server must refuse.
      failed++;
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections.values()) {
      connection.close();
    }
  }
}
