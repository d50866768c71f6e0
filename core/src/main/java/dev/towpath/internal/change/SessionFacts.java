package dev.towpath.internal.change;

import dev.towpath.event.Session;
import dev.towpath.internal.binlog.event.QueryEvent;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlModes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** A converter from the status variables of a statement to the session that a sink gets. */
final class SessionFacts {
  /** {@code utf8mb4_general_ci}, because servers write their own statements in UTF-8. */
  private static final int UTF8MB4 = 45;

  private static final Pattern TIMESTAMP = Pattern.compile("(?i)timestamp");

  private SessionFacts() {}

  static Session of(
      QueryEvent query, StatementContext context, ServerDialect dialect, long seconds) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("sql_mode", quoted(SqlModes.text(query.sqlMode(context), dialect)));
    collations(query, context, variables);
    String zone = context.timeZone();
    if (zone != null) {
      variables.put("time_zone", quoted(zone));
    }
    if (context.lcTimeNames() != 0) {
      variables.put("lc_time_names", String.valueOf(context.lcTimeNames()));
    }
    variables.put("foreign_key_checks", context.checksForeignKeys() ? "1" : "0");
    variables.put("unique_checks", context.checksUniqueKeys() ? "1" : "0");
    Boolean explicit = context.explicitTimestamps(dialect);
    // Former versions of MariaDB cannot set it, and few statements depend on it.
    if (explicit != null && TIMESTAMP.matcher(query.sql()).find()) {
      variables.put("explicit_defaults_for_timestamp", explicit ? "1" : "0");
    }
    variables.put("timestamp", "%d.%06d".formatted(seconds, context.microseconds()));
    return new Session(
        context.needsDatabase() ? query.database() : "", charset(query, context), variables);
  }

  /**
   * Adds the collations as ids, because servers of different versions have different names for one
   * collation.
   */
  private static void collations(
      QueryEvent query, StatementContext context, Map<String, String> variables) {
    put(variables, "default_collation_for_utf8mb4", context.utf8mb4Collation());
    put(
        variables,
        "collation_connection",
        query.isOfServer() ? UTF8MB4 : context.connectionCollation());
    put(variables, "collation_server", context.serverCollation());
  }

  private static void put(Map<String, String> variables, String name, int id) {
    if (id != 0) {
      variables.put(name, String.valueOf(id));
    }
  }

  private static String charset(QueryEvent query, StatementContext context) {
    String charset = Charsets.ofCollation(context.clientCollation());
    return query.isOfServer() ? "utf8mb4" : Objects.requireNonNullElse(charset, "");
  }

  private static String quoted(String text) {
    return '\'' + text + '\'';
  }
}
