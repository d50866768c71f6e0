package dev.towpath.internal.preflight;

/** Checks of the settings that decide what the server writes to its binlog. */
final class SettingChecks {

  private SettingChecks() {}

  static void run(Variables variables, Findings findings) {
    if (!variables.is("log_bin", "ON")) {
      findings.error("log_bin", "the server writes no binlog", "start it with --log-bin");
    }
    if (!variables.is("binlog_format", "ROW")) {
      findings.error(
          "binlog_format",
          "binlog_format is " + variables.get("binlog_format").orElse("unknown") + ", not ROW",
          variables.set("binlog_format", "ROW") + ", and let sessions reconnect");
    }
    if (variables.is("gtid_strict_mode", "OFF")) {
      findings.info(
          "gtid_strict_mode",
          "servers may number transactions of a domain out of order, and then a position cannot"
              + " always be carried over to another server",
          variables.set("gtid_strict_mode", "ON") + " if the pipeline fails over");
    }
    image(variables, findings);
    metadata(variables, findings);
    valueOptions(variables, findings);
    if (variables.is("binlog_checksum", "NONE")) {
      findings.warning(
          "binlog_checksum",
          "events carry no checksum: damage on disk or on the way is not noticed",
          "SET GLOBAL binlog_checksum = 'CRC32'");
    }
  }

  private static void image(Variables variables, Findings findings) {
    String image = variables.get("binlog_row_image").orElse("FULL");
    if (!image.equalsIgnoreCase("FULL")) {
      findings.warning(
          "binlog_row_image",
          "binlog_row_image is " + image + ": columns that did not change are absent from rows",
          variables.set("binlog_row_image", "FULL") + " if the sink needs whole rows");
    }
  }

  private static void valueOptions(Variables variables, Findings findings) {
    boolean partial =
        variables.get("binlog_row_value_options").filter(text -> !text.isBlank()).isPresent();
    if (partial && !variables.is("binlog_row_image", "FULL")) {
      findings.warning(
          "binlog_row_value_options",
          "updates of JSON columns may be logged as differences to documents that are not logged;"
              + " such a column cannot be read",
          "SET PERSIST binlog_row_value_options = '', or binlog_row_image = 'FULL'");
    }
  }

  private static void metadata(Variables variables, Findings findings) {
    if (!variables.is("binlog_row_metadata", "FULL")) {
      findings.warning(
          "binlog_row_metadata",
          variables
                  .get("binlog_row_metadata")
                  .map(value -> "binlog_row_metadata is " + value)
                  .orElse("the server has no binlog_row_metadata")
              + ": names and types of columns are not in the binlog and must be looked up",
          variables.set("binlog_row_metadata", "FULL")
              + " (MySQL 8.0.1, MariaDB 10.5); until then grant SELECT on the captured tables");
    }
  }
}
