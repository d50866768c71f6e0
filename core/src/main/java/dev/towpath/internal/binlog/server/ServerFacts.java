package dev.towpath.internal.binlog.server;

import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of a server that decide whether and how its binlog can be followed. Immutable. */
public final class ServerFacts {
  private final boolean mariaDb;
  private final Map<String, String> variables;

  private ServerFacts(boolean mariaDb, Map<String, String> variables) {
    this.mariaDb = mariaDb;
    this.variables = variables;
  }

  /**
   * Reads the settings and refuses a server that cannot be followed.
   *
   * @throws SourceException if a setting makes it impossible; the message says which
   */
  public static ServerFacts check(MySqlSession session) throws IOException {
    TextResult rows =
        session.query(
            "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format',"
                + " 'binlog_row_metadata', 'binlog_row_value_options', 'gtid_mode', 'server_id',"
                + " 'server_uuid', 'binlog_storage_engine')");
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String name = rows.get(i, 0);
      String value = rows.get(i, 1);
      if (name != null && value != null) {
        variables.put(name.toLowerCase(Locale.ROOT), value);
      }
    }
    var facts = new ServerFacts(session.version().isMariaDb(), variables);
    facts.require(session, "log_bin", "ON", "start the server with --log-bin");
    facts.require(session, "binlog_format", "ROW", facts.set("binlog_format", "ROW"));
    if (!variables.getOrDefault("binlog_storage_engine", "").isEmpty()) {
      // MariaDB 12.3: neither the files nor the offsets that positions consist of.
      facts.require(session, "binlog_storage_engine", "", "start the server without it");
    }
    return facts;
  }

  private void require(MySqlSession session, String variable, String wanted, String remedy) {
    String value = variables.getOrDefault(variable, "unknown");
    if (!value.equalsIgnoreCase(wanted)) {
      throw SourceException.permanent(
          "%s has %s=%s, but row changes need %s; %s"
              .formatted(
                  session.source(), variable, value, wanted.isEmpty() ? "none" : wanted, remedy));
    }
  }

  /**
   * Returns the remedy to change a setting. MariaDB keeps no setting that its configuration file
   * does not have.
   */
  private String set(String variable, String value) {
    return mariaDb
        ? "SET GLOBAL %s = '%s', and in the server's configuration file".formatted(variable, value)
        : "SET PERSIST %s = '%s'".formatted(variable, value);
  }

  /** Returns whether the server is a MariaDB. */
  public boolean isMariaDb() {
    return mariaDb;
  }

  /**
   * Returns the identity of the server that the files and offsets belong to: its UUID; for MariaDB,
   * which has none, its {@code server_id}, which also distinguishes the servers of a topology. Null
   * before MySQL 5.6.
   */
  public @Nullable String serverUuid() {
    return mariaDb ? "mariadb-" + variables.get("server_id") : variables.get("server_uuid");
  }

  /** Returns whether the table maps it writes now name and describe all columns. */
  public boolean describesRows() {
    return "FULL".equalsIgnoreCase(variables.get("binlog_row_metadata"));
  }

  /** Returns whether the server can find a position by GTID; MariaDB always can. */
  public boolean hasGtids() {
    return mariaDb || "ON".equalsIgnoreCase(variables.get("gtid_mode"));
  }
}
