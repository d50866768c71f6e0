package dev.sluice;

/**
 * Something {@link CdcPipeline#validate()} found worth saying. Immutable.
 *
 * @param severity how bad it is
 * @param check what was looked at: a word such as {@code binlog_format} or {@code primary key}
 * @param what what was found
 * @param remedy what to do about it
 */
public record Finding(Severity severity, String check, String what, String remedy) {

  /** How bad a finding is. */
  public enum Severity {
    /** The pipeline will not work. */
    ERROR,
    /** The pipeline works, but something is at risk or missing. */
    WARNING,
    /** Good to know. */
    INFO
  }

  @Override
  public String toString() {
    return severity + " " + check + ": " + what + "; " + remedy;
  }
}
