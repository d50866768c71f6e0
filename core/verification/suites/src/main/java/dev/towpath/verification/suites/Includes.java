package dev.towpath.verification.suites;

import java.util.regex.Pattern;

/** The included files that need special treatment. */
final class Includes {
  private static final Pattern NONE =
      Pattern.compile(
          "(have_|not_|no_|wait_|count_sessions|check_|show_|assert|search_pattern|grep_|restore_|"
              + "turn_off|turn_on|elide|explain|get_handler|force_myisam|is_|only_|master_|mysqlbinlog|"
              + "analyze|print_|long_test|default_|maybe_|default_charset|disable_|enable_|"
              + "innodb_stable|linux|windows|unix_socket|last_query_cost|execute_with|"
              + "write_result|read_file|mtr_|weight_string|sync|eliminate|commandline).*");

  private static final Pattern SKIP =
      Pattern.compile(
          "(master-slave|restart_|start_mysqld|shutdown_|kill_|force_restart|rpl|have_debug|have_ndb|"
              + "big_test|have_example|have_udf|have_simple_parser|have_federated|have_archive_plugin|"
              + "have_semisync|have_innodb_4k|have_innodb_8k|have_innodb_32k|have_innodb_64k|set_gtid|"
              + "have_lowercase1|have_lowercase2|have_hypergraph|have_tokudb|have_rocksdb|galera|"
              + "have_wsrep|have_profiling|have_validate|install_|uninstall_|have_component|keyring|"
              + "have_binlog_format_(mixed|statement)|have_binlog_format_mixed_or_statement|"
              + "not_log_bin|have_oqgraph|have_plugin|have_perl|have_file_key|have_cracklib|have_partition_open|have_debug_sync|hypergraph|have_mroonga|expect_crash|not_embedded_x).*");

  private Includes() {}

  /** The effects of an include on a run. */
  enum Effect {
    RUN,
    NONE,
    SKIP
  }

  static Effect effect(String file) {
    if (SKIP.matcher(file).matches()) {
      return Effect.SKIP;
    }
    return NONE.matcher(file).matches() ? Effect.NONE : Effect.RUN;
  }
}
