package dev.towpath.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a session that determine the meaning of its statement. Immutable.
 *
 * <p>A connection that executes {@link #statements()} and then the statement, on a server of the
 * same product, gets the same result:
 *
 * <pre>{@code
 * for (String sql : change.session().statements()) {
 *   statement.execute(sql);
 * }
 * statement.execute(change.sql());
 * }</pre>
 *
 * <p>The text of a statement is decoded, so the connection's own character set does not matter. It
 * only needs to contain the characters, as {@code utf8mb4} does. The variables stay set until the
 * next statement's replace them; use the connection for nothing else.
 *
 * @param database the default database, not the tables' own; empty when there was none or it does
 *     not matter
 * @param charset {@code character_set_client}, in which the server stores the text; empty if
 *     unknown
 * @param variables session variables and their values as SQL, {@code sql_mode='ANSI_QUOTES'}
 */
public record Session(String database, String charset, Map<String, String> variables) {

  /** Copies the map. */
  public Session {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(charset, "charset");
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** Returns a session with only the default database. */
  public static Session of(String database) {
    return new Session(database, "", Map.of());
  }

  /** Returns {@code sql_mode} as its server prints it; null if unknown. */
  public @Nullable String sqlMode() {
    return text("sql_mode");
  }

  /** Returns {@code time_zone}; null if the statement does not depend on it. */
  public @Nullable String timeZone() {
    return text("time_zone");
  }

  private @Nullable String text(String variable) {
    String value = variables.get(variable);
    return value != null && value.startsWith("'") ? value.substring(1, value.length() - 1) : value;
  }

  /** Returns the statements that give another session these settings. */
  public List<String> statements() {
    List<String> statements = new ArrayList<>();
    if (!database.isEmpty()) {
      statements.add("USE `" + database.replace("`", "``") + '`');
    }
    if (!variables.isEmpty()) {
      statements.add(
          variables.entrySet().stream()
              .map(variable -> "SESSION " + variable.getKey() + " = " + variable.getValue())
              .collect(Collectors.joining(", ", "SET ", "")));
    }
    return statements;
  }
}
