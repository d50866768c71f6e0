package dev.towpath.pipeline;

/**
 * A finding of {@link dev.towpath.CdcPipeline#validate()}. Immutable.
 *
 * @param severity the severity
 * @param check the subject of the check, such as {@code binlog_format} or {@code primary key}
 * @param what the state that was found
 * @param remedy what to do about it
 */
public record Finding(Severity severity, String check, String what, String remedy) {

  /** The severity of a finding. */
  public enum Severity {
    /** The pipeline will not work. */
    ERROR,
    /** The pipeline works, but data or a feature is at risk or missing. */
    WARNING,
    /** A remark for information. */
    INFO
  }

  @Override
  public String toString() {
    return severity + " " + check + ": " + what + "; " + remedy;
  }
}
