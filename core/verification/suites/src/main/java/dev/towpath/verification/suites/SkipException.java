package dev.towpath.verification.suites;

/** An exception that skips a script or its rest. */
final class SkipException extends Exception {
  private static final long serialVersionUID = 1;

  SkipException(String reason) {
    super(reason);
  }
}
