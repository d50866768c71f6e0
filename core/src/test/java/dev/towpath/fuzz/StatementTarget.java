package dev.towpath.fuzz;

import dev.towpath.event.TableName;
import dev.towpath.fuzzing.Require;
import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import dev.towpath.internal.sql.SqlToken;
import dev.towpath.internal.sql.SqlTokenizer;
import dev.towpath.internal.sql.StatementParser;
import dev.towpath.internal.sql.StatementReader;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.List;

/** A target that reads a statement of a server and a session that the first byte chooses. */
public final class StatementTarget {
  private static final ServerDialect[] SERVERS = {
    new ServerDialect(50_722, false),
    new ServerDialect(80_033, false),
    new ServerDialect(90_700, false),
    new ServerDialect(110_405, true)
  };

  /** REAL_AS_FLOAT, ANSI_QUOTES, ORACLE and NO_BACKSLASH_ESCAPES. */
  private static final long[] MODES = {0x1, 0x4, 0x200, 0x100000};

  private StatementTarget() {}

  /** Reads it with each reader of statements. */
  public static void fuzzerTestOneInput(byte[] data) {
    var input = new Input(data);
    int choice = input.u8();
    ServerDialect server = SERVERS[choice & 3];
    long mode = 0;
    for (int i = 0; i < MODES.length; i++) {
      mode |= (choice >> (2 + i) & 1) == 0 ? 0 : MODES[i];
    }
    String text = input.text();
    tokens(text, mode, server);
    StatementReader read = StatementReader.of(SqlText.of(text), mode, server, "d");
    try {
      List<SchemaEdit> edits = StatementParser.parse(SqlText.of(text), mode, server, "d");
      for (SchemaEdit edit : edits) {
        if (edit instanceof SchemaEdit.DropView) {
          // Its name is no table's, unless a view was taken for one.
          continue;
        }
        for (TableName table : edit.tables()) {
          Require.that(read.tables().contains(table), "%s is missing in %s", table, read.tables());
        }
      }
    } catch (UnsupportedDdlException e) {
      Require.that(!String.valueOf(e.getMessage()).isBlank(), "it does not say why: %s", e);
    }
  }

  /** Checks that tokens follow one another, and that each has a text. */
  private static void tokens(String text, long mode, ServerDialect server) {
    var tokenizer = new SqlTokenizer(SqlText.of(text), mode, server);
    int end = 0;
    for (SqlToken token = tokenizer.next(); !token.isEnd(); token = tokenizer.next()) {
      Require.that(token.start() >= end && token.end() > token.start(), "out of order: %s", token);
      Require.that(token.end() <= text.length(), "behind the end: %s", token);
      Require.that(token.text().length() <= token.end() - token.start(), "too long: %s", token);
      if (token.kind() == SqlToken.Kind.HEX || token.kind() == SqlToken.Kind.BIT) {
        Require.that(token.bytes().length <= text.length(), "too many bytes: %s", token);
      }
      end = token.end();
    }
  }
}
