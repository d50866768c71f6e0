package dev.sluice.suites;

/** A reason why a script is not run, or not to its end. */
final class SkipException extends Exception {
  private static final long serialVersionUID = 1;

  SkipException(String reason) {
    super(reason);
  }
}
