package dev.towpath.verification.suites;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A script: the commands of a mysqltest file, with a begin and an end for each block. Immutable.
 *
 * @param file the file
 * @param commands in their order
 */
record Script(Path file, List<Command> commands) {

  /** The kinds of commands that the interpreter distinguishes. */
  enum Kind {
    SQL,
    COMMAND,
    IF,
    WHILE,
    END
  }

  /**
   * A command.
   *
   * @param kind its kind
   * @param name its first word in small letters; empty for SQL
   * @param text everything else
   */
  record Command(Kind kind, String name, String text) {}

  /** The words that begin a command; all other text is SQL. */
  private static final List<String> WORDS =
      List.of(
          "append_file",
          "assert",
          "cat_file",
          "change_user",
          "character_set",
          "chmod",
          "connect",
          "connection",
          "copy_file",
          "copy_files_wildcard",
          "dec",
          "delimiter",
          "die",
          "diff_files",
          "dirty_close",
          "disable_abort_on_error",
          "disable_async_client",
          "disable_cursor_protocol",
          "disable_connect_log",
          "disable_info",
          "disable_metadata",
          "disable_parsing",
          "disable_prepare_warnings",
          "disable_ps_protocol",
          "disable_ps2_protocol",
          "disable_query_log",
          "disable_reconnect",
          "disable_result_log",
          "disable_rpl_parse",
          "disable_session_track_info",
          "disable_testcase",
          "disable_view_protocol",
          "disable_warnings",
          "disconnect",
          "echo",
          "enable_abort_on_error",
          "enable_async_client",
          "enable_connect_log",
          "enable_cursor_protocol",
          "enable_info",
          "enable_metadata",
          "enable_parsing",
          "enable_prepare_warnings",
          "enable_ps_protocol",
          "enable_ps2_protocol",
          "enable_query_log",
          "enable_reconnect",
          "enable_result_log",
          "enable_rpl_parse",
          "enable_session_track_info",
          "enable_testcase",
          "enable_view_protocol",
          "enable_warnings",
          "error",
          "eval",
          "evalp",
          "exec",
          "exec_in_background",
          "execw",
          "exit",
          "expr",
          "file_exists",
          "force-cpdir",
          "force-rmdir",
          "horizontal_results",
          "inc",
          "let",
          "list_files",
          "list_files_append_file",
          "list_files_write_file",
          "lowercase_result",
          "mkdir",
          "move_file",
          "optimizer_trace",
          "output",
          "partially_sorted_result",
          "perl",
          "ping",
          "query",
          "query_attributes",
          "query_get_value",
          "query_horizontal",
          "query_vertical",
          "real_sleep",
          "reap",
          "remove_file",
          "remove_files_wildcard",
          "replace_column",
          "replace_numeric_round",
          "replace_regex",
          "replace_result",
          "require",
          "reset_connection",
          "result_format",
          "rmdir",
          "save_master_pos",
          "send",
          "send_eval",
          "send_kill",
          "send_quit",
          "send_shutdown",
          "shutdown_server",
          "skip",
          "skip_if_hypergraph",
          "sleep",
          "sorted_result",
          "source",
          "start_timer",
          "sync_slave_with_master",
          "sync_with_master",
          "system",
          "vertical_results",
          "wait_for_slave_to_stop",
          "write_file");

  /** Reads a file; bytes that are not UTF-8 are replaced. */
  static Script read(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return new Script(file, new Reader(text.replace("\r", "")).commands());
  }

  /** A reader of one file. Used by one thread. */
  private static final class Reader {
    private final String text;
    private final List<Command> commands = new ArrayList<>();
    private String delimiter = ";";
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Command> commands() {
      while (skipSpace()) {
        if (text.startsWith("--", at)) {
          at += 2;
          add(line().strip());
        } else if (text.charAt(at) == '#') {
          line();
        } else if (text.charAt(at) == '}') {
          at++;
          commands.add(new Command(Kind.END, "", ""));
        } else {
          statement();
        }
      }
      return List.copyOf(commands);
    }

    private boolean skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length();
    }

    private String line() {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end);
      at = Math.min(text.length(), end + 1);
      return line;
    }

    private void statement() {
      String word = word(text.substring(at, Math.min(text.length(), at + 40)));
      if (word.equals("if") || word.equals("while")) {
        block(word);
        return;
      }
      int start = at;
      char quote = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (quote == 0 && text.startsWith(delimiter, at)) {
          break;
        }
        if (c == '\\' && quote != 0) {
          at++;
        } else if (quote != 0 && c == quote) {
          quote = 0;
        } else if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
          quote = c;
        } else if (quote == 0 && c == '#' && isLineStart()) {
          at = Math.max(at, text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at));
        }
        at++;
      }
      int end = Math.min(at, text.length());
      at = Math.min(text.length(), end + delimiter.length());
      add(text.substring(start, end).strip());
    }

    private boolean isLineStart() {
      return at > 0 && text.charAt(at - 1) == '\n';
    }

    private void block(String word) {
      int open = text.indexOf('(', at);
      int brace = text.indexOf('{', at);
      if (open < 0 || brace < open) {
        at = text.length();
        commands.add(new Command(Kind.COMMAND, "unreadable", word));
        return;
      }
      int close = text.lastIndexOf(')', brace);
      String condition = close < open ? "" : text.substring(open + 1, close).strip();
      commands.add(new Command(word.equals("if") ? Kind.IF : Kind.WHILE, word, condition));
      at = brace + 1;
    }

    private void add(String command) {
      if (command.isEmpty()) {
        return;
      }
      String word = word(command);
      if (word.equals("delimiter")) {
        delimiter = command.substring(word.length()).strip();
        return;
      }
      if (word.equals("if") || word.equals("while")) {
        // On one line with its block, after two dashes.
        commands.add(new Command(Kind.COMMAND, "unreadable", command));
      } else if (WORDS.contains(word)) {
        commands.add(new Command(Kind.COMMAND, word, command.substring(word.length()).strip()));
        if (word.equals("perl") || word.equals("write_file") || word.equals("append_file")) {
          int end = text.indexOf("\nEOF", at);
          at = end < 0 ? text.length() : end + 4;
        }
      } else {
        commands.add(new Command(Kind.SQL, "", command));
      }
    }

    private static String word(String command) {
      int end = 0;
      while (end < command.length()
          && (Character.isLetterOrDigit(command.charAt(end))
              || "_-".indexOf(command.charAt(end)) >= 0)) {
        end++;
      }
      return command.substring(0, end).toLowerCase(Locale.ROOT);
    }
  }
}
