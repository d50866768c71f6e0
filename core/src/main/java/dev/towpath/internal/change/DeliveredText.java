package dev.towpath.internal.change;

import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import dev.towpath.internal.sql.SqlToken;
import dev.towpath.internal.sql.SqlTokenizer;
import dev.towpath.internal.sql.StatementReader;
import dev.towpath.internal.sql.StatementSecrets;

/** The text of a statement as sinks get it. */
final class DeliveredText {
  private DeliveredText() {}

  /**
   * Returns the text without parts that only servers understand, and without secrets.
   *
   * @param secrets whether the sink may see them
   */
  static String of(
      QueryEvent query,
      StatementReader statement,
      StatementContext context,
      ServerDialect dialect,
      boolean secrets) {
    SqlText sql = query.statement();
    long sqlMode = query.sqlMode(context);
    if (query.isOfServer() && statement.kind() == StatementReader.Kind.CREATE_TABLE) {
      sql = SqlText.of(withoutTransaction(sql, sqlMode, dialect));
    }
    return secrets || isFreeOfSecrets(statement)
        ? sql.text()
        : StatementSecrets.hidden(sql, sqlMode, dialect);
  }

  /**
   * Returns whether the statement is free of secrets. Statements about rows hold data, and so may
   * the conditions of views.
   */
  private static boolean isFreeOfSecrets(StatementReader statement) {
    return switch (statement.kind()) {
      case INSERT, REPLACE, UPDATE, DELETE, LOAD, QUERY, VIEW -> true;
      default -> false;
    };
  }

  /**
   * Removes START TRANSACTION. MySQL from 8.0.21 on logs CREATE TABLE … SELECT as CREATE TABLE with
   * START TRANSACTION after the columns, followed by the rows; it accepts that syntax only in its
   * binlog.
   */
  private static String withoutTransaction(SqlText statement, long sqlMode, ServerDialect dialect) {
    var tokenizer = new SqlTokenizer(statement, sqlMode, dialect);
    String sql = statement.text();
    int depth = 0;
    SqlToken before = tokenizer.next();
    while (!before.isEnd()) {
      SqlToken token = tokenizer.next();
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && before.is("START") && token.is("TRANSACTION")) {
        return (sql.substring(0, before.start()).stripTrailing() + sql.substring(token.end()))
            .stripTrailing();
      }
      before = token;
    }
    return sql;
  }
}
