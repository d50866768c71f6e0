package dev.towpath.verification.suites;

import java.util.regex.Pattern;

/**
 * Statements that would change the server for all later scripts, or keep changes out of the binlog.
 */
final class Forbidden {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?is)(SET\\s+(@@)?(GLOBAL|PERSIST|PERSIST_ONLY)\\b.*|SET\\s+@@global\\..*|SET\\s+@@persist.*|"
              + "RESET\\s+(MASTER|BINARY|SLAVE|REPLICA|PERSIST).*|PURGE\\b.*|SHUTDOWN.*|RESTART\\b.*|KILL\\b.*|"
              + "(STOP|START)\\s+(ALL\\s+)?(SLAVE|REPLICA|GROUP).*|CHANGE\\s+(MASTER|REPLICATION).*|"
              + "(UN)?INSTALL\\b.*|CLONE\\b.*|ALTER\\s+INSTANCE.*|LOCK\\s+INSTANCE.*|"
              + "FLUSH\\s+TABLES\\s+WITH.*|BACKUP\\b.*|BINLOG\\b.*|XA\\b.*|"
              + "(DROP|ALTER|RENAME)\\s+USER\\b.*\\b(root|cdc)\\b.*|SET\\s+PASSWORD.*|"
              + "(DROP|ALTER)\\s+(DATABASE|SCHEMA)\\s+(IF\\s+EXISTS\\s+)?`?(mysql|sys|performance_schema)\\b.*|"
              + "USE\\s+`?(mysql|sys|performance_schema)\\b.*|"
              + "(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|ALTER|DROP|CREATE)\\b.*\\bmysql\\s*\\.\\s*.*|"
              + "DROP\\s+USER\\b.*|REVOKE\\b.*\\broot\\b.*|LOAD\\s+DATA\\b.*|"
              + "SET\\s+(SESSION\\s+|LOCAL\\s+)?(@@)?(session\\.|local\\.)?(pseudo_slave_mode|pseudo_thread_id|gtid_next|server_id|gtid_domain_id).*)");

  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?i)sql_log_bin|binlog_format|binlog_row_image|binlog_row_value|lower_case_table_names|skip_replication|pseudo_slave");

  private Forbidden() {}

  static boolean statement(String sql) {
    return STATEMENT.matcher(sql).matches();
  }

  /** Tells whether a script leaves changes out of the binlog. */
  static boolean script(String text) {
    return SCRIPT.matcher(text).find();
  }
}
