package dev.towpath.internal.preflight;

import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The global settings of a server that concern its binlog. Immutable. */
final class Variables {
  private final boolean mariaDb;
  private final Map<String, String> values;

  private Variables(boolean mariaDb, Map<String, String> values) {
    this.mariaDb = mariaDb;
    this.values = values;
  }

  static Variables read(MySqlSession session) throws IOException {
    TextResult rows =
        session.query(
            "SHOW GLOBAL VARIABLES WHERE Variable_name LIKE '%binlog%' OR Variable_name IN"
                + " ('log_bin', 'expire_logs_days', 'gtid_mode', 'gtid_purged', 'server_id',"
                + " 'server_uuid', 'gtid_strict_mode', 'log_slave_updates', 'log_replica_updates')");
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String name = rows.get(i, 0);
      String value = rows.get(i, 1);
      if (name != null && value != null) {
        values.put(name.toLowerCase(Locale.ROOT), value);
      }
    }
    return new Variables(session.version().isMariaDb(), Map.copyOf(values));
  }

  boolean isMariaDb() {
    return mariaDb;
  }

  /** Returns the statement that changes a setting permanently, as far as the server can do that. */
  String set(String name, String value) {
    return (mariaDb ? "set it in the configuration file, and SET GLOBAL " : "SET PERSIST ")
        + name
        + " = '"
        + value
        + "'";
  }

  /** Returns the value of a setting; empty when the server does not have it. */
  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean is(String name, String value) {
    return value.equalsIgnoreCase(values.get(name));
  }

  /** Returns the whole part of a number, which MariaDB writes with decimals; 0 when it is none. */
  long number(String name) {
    try {
      return new BigDecimal(values.getOrDefault(name, "0")).longValue();
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Returns how long the server keeps a binlog file after it was closed; empty if it never purges.
   */
  Optional<Duration> binlogRetention() {
    if (is("binlog_expire_logs_auto_purge", "OFF")) {
      return Optional.empty();
    }
    long seconds = number("binlog_expire_logs_seconds");
    // Where both exist, one of them is zero, or both are equal.
    Duration kept =
        seconds > 0 ? Duration.ofSeconds(seconds) : Duration.ofDays(number("expire_logs_days"));
    return Optional.of(kept).filter(duration -> !duration.isZero());
  }
}
